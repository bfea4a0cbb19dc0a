import { readArray, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

const dayMs = 86_400_000

/** Let's Encrypt certificates live 90 days and cert-manager renews them with a third of that left. */
const lifetimeDays = 90
const renewBeforeDays = 30

/**
 * What cert-manager makes of an Ingress with an issuer annotation: for each tls entry a Certificate named like its Secret, with
 * its CertificateRequest, and while it is pending also Order and Challenge.
 */
export function buildCertificates(
  context: ScenarioContext,
  ingress: KubeObject,
  state: 'ready' | 'pending',
): KubeObject[] {
  const issuer = ingress.metadata.annotations?.['cert-manager.io/cluster-issuer']
  if (issuer === undefined) return []
  const { name, namespace = '', labels, uid = '' } = ingress.metadata
  return readArray(ingress, 'spec', 'tls').flatMap((entry) => {
    const secretName = readString(entry, 'secretName')
    const dnsNames = readArray(entry, 'hosts').filter((host) => typeof host === 'string')
    if (secretName === undefined || dnsNames.length === 0) return []
    const certificate: KubeObject = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: {
        name: secretName,
        namespace,
        creationTimestamp: ingress.metadata.creationTimestamp,
        labels,
        ownerReferences: [
          { apiVersion: ingress.apiVersion, kind: ingress.kind, name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: {
        secretName,
        dnsNames,
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
        usages: ['digital signature', 'key encipherment'],
      },
    }
    return state === 'ready' ? completeCertificate(context, certificate) : pendingCertificate(context, certificate)
  })
}

/** A Certificate that was issued, somewhere between new and due for renewal, with the request that got it. */
export function completeCertificate(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const { name, namespace = '' } = certificate.metadata
  const bornMs = Date.parse(certificate.metadata.creationTimestamp ?? context.ago('90d'))
  const oldestDays = Math.min(lifetimeDays - renewBeforeDays - 1, Math.floor((context.startedAtMs - bornMs) / dayMs))
  const issuedMs =
    oldestDays <= 0
      ? bornMs + 60_000
      : context.startedAtMs - (1 + context.pick(oldestDays, 'issued', namespace, name)) * dayMs
  const revision = oldestDays <= 0 ? 1 : 1 + context.pick(3, 'revision', namespace, name)
  const issuedAt = formatTime(issuedMs)
  const uid = context.uid('Certificate', namespace, name)
  const issued: KubeObject = {
    ...certificate,
    metadata: { ...certificate.metadata, uid },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Ready',
          message: 'Certificate is up to date and has not expired',
          lastTransitionTime: issuedAt,
          observedGeneration: 1,
        },
      ],
      notBefore: issuedAt,
      notAfter: formatTime(issuedMs + lifetimeDays * dayMs),
      renewalTime: formatTime(issuedMs + (lifetimeDays - renewBeforeDays) * dayMs),
      revision,
    },
  }
  const request = buildRequest(issued, revision, issuedAt)
  request.status = {
    conditions: [
      {
        type: 'Approved',
        status: 'True',
        reason: 'cert-manager.io',
        message: 'Certificate request has been approved by cert-manager.io',
        lastTransitionTime: issuedAt,
      },
      {
        type: 'Ready',
        status: 'True',
        reason: 'Issued',
        message: 'Certificate fetched from issuer successfully',
        lastTransitionTime: issuedAt,
      },
    ],
  }
  return [issued, request]
}

function buildRequest(certificate: KubeObject, revision: number, createdAt: string): KubeObject {
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
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
      usages: ['digital signature', 'key encipherment'],
    },
  }
}

/** A first issuance that waits for its DNS-01 record to show: Certificate, CertificateRequest, Order and one Challenge per name. */
function pendingCertificate(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const { name, namespace = '' } = certificate.metadata
  const since = context.ago('3m')
  const issuing = {
    message: 'Issuing certificate as Secret does not exist',
    reason: 'DoesNotExist',
    lastTransitionTime: since,
    observedGeneration: 1,
  }
  const pending: KubeObject = {
    ...certificate,
    metadata: { ...certificate.metadata, uid: context.uid('Certificate', namespace, name) },
    status: {
      conditions: [
        { type: 'Issuing', status: 'True', ...issuing },
        { type: 'Ready', status: 'False', ...issuing },
      ],
      nextPrivateKeySecretName: `${name}-key`,
    },
  }
  const request = buildRequest(pending, 1, since)
  request.metadata.uid = context.uid('CertificateRequest', namespace, request.metadata.name)
  const orderName = `${request.metadata.name}-${context.pick(1_000_000_000, 'order', namespace, name)}`
  request.status = {
    conditions: [
      {
        type: 'Approved',
        status: 'True',
        reason: 'cert-manager.io',
        message: 'Certificate request has been approved by cert-manager.io',
        lastTransitionTime: since,
      },
      {
        type: 'Ready',
        status: 'False',
        reason: 'Pending',
        message: `Waiting on certificate issuance from order ${namespace}/${orderName}: "pending"`,
        lastTransitionTime: since,
      },
    ],
  }
  const dnsNames = readArray(certificate, 'spec', 'dnsNames').filter((host) => typeof host === 'string')
  const owned = (kind: string, owner: string, apiVersion: string) => [
    {
      apiVersion,
      kind,
      name: owner,
      uid: context.uid(kind, namespace, owner),
      controller: true,
      blockOwnerDeletion: true,
    },
  ]
  const authorization = (host: string) =>
    `https://acme.example.org/authz/${context.pick(1_000_000, 'authz', namespace, host)}`
  const order: KubeObject = {
    apiVersion: 'acme.cert-manager.io/v1',
    kind: 'Order',
    metadata: {
      name: orderName,
      namespace,
      uid: context.uid('Order', namespace, orderName),
      creationTimestamp: since,
      annotations: request.metadata.annotations,
      ownerReferences: owned('CertificateRequest', request.metadata.name, 'cert-manager.io/v1'),
    },
    spec: { dnsNames, issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' } },
    status: {
      state: 'pending',
      url: 'https://acme.example.org/order/1/1',
      authorizations: dnsNames.map((host) => ({ identifier: host, url: authorization(host), initialState: 'pending' })),
    },
  }
  const challenges = dnsNames.map(
    (host): KubeObject => ({
      apiVersion: 'acme.cert-manager.io/v1',
      kind: 'Challenge',
      metadata: {
        name: `${orderName}-${context.pick(1_000_000_000, 'challenge', namespace, host)}`,
        namespace,
        creationTimestamp: since,
        finalizers: ['acme.cert-manager.io/finalizer'],
        ownerReferences: owned('Order', orderName, 'acme.cert-manager.io/v1'),
      },
      spec: {
        authorizationURL: authorization(host),
        dnsName: host,
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
        solver: { dns01: { azureDNS: { hostedZoneName: host.split('.').slice(1).join('.') } } },
        type: 'DNS-01',
        wildcard: false,
      },
      status: {
        presented: true,
        processing: true,
        state: 'pending',
        reason: `Waiting for DNS-01 challenge propagation: DNS record for "${host}" not yet propagated`,
      },
    }),
  )
  return [pending, request, order, ...challenges]
}
