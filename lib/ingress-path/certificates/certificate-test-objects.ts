import { publicAddress, testHost } from '@/lib/ingress-path/platform-test-objects'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { TestObjects } from '@/lib/snapshot/test-store'

/** Objects of cert-manager for tests: the certificate of `checkout` in namespace `shop`, an hour into its first issuance. */
export const certificateNamespace = 'shop'
export const testSecretName = 'checkout-tls'
const namespace = certificateNamespace
const hourAgo = '2026-03-01T11:00:00Z'

type Fields = Record<string, unknown>

interface TestCondition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
  observedGeneration?: number
}

export const isReady: TestCondition = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'Certificate is up to date and has not expired',
}
export const noSecret: TestCondition = {
  type: 'Ready',
  status: 'False',
  reason: 'DoesNotExist',
  message: 'Issuing certificate as Secret does not exist',
  lastTransitionTime: hourAgo,
}
export const isIssuing: TestCondition = { ...noSecret, type: 'Issuing', status: 'True' }
export const hasFailed: TestCondition = {
  type: 'Issuing',
  status: 'False',
  reason: 'Failed',
  message: 'The certificate request has failed to complete and will be retried',
  lastTransitionTime: hourAgo,
}

export interface CertificateOptions {
  name?: string
  namespace?: string
  secretName?: string
  hosts?: string[]
  conditions?: TestCondition[]
  status?: Fields
  issuer?: Fields | null
  owner?: { kind: string; name: string; uid?: string } | null
  createdAt?: string
  spec?: Fields
}

/** A Certificate that cert-manager made for Ingress `checkout`; not issued unless conditions and status say so. */
export function createCertificate(options: CertificateOptions = {}): CustomResource {
  const { owner = { kind: 'Ingress', name: 'checkout' }, issuer = { kind: 'ClusterIssuer', name: 'letsencrypt' } } =
    options
  const { secretName = testSecretName } = options
  return {
    metadata: {
      name: options.name ?? secretName,
      namespace: options.namespace ?? namespace,
      creationTimestamp: options.createdAt ?? hourAgo,
      ownerReferences:
        owner === null ? [] : [{ apiVersion: 'networking.k8s.io/v1', uid: 'uid-1', controller: true, ...owner }],
    },
    spec: {
      secretName,
      dnsNames: options.hosts ?? [testHost],
      ...(issuer === null ? {} : { issuerRef: issuer }),
      ...options.spec,
    },
    status: { conditions: options.conditions ?? [isIssuing, noSecret], ...options.status },
  }
}

/** The same Certificate, issued and valid until May 2026. */
export function createIssuedCertificate(options: CertificateOptions = {}): CustomResource {
  return createCertificate({
    conditions: [isReady],
    ...options,
    status: {
      notBefore: '2026-02-01T00:00:00Z',
      notAfter: '2026-05-01T00:00:00Z',
      renewalTime: '2026-04-01T00:00:00Z',
      revision: 1,
      ...options.status,
    },
  })
}

export const isApproved: TestCondition = { type: 'Approved', status: 'True', reason: 'cert-manager.io' }
export const isPending: TestCondition = {
  type: 'Ready',
  status: 'False',
  reason: 'Pending',
  message: 'Waiting on certificate issuance',
}

export function createRequest(
  options: {
    conditions?: TestCondition[]
    revision?: number
    createdAt?: string
    certificate?: string
    namespace?: string
  } = {},
): CustomResource {
  const { certificate = testSecretName, revision = 1 } = options
  return {
    metadata: {
      name: `${certificate}-${revision}`,
      namespace: options.namespace ?? namespace,
      creationTimestamp: options.createdAt ?? hourAgo,
      annotations: {
        'cert-manager.io/certificate-name': certificate,
        'cert-manager.io/certificate-revision': String(revision),
      },
    },
    spec: { issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' } },
    status: { conditions: options.conditions ?? [isApproved, isPending] },
  }
}

const orderName = `${testSecretName}-1-1234`

export function createOrder(
  options: {
    state?: string
    reason?: string
    domains?: string[]
    createdAt?: string
    labels?: Record<string, string>
    initialState?: string
  } = {},
): CustomResource {
  const { state = 'pending', domains = [testHost] } = options
  return {
    metadata: {
      name: orderName,
      namespace,
      creationTimestamp: options.createdAt ?? hourAgo,
      labels: options.labels,
      annotations: { 'cert-manager.io/certificate-name': testSecretName, 'cert-manager.io/certificate-revision': '1' },
      ownerReferences: [
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'CertificateRequest',
          name: `${testSecretName}-1`,
          uid: 'r',
          controller: true,
        },
      ],
    },
    spec: { issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' } },
    status: {
      state,
      reason: options.reason,
      authorizations: domains.map((domain) => ({
        identifier: domain.replace(/^\*\./, ''),
        wildcard: domain.startsWith('*.'),
        initialState: options.initialState ?? 'pending',
        url: `https://acme.example.org/authz/${domain}`,
      })),
    },
  }
}

export interface ChallengeOptions {
  type?: 'DNS-01' | 'HTTP-01'
  dnsName?: string
  name?: string
  namespace?: string
  order?: string
  state?: string
  reason?: string
  isProcessing?: boolean
  isPresented?: boolean
  presentedAt?: string
  createdAt?: string
  deletedAt?: string
}

export function createChallenge(options: ChallengeOptions = {}): CustomResource {
  const { type = 'DNS-01', dnsName = testHost, isProcessing = true, isPresented = true } = options
  return {
    metadata: {
      name: options.name ?? `${orderName}-99`,
      namespace: options.namespace ?? namespace,
      creationTimestamp: options.createdAt ?? hourAgo,
      deletionTimestamp: options.deletedAt,
      finalizers: ['acme.cert-manager.io/finalizer'],
      ownerReferences: [
        {
          apiVersion: 'acme.cert-manager.io/v1',
          kind: 'Order',
          name: options.order ?? orderName,
          uid: 'o',
          controller: true,
        },
      ],
    },
    spec: { type, dnsName, wildcard: false, authorizationURL: 'https://acme.example.org/authz/1' },
    status: {
      processing: isProcessing,
      presented: isPresented,
      presentedAt: options.presentedAt,
      state: options.state ?? 'pending',
      reason: options.reason ?? '',
    },
  }
}

export const dnsSolver = (...zones: string[]) => ({ dns01: { azureDNS: {} }, selector: { dnsZones: zones } })
export const httpSolver = { http01: { ingress: { ingressClassName: 'nginx' } } }

export function createIssuer(
  options: {
    kind?: 'Issuer' | 'ClusterIssuer'
    name?: string
    solvers?: unknown[] | null
    conditions?: TestCondition[]
    createdAt?: string
  } = {},
): CustomResource {
  const { kind = 'ClusterIssuer', name = 'letsencrypt', solvers = [dnsSolver('example.net')] } = options
  return {
    metadata: {
      name,
      namespace: kind === 'Issuer' ? namespace : undefined,
      creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
    },
    spec: solvers === null ? { ca: { secretName: 'ca' } } : { acme: { server: 'https://acme.example.org', solvers } },
    status: { conditions: options.conditions ?? [{ type: 'Ready', status: 'True', reason: 'ACMEAccountRegistered' }] },
  }
}

export function createWarningEvent(
  kind: string,
  name: string,
  reason: string,
  message: string,
): NonNullable<TestObjects['Event']>[number] {
  return {
    metadata: { name: `${name}.1`, namespace },
    type: 'Warning',
    reason,
    message,
    lastTimestamp: '2026-03-01T11:50:00Z',
    involvedObject: { kind, namespace, name },
  } as NonNullable<TestObjects['Event']>[number]
}

/** The chain of one issuance; each part can be replaced, and null leaves it out. */
export interface ChainParts {
  certificates?: CustomResource[]
  request?: CustomResource | null
  order?: CustomResource | null
  challenges?: CustomResource[]
  issuer?: CustomResource | null
  namespacedIssuer?: CustomResource
  more?: TestObjects
}

export function createChainObjects(parts: ChainParts = {}): TestObjects {
  const list = (object: CustomResource | null | undefined, fallback: () => CustomResource) =>
    object === null ? [] : [object ?? fallback()]
  return {
    Certificate: parts.certificates ?? [createCertificate()],
    CertificateRequest: list(parts.request, createRequest),
    Order: list(parts.order, createOrder),
    Challenge: parts.challenges ?? [createChallenge()],
    ClusterIssuer: list(parts.issuer, createIssuer),
    Issuer: parts.namespacedIssuer === undefined ? [] : [parts.namespacedIssuer],
    ...parts.more,
  }
}

/** What cert-manager makes to answer an HTTP-01 challenge: a Pod that serves the proof, and an Ingress that leads to it. */
export function createSolverObjects(
  challenge = `${orderName}-99`,
  policies: NonNullable<TestObjects['NetworkPolicy']>[number][] = [],
): TestObjects {
  const labels = { 'acme.cert-manager.io/http01-solver': 'true' }
  const ownerReferences = [
    { apiVersion: 'acme.cert-manager.io/v1', kind: 'Challenge', name: challenge, uid: 'c', controller: true },
  ]
  // Partial objects: the generated types want every optional field spelled out.
  const objects: unknown = {
    Pod: [
      {
        metadata: { name: 'cm-acme-http-solver-1', namespace, labels, ownerReferences },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      },
    ],
    Ingress: [
      {
        metadata: { name: 'cm-acme-http-solver-1', namespace, labels, ownerReferences },
        spec: { ingressClassName: 'nginx', rules: [{ host: testHost }] },
        status: { loadBalancer: { ingress: [{ ip: publicAddress }] } },
      },
    ],
    NetworkPolicy: policies,
  }
  return objects as TestObjects
}
