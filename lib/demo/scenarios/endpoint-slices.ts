import { readArray, readNumber, readPath, readString, readStrings } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { isSelectedBy } from '@/lib/demo/scenarios/pods'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** Endpoints of one slice at most (`--max-endpoints-per-slice` of kube-controller-manager). */
const maxEndpointsPerSlice = 100

function isPodReady(pod: KubeObject): boolean {
  const ready = readArray(pod, 'status', 'conditions').find((condition) => readString(condition, 'type') === 'Ready')
  return readString(ready, 'status') === 'True'
}

/** The port number a Service port leads to in this Pod; null when no container declares the name. */
function resolvePort(port: unknown, pod: KubeObject | undefined): number | null {
  const target = readPath(port, 'targetPort') ?? readPath(port, 'port')
  if (typeof target === 'number') return target
  if (typeof target !== 'string' || !pod) return null
  for (const container of readArray(pod, 'spec', 'containers')) {
    const named = readArray(container, 'ports').find((entry) => readString(entry, 'name') === target)
    const number = readNumber(named, 'containerPort')
    if (number !== undefined) return number
  }
  return null
}

/**
 * The EndpointSlices that the endpoint slice controller makes of a Service and the Pods of its namespace. A Service without a
 * selector has none. A target port name that no container has leaves the slice without ports; a selector without Pods leaves
 * it without endpoints.
 */
export function buildEndpointSlices(
  context: ScenarioContext,
  service: KubeObject,
  pods: readonly KubeObject[],
): KubeObject[] {
  const selector = readStrings(service, 'spec', 'selector')
  if (Object.keys(selector).length === 0 || readString(service, 'spec', 'type') === 'ExternalName') return []
  const { name, namespace = '', uid } = service.metadata
  const chosen = pods.filter(
    (pod) =>
      pod.metadata.namespace === namespace &&
      isSelectedBy(selector, pod.metadata.labels ?? {}) &&
      readString(pod, 'status', 'podIP') !== undefined,
  )
  const ports = readArray(service, 'spec', 'ports').flatMap((port) => {
    const number = resolvePort(port, chosen[0])
    if (number === null) return []
    const appProtocol = readString(port, 'appProtocol')
    const protocol = readString(port, 'protocol') ?? 'TCP'
    return [{ name: readString(port, 'name') ?? '', port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }]
  })
  const endpoints = chosen.map((pod) => {
    const isTerminating = pod.metadata.deletionTimestamp !== undefined
    const isReady = isPodReady(pod)
    return {
      addresses: [readString(pod, 'status', 'podIP') ?? ''],
      // A terminating Pod is never ready; it still serves while its readiness probe passes or its listener drains.
      conditions: { ready: isReady && !isTerminating, serving: isReady || isTerminating, terminating: isTerminating },
      nodeName: readString(pod, 'spec', 'nodeName') ?? '',
      targetRef: { kind: 'Pod', name: pod.metadata.name, namespace, uid: pod.metadata.uid ?? '' },
    }
  })
  const slices: KubeObject[] = []
  for (let start = 0; start === 0 || start < endpoints.length; start += maxEndpointsPerSlice) {
    const sliceName = `${name}-${context.suffix(5, 'slice', namespace, name, String(start))}`
    slices.push({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: sliceName,
        namespace,
        uid: context.uid('EndpointSlice', namespace, sliceName),
        creationTimestamp: service.metadata.creationTimestamp,
        labels: {
          ...service.metadata.labels,
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Service', name, uid: uid ?? '', controller: true, blockOwnerDeletion: true },
        ],
      },
      addressType: 'IPv4',
      endpoints: endpoints.slice(start, start + maxEndpointsPerSlice),
      ports: endpoints.length === 0 ? [] : ports,
    })
  }
  return slices
}
