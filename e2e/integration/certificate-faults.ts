import {
  type ChainParts,
  createCertificate,
  createChainObjects,
  createChallenge,
  createIssuer,
  createRequest,
  createWarningEvent,
  httpSolver,
  isApproved,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import { toApiObjects } from './certificate-scenarios'
import { publicAddress } from './chart-platform'
import type { ApiObject } from './kube-apiserver'
import { app, ingress } from './scenario-objects'
import { fault, ingressUid, issued, type Place, type TenantFault, tenant, tlsFor } from './tenant-fault'

/** What the schemas of cert-manager ask of its objects beside what is judged. */
const required: Record<string, Record<string, unknown>> = {
  CertificateRequest: { request: 'Q1NS' },
  Order: { request: 'Q1NS' },
  Challenge: {
    issuerRef: { name: 'acme' },
    key: 'key',
    solver: {},
    token: 'token',
    url: 'https://acme.example.org/challenge/1',
  },
}

const asObject = (value: unknown) => (typeof value === 'object' && value !== null ? value : {})

/** An application whose certificate is in the middle of an attempt, with the chain of cert-manager behind it. */
function attempt(at: Place, chain: ChainParts): ApiObject[] {
  const tenantObjects = app({
    ...at,
    address: publicAddress,
    tls: [{ hosts: [at.host], secretName: 'checkout-tls' }],
    annotations: { 'cert-manager.io/cluster-issuer': `acme-${at.namespace}` },
  })
  const chained = toApiObjects(createChainObjects(chain), at).map((object) => {
    const spec = { ...asObject(object.spec), ...required[object.kind] }
    const isIssuer = object.kind === 'ClusterIssuer' || object.kind === 'Issuer'
    return { ...object, ...(object.kind === 'Event' ? {} : { spec: isIssuer ? withAccount(object) : spec }) }
  })
  return [...tenantObjects, ...chained]
}

/** An ACME issuer has an account; its DNS solver a subscription. */
function withAccount({ spec }: ApiObject): Record<string, unknown> {
  const acme: Record<string, unknown> = {
    ...asObject('acme' in asObject(spec) ? (spec as { acme: unknown }).acme : {}),
  }
  const solvers = Array.isArray(acme.solvers) ? acme.solvers : []
  const azureDNS = { resourceGroupName: 'dns', subscriptionID: '0000', hostedZoneName: 'example.net' }
  return {
    acme: {
      ...acme,
      privateKeySecretRef: { name: 'account' },
      solvers: solvers.map((solver) => ('dns01' in asObject(solver) ? { ...solver, dns01: { azureDNS } } : solver)),
    },
  }
}

const own = { kind: 'Ingress', name: 'web', uid: ingressUid }
const certificate = (options: Parameters<typeof createCertificate>[0] = {}) =>
  createCertificate({ owner: own, ...options })
const expiredYesterday = {
  conditions: [{ type: 'Ready', status: 'False', reason: 'Expired', message: 'Certificate expired' }],
  notBefore: '2025-01-01T00:00:00Z',
  notAfter: '2026-01-01T00:00:00Z',
  renewalTime: '2025-12-01T00:00:00Z',
  revision: 1,
}

/** Faults of the certificate, on hosts that are served and resolve. */
export const certificateFaults: TenantFault[] = [
  // Two Ingresses name one Secret: cert-manager made it for the first of them.
  fault('secret-of-neighbour', 'tls-cert-owned-by-other', (at) => [
    ...app({
      ...at,
      address: publicAddress,
      tls: tlsFor(at.host),
      annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
    }),
    ingress({
      ...at,
      name: 'neighbour',
      host: `neighbour.${at.host}`,
      address: publicAddress,
      tls: tlsFor(`neighbour.${at.host}`),
    }),
    issued(at, [`neighbour.${at.host}`], { owner: 'neighbour' }),
  ]),
  // A wildcard covers one label, and this host has two.
  fault(
    'two-labels',
    'tls-host-not-in-certificate',
    (at) => [
      ...app({ ...at, address: publicAddress, tls: tlsFor(at.host) }),
      issued(at, ['*.two-labels.example.net'], { owner: null }),
    ],
    { host: 'a.b.two-labels.example.net' },
  ),
  // The annotation of namespaced issuers with the name of a ClusterIssuer.
  fault('issuer-of-kind', 'issuer-not-found', (at) =>
    attempt(at, {
      certificates: [certificate({ issuer: { kind: 'Issuer', name: 'letsencrypt' } })],
      order: null,
      challenges: [],
      request: createRequest({
        conditions: [
          isApproved,
          pendingFor('Referenced "Issuer" not found: issuer.cert-manager.io "letsencrypt" not found'),
        ],
      }),
    }),
  ),
  // The login of the application itself keeps the CA from the proof.
  fault('proof-behind-login', 'challenge-http-status', (at) =>
    attempt(at, {
      certificates: [certificate()],
      challenges: [
        createChallenge({
          type: 'HTTP-01',
          reason: "Waiting for HTTP-01 challenge propagation: wrong status code '302', expected '200'",
        }),
      ],
      issuer: createIssuer({ solvers: [httpSolver] }),
    }),
  ),
  // The reason on the object is redacted; the event says what Azure answered.
  fault('redacted-reason', 'challenge-present-dns-credentials', (at) =>
    attempt(at, {
      certificates: [certificate()],
      challenges: [createChallenge({ isPresented: false, reason: '' })],
      more: {
        Event: [
          createWarningEvent(
            'Challenge',
            `${createChallenge().metadata.name}`,
            'PresentError',
            'Error presenting challenge: request error: GET https://management.azure.com/ RESPONSE 403: AuthorizationFailed',
          ),
        ],
      },
    }),
  ),
  // The certificate ran out because its issuer lost its account long before.
  fault('issuer-lost', 'issuer-not-ready', (at) =>
    attempt(at, {
      certificates: [certificate({ conditions: expiredYesterday.conditions, status: expiredYesterday })],
      request: null,
      order: null,
      challenges: [],
      issuer: createIssuer({
        conditions: [
          { type: 'Ready', status: 'False', reason: 'ErrRegisterACMEAccount', message: 'account is deactivated' },
        ],
      }),
    }),
  ),
  // Two entries elsewhere in the Ingress share a Secret, and that stops this one too.
  fault('twins-beside', 'tls-duplicate-secret-in-ingress', (at) =>
    app({
      ...at,
      address: publicAddress,
      annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
      tls: [
        ...tlsFor(at.host),
        { hosts: [`a.${at.host}`], secretName: 'twin' },
        { hosts: [`b.${at.host}`], secretName: 'twin' },
      ],
    }),
  ),
  fault('group-of-old', 'tls-issuer-annotation-missing', (at) =>
    app({
      ...at,
      address: publicAddress,
      tls: tlsFor(at.host),
      annotations: { 'certmanager.k8s.io/cluster-issuer': 'letsencrypt' },
    }),
  ),
  // One by hand and one by annotation, neither of which is ready.
  fault('by-hand-and-by-annotation', 'two-certificates-one-secret', (at) =>
    attempt(at, {
      certificates: [certificate(), createCertificate({ name: 'by-hand', owner: null })],
      request: null,
      order: null,
      challenges: [],
    }),
  ),
  // The older Ingress of another team has a tls entry without a Secret, and it decides for the host.
  fault('decided-by-older', 'tls-fixed-by-older-ingress', (at) => [...ingressOfOthers(at), ...tenant(at)]),
]

function pendingFor(message: string) {
  return { type: 'Ready', status: 'False', reason: 'Pending', message }
}

function ingressOfOthers(at: Place): ApiObject[] {
  const backend = { service: { name: 'web', port: { number: 80 } } }
  const rules = [{ host: at.host, http: { paths: [{ path: '/legacy', pathType: 'Prefix', backend }] } }]
  const older = ingress({
    ...at,
    namespace: 'z-legacy',
    name: 'legacy',
    address: publicAddress,
    rules,
    tls: [{ hosts: [at.host] }],
  })
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'z-legacy' } }, older]
}
