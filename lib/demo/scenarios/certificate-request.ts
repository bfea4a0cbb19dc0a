import { readRecord } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'

/** The request for one revision of a Certificate, without status. */
export function buildRequest(certificate: KubeObject, revision: number, createdAt: string): KubeObject {
  const { name, namespace, uid = '' } = certificate.metadata
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'CertificateRequest',
    metadata: {
      name: `${name}-${revision}`,
      namespace,
      creationTimestamp: createdAt,
      annotations: {
        'cert-manager.io/certificate-name': name,
        'cert-manager.io/certificate-revision': String(revision),
        'cert-manager.io/private-key-secret-name': `${name}-key`,
      },
      ownerReferences: [
        {
          apiVersion: certificate.apiVersion,
          kind: certificate.kind,
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      issuerRef: readRecord(certificate, 'spec', 'issuerRef'),
      usages: ['digital signature', 'key encipherment'],
    },
  }
}
