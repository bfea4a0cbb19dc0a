import type { ExampleTable, HostExample } from '@/lib/checks/check-example'
import {
  type ChainParts,
  createCertificate,
  createChainObjects,
  createChallenge,
  createIssuedCertificate,
  createIssuer,
  createOrder,
  createRequest,
  createSolverObjects,
  createWarningEvent,
  hasFailed,
  httpSolver,
  isApproved,
  isIssuing,
  isReady,
  noSecret,
  testSecretName,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import {
  createCertManager,
  createNginx,
  createPlatformStore,
  createTenantIngress,
  forbid,
  type IngressOptions,
  type Platform,
  platformNowMs,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { createHostProbe } from '@/lib/ingress-path/probe-test-objects'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { TestObjects } from '@/lib/snapshot/test-store'

export const testTls = [{ hosts: [testHost], secretName: testSecretName }]
const asks = { 'cert-manager.io/cluster-issuer': 'letsencrypt' }

/** The Ingress of the examples: a tls entry, and the annotation that asks cert-manager for its certificate. */
export const createTlsIngress = (options: IngressOptions = {}) =>
  createTenantIngress({ tls: testTls, annotations: asks, ...options })

/** A platform whose tenant has these objects of cert-manager, judged for the host of its Ingress. */
export function onChain(
  parts: ChainParts,
  options: IngressOptions = {},
  platform: Partial<Platform> = {},
): HostExample {
  return onObjects(createChainObjects(parts), options, platform)
}

function onObjects(objects: TestObjects, options: IngressOptions = {}, platform: Partial<Platform> = {}): HostExample {
  const ingress = createTlsIngress(options)
  const certManagers = platform.certManagers ?? [createCertManager()]
  const store = createPlatformStore({
    ...platform,
    certManagers,
    ingresses: [ingress, ...(platform.ingresses ?? [])],
    extra: objects,
  })
  return { store, subject: { ingress, host: testHost }, nowMs: platformNowMs }
}

const failed = (reason: string) => onChain({ order: createOrder({ state: 'errored', reason }), challenges: [] })
const failedRequest = { type: 'Ready', status: 'False', reason: 'Failed' }
const dns = (reason: string, more: Parameters<typeof createChallenge>[0] = {}) =>
  onChain({ challenges: [createChallenge({ reason, ...more })] })
const httpChain = (reason: string, more?: TestObjects) =>
  onChain({
    challenges: [createChallenge({ type: 'HTTP-01', reason })],
    issuer: createIssuer({ solvers: [httpSolver] }),
    more,
  })
const selfCheck = (error: string) =>
  `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request 'http://${testHost}/.well-known/acme-challenge/x': ${error}`
const denyAll = {
  metadata: { name: 'default-deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
}
const older = (tls: IngressOptions['tls']) =>
  createTenantIngress({ name: 'older', createdAt: '2025-01-01T00:00:00Z', tls })
const issuedFor = (name: string, ...hosts: string[]): CustomResource =>
  createIssuedCertificate({ secretName: name, hosts })

/** A controller whose claim hangs on the labels of the namespace. */
const selecting = createNginx({ args: ['--watch-namespace-selector=xkf.xenit.io/kind=tenant'] })

/** An example that raises each check of a certificate. */
export const certificateExamples: ExampleTable<HostExample> = {
  'cert-manager-not-running': () => onChain({}, {}, { certManagers: [createCertManager({ isReady: false })] }),
  'tls-issuer-annotation-missing': () => onObjects({}, { annotations: { 'cert-manager.io/duration': '2160h' } }),
  'tls-both-issuers': () => onObjects({}, { annotations: { ...asks, 'cert-manager.io/issuer': 'acme' } }),
  'tls-block-incomplete': () => onObjects({}, { tls: [{ hosts: [testHost] }] }),
  'tls-duplicate-secret-in-ingress': () =>
    onObjects({}, { tls: [...testTls, { hosts: ['b.shop.example.net'], secretName: testSecretName }] }),
  'tls-cert-owned-by-other': () =>
    onChain({
      certificates: [createIssuedCertificate({ hosts: ['b.shop.example.net'], owner: { kind: 'Ingress', name: 'b' } })],
    }),
  'tls-shim-annotation-invalid': () => onObjects({}, { annotations: { ...asks, 'cert-manager.io/duration': '90d' } }),
  'tls-host-not-in-certificate': () =>
    onChain({ certificates: [createIssuedCertificate({ hosts: ['b.shop.example.net'] })] }),
  'two-certificates-one-secret': () =>
    onChain({
      certificates: [
        createIssuedCertificate(),
        createCertificate({ name: 'by-hand', owner: null, conditions: [noSecret] }),
      ],
    }),
  'issuer-not-found': () => onChain({ issuer: null }),
  'issuer-not-ready': () =>
    onChain({
      issuer: createIssuer({
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'ErrRegisterACMEAccount',
            message: 'Failed to register ACME account: 403',
          },
        ],
      }),
    }),
  'issuer-kind-unhandled': () => onChain({ request: createRequest({ conditions: [isApproved] }), order: null }),
  'request-not-approved': () => onChain({ request: createRequest({ conditions: [] }), order: null }),
  'request-denied': () =>
    onChain({
      request: createRequest({
        conditions: [{ type: 'Denied', status: 'True', reason: 'policy', message: 'No policy allows the name' }],
      }),
    }),
  'request-invalid': () =>
    onChain({
      request: createRequest({
        conditions: [
          isApproved,
          { ...failedRequest, message: 'CSR requests a commonName that is not present in the list of dnsNames' },
        ],
      }),
    }),
  'issuance-backoff': () =>
    onChain({
      certificates: [
        createCertificate({
          conditions: [hasFailed, noSecret],
          status: { lastFailureTime: '2026-03-01T11:00:00Z', failedIssuanceAttempts: 3 },
        }),
      ],
    }),
  'order-no-solver': () =>
    onChain({
      issuer: createIssuer({ solvers: [{ dns01: {}, selector: { dnsZones: ['example.org'] } }] }),
      challenges: [],
    }),
  'order-rate-limited': () =>
    failed(
      'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates already issued, retry after 2026-03-02 10:00:00 UTC: see the documentation',
    ),
  'order-name-rejected': () =>
    failed(
      'Failed to create Order: 400 urn:ietf:params:acme:error:rejectedIdentifier: Domain name does not end with a valid public suffix',
    ),
  'order-caa': () =>
    failed(
      'Failed to finalize Order: 403 urn:ietf:params:acme:error:caa: CAA record for example.net prevents issuance',
    ),
  'order-errored-other': () =>
    failed('Failed to finalize Order: 400 urn:ietf:params:acme:error:badCSR: key is too small'),
  'order-stale-authorization': () => onChain({ order: createOrder({ state: 'expired' }), challenges: [] }),
  'challenge-queued': () =>
    onChain({
      challenges: [
        createChallenge({ isProcessing: false, isPresented: false }),
        createChallenge({ name: 'other', namespace: 'media', order: 'other' }),
      ],
    }),
  'challenge-present-dns-credentials': () =>
    dns('GET https://management.azure.com: 403 AuthorizationFailed', { isPresented: false }),
  'challenge-dns-zone-unknown': () =>
    dns(`Could not determine the zone for "_acme-challenge.${testHost}."`, { isPresented: false }),
  'challenge-dns-not-propagated': () =>
    dns(`Waiting for DNS-01 challenge propagation: DNS record for "${testHost}" not yet propagated`),
  'challenge-http-no-dns': () => httpChain(selfCheck('dial tcp: lookup: no such host')),
  'challenge-http-connect': () => httpChain(selfCheck('dial tcp 20.61.7.41:80: connect: connection refused')),
  'challenge-http-status': () => httpChain("wrong status code '404', expected '200'"),
  'challenge-http-wrong-content': () =>
    httpChain('did not get expected response when querying endpoint, expected "x" but got: welcome'),
  'challenge-http-solver-blocked': () =>
    httpChain(selfCheck('context deadline exceeded'), createSolverObjects(undefined, [denyAll])),
  'challenge-invalid': () =>
    dns(
      `Error accepting authorization: acme: authorization error for ${testHost}: 403 urn:ietf:params:acme:error:unauthorized: Incorrect TXT record`,
      { state: 'invalid' },
    ),
  'challenge-cleanup-stuck': () => onChain({ challenges: [createChallenge({ deletedAt: '2026-03-01T11:00:00Z' })] }),
  'certificate-key-policy': () =>
    onChain({
      more: {
        Event: [
          createWarningEvent(
            'Certificate',
            testSecretName,
            'CannotRegenerateKey',
            'User intervention required: existing private key does not match',
          ),
        ],
      },
    }),
  'certificate-renewal-failing': () =>
    onChain({
      certificates: [
        createIssuedCertificate({
          conditions: [isReady, hasFailed],
          status: { renewalTime: '2026-02-28T00:00:00Z', lastFailureTime: '2026-02-28T01:00:00Z' },
        }),
      ],
      request: null,
      order: null,
      challenges: [],
    }),
  'certificate-expired': () =>
    onChain({ certificates: [createIssuedCertificate({ status: { notAfter: '2026-02-27T00:00:00Z' } })] }),
  'tls-secret-missing': () =>
    onChain({
      certificates: [createCertificate({ conditions: [noSecret] })],
      request: null,
      order: null,
      challenges: [],
    }),
  'tls-secret-malformed': () =>
    onChain({
      certificates: [
        createCertificate({
          conditions: [
            {
              ...noSecret,
              reason: 'MissingData',
              message: 'Issuing certificate as Secret does not contain a private key',
            },
          ],
        }),
      ],
    }),
  'tls-secret-name-mismatch': () =>
    onObjects(
      { Certificate: [issuedFor('b-tls', 'b.shop.example.net')] },
      { annotations: {}, tls: [{ hosts: ['*.shop.example.net'], secretName: 'b-tls' }] },
    ),
  'tls-fixed-by-older-ingress': () =>
    onObjects(
      { Certificate: [issuedFor(testSecretName, testHost), issuedFor('news-tls', 'news.shop.example.net')] },
      {},
      { ingresses: [older([{ hosts: ['news.shop.example.net'], secretName: 'news-tls' }])] },
    ),
  'tls-default-certificate-served': () =>
    onChain({}, {}, { nginx: [createNginx({ args: ['--default-ssl-certificate=ingress-nginx/wildcard'] })] }),
  'tls-secret-in-wrong-namespace': () =>
    onObjects({ Certificate: [createIssuedCertificate({ namespace: 'media' })] }, { annotations: {} }),
}

/** Examples that make checks read what the ones above leave aside. */
export const quietCertificateExamples: readonly (() => HostExample)[] = [
  // A Secret that nobody's Certificate writes, and a probe that may have been shown it; for this Ingress, and for an older one.
  () => onObjects({}, { annotations: {} }, { nginx: [selecting], probes: [createHostProbe()] }),
  () =>
    onObjects(
      {},
      {},
      {
        ingresses: [older([{ hosts: [testHost], secretName: 'by-hand' }])],
        nginx: [selecting],
        probes: [createHostProbe()],
      },
    ),
  // A namespaced Issuer, and issuers that cannot be read.
  () =>
    onChain({
      certificates: [createCertificate({ issuer: { kind: 'Issuer', name: 'acme' } })],
      namespacedIssuer: createIssuer({ kind: 'Issuer', name: 'acme' }),
      challenges: [],
    }),
  () =>
    onChain({}, {}, { unavailable: { ClusterIssuer: forbid('clusterissuers'), Deployment: forbid('deployments') } }),
  // An Order without a Challenge although a solver fits: only the event of the moment tells.
  () => onChain({ challenges: [], certificates: [createCertificate({ conditions: [isIssuing, noSecret] })] }),
  () => dns('', { isPresented: false }),
  () => httpChain('', createSolverObjects()),
  // A controller that watches the namespaces of a label, for the Ingress of the solver and for the default certificate.
  () =>
    onChain(
      { challenges: [createChallenge({ type: 'HTTP-01' })], more: createSolverObjects() },
      {},
      { nginx: [createNginx({ args: ['--watch-namespace-selector=team=media'] })] },
    ),
]
