import type { ApiObject } from './kube-apiserver'

const openObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/**
 * EndpointSlice v1 for an API server that does not have it built in (1.20). The annotation is what the server demands of a
 * CRD in a protected group. Fact: kubernetes/enhancements KEP-1111, `api-approved.kubernetes.io`.
 */
export const endpointSliceCrd: ApiObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'endpointslices.discovery.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/kubernetes/pull/99662' },
  },
  spec: {
    group: 'discovery.k8s.io',
    scope: 'Namespaced',
    names: {
      plural: 'endpointslices',
      singular: 'endpointslice',
      kind: 'EndpointSlice',
      listKind: 'EndpointSliceList',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              addressType: { type: 'string' },
              endpoints: { type: 'array', items: openObject },
              ports: { type: 'array', items: openObject },
            },
          },
        },
      },
    ],
  },
}
