import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import {
  type ChainParts,
  createCertificate,
  createChainObjects,
  createChallenge,
  createIssuedCertificate,
  createIssuer,
  createOrder,
  createRequest,
  createWarningEvent,
  hasFailed,
  httpSolver,
  isApproved,
  isReady,
  noSecret,
  testSecretName,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import { createPolicy, testHost } from '@/lib/ingress-path/platform-test-objects'
import { type KindName, kindDescriptions } from '@/lib/model/kubernetes'
import type { TestObjects } from '@/lib/snapshot/test-store'
import type { IngressScenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { type AppOptions, app, ingress, minutesAgo, namespace, pod } from './scenario-objects'

const crdFile = new URL('../../lib/demo/scenarios/platform/cert-manager-crds.yaml', import.meta.url)

/** The kinds of cert-manager, as its chart installs them. */
export const certManagerKinds: ApiObject[] = parseAllDocuments(readFileSync(crdFile, 'utf8')).map((document) =>
  document.toJS(),
)

/** Objects of a test store as a tenant's of this scenario: its namespace, its host, and an issuer of its own. */
export function toApiObjects(
  objects: TestObjects,
  { namespace, host }: { namespace: string; host: string },
): ApiObject[] {
  return Object.entries(objects).flatMap(([kind, list]) => {
    const { group, version } = kindDescriptions[kind as KindName]
    const text = JSON.stringify(list)
      .replaceAll(testHost, host)
      .replaceAll('"namespace":"shop"', `"namespace":"${namespace}"`)
      .replaceAll('"letsencrypt"', `"acme-${namespace}"`)
      .replaceAll('"name":"checkout"', '"name":"web"')
    const parsed: Pick<ApiObject, 'metadata'>[] = JSON.parse(text)
    return parsed.map((object) => ({ ...object, apiVersion: group === '' ? version : `${group}/${version}`, kind }))
  })
}

interface Row {
  check: string
  as?: IngressScenario['as']
  root?: string
  chain?: ChainParts
  ingress?: Partial<AppOptions>
  /** Objects beside the tenant's own. */
  more?: ApiObject[]
  needsAge?: boolean
  whenYoung?: 'waiting'
}

const nothing: ChainParts = { certificates: [], request: null, order: null, challenges: [], issuer: null }
const farAhead = { notAfter: '2199-01-01T00:00:00Z', renewalTime: '2198-11-01T00:00:00Z' }
const issued = (options: Parameters<typeof createIssuedCertificate>[0] = {}) =>
  createIssuedCertificate({ ...options, status: { ...farAhead, ...options.status } })
const failedRequest = (message: string) =>
  createRequest({ conditions: [isApproved, { type: 'Ready', status: 'False', reason: 'Failed', message }] })
const errored = (reason: string): ChainParts => ({
  order: createOrder({ state: 'errored', reason }),
  request: failedRequest(`order is in "errored" state: ${reason}`),
  challenges: [],
})
const dns = (options: Parameters<typeof createChallenge>[0]): ChainParts => ({ challenges: [createChallenge(options)] })
const http = (reason: string): ChainParts => ({
  challenges: [createChallenge({ type: 'HTTP-01', reason })],
  issuer: createIssuer({ solvers: [httpSolver] }),
})

const solverLabels = { 'acme.cert-manager.io/http01-solver': 'true' }
/** Isolates the solver Pod and admits nobody to it. */
const solverOnly = { podSelector: { matchLabels: solverLabels } }

/** The Pod and the Ingress by which cert-manager answers the HTTP-01 challenge of a tenant. */
function solver(ns: string): ApiObject[] {
  const name = 'cm-acme-http-solver-1'
  const owner = { kind: 'Challenge', name: createChallenge().metadata.name, uid: 'not-known' }
  const one = pod({ name, namespace: ns, labels: solverLabels, nodeName: 'node-1', owner })
  const entry = ingress({ namespace: ns, name, rules: [{ host: `${ns}.example.net` }] })
  const ownerReferences = [{ apiVersion: 'acme.cert-manager.io/v1', controller: true, ...owner }]
  return [one, { ...entry, metadata: { ...entry.metadata, ownerReferences } }]
}

const rows: Row[] = [
  {
    check: 'tls-both-issuers',
    chain: nothing,
    ingress: { annotations: { 'cert-manager.io/issuer': 'b', 'cert-manager.io/cluster-issuer': 'a' } },
  },
  {
    check: 'tls-block-incomplete',
    chain: nothing,
    ingress: { tls: [{ hosts: ['tls-block-incomplete.example.net'] }] },
  },
  {
    check: 'tls-cert-owned-by-other',
    chain: { ...nothing, certificates: [issued({ owner: null, hosts: ['other.example.net'] })] },
  },
  {
    check: 'tls-host-not-in-certificate',
    // Made for an Ingress of the same name that was another one.
    as: 'consequence',
    root: 'tls-cert-owned-by-other',
    chain: { ...nothing, certificates: [issued({ hosts: ['other.example.net'] })] },
  },
  {
    check: 'two-certificates-one-secret',
    chain: { certificates: [createCertificate(), createCertificate({ name: 'by-hand', owner: null })] },
  },
  { check: 'issuer-not-found', chain: { issuer: null } },
  {
    check: 'issuer-not-ready',
    chain: { issuer: createIssuer({ conditions: [{ type: 'Ready', status: 'False', reason: 'InvalidURL' }] }) },
  },
  {
    check: 'issuer-kind-unhandled',
    chain: { request: createRequest({ conditions: [isApproved] }), order: null, challenges: [] },
    needsAge: true,
  },
  {
    check: 'request-not-approved',
    chain: { request: createRequest({ conditions: [] }), order: null, challenges: [] },
    needsAge: true,
  },
  {
    check: 'request-denied',
    chain: { request: createRequest({ conditions: [{ type: 'Denied', status: 'True', reason: 'policy' }] }) },
  },
  {
    check: 'request-invalid',
    chain: { request: failedRequest('CSR requests a commonName that is not present'), order: null, challenges: [] },
  },
  { check: 'order-no-solver', chain: { challenges: [], issuer: createIssuer({ solvers: [] }) }, needsAge: true },
  {
    check: 'order-rate-limited',
    chain: errored('Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates'),
  },
  {
    check: 'order-name-rejected',
    chain: errored('Failed to create Order: 400 urn:ietf:params:acme:error:rejectedIdentifier: not allowed'),
  },
  {
    check: 'order-caa',
    chain: errored('Failed to finalize Order: 403 urn:ietf:params:acme:error:caa: CAA record prevents issuance'),
  },
  {
    check: 'order-errored-other',
    chain: errored('Failed to finalize Order: 400 urn:ietf:params:acme:error:badCSR: key is too small'),
  },
  { check: 'order-stale-authorization', chain: { order: createOrder({ state: 'expired' }), challenges: [] } },
  { check: 'challenge-present-dns-credentials', chain: dns({ isPresented: false, reason: '403 AuthorizationFailed' }) },
  {
    check: 'challenge-dns-zone-unknown',
    chain: dns({ isPresented: false, reason: 'Could not determine the zone for "x"' }),
  },
  {
    check: 'challenge-dns-not-propagated',
    chain: dns({ reason: 'DNS record not yet propagated', presentedAt: '2026-01-01T00:00:00Z' }),
  },
  { check: 'challenge-http-no-dns', chain: http('dial tcp: lookup x: no such host') },
  { check: 'challenge-http-connect', chain: http('dial tcp 203.0.113.10:80: connect: connection refused') },
  { check: 'challenge-http-status', chain: http("wrong status code '404', expected '200'") },
  { check: 'challenge-http-wrong-content', chain: http('did not get expected response when querying endpoint') },
  {
    check: 'challenge-http-solver-blocked',
    chain: { ...http(''), more: { NetworkPolicy: [createPolicy('solver', solverOnly)] } },
    more: solver('challenge-http-solver-blocked'),
  },
  {
    check: 'challenge-queued',
    chain: {
      challenges: [
        createChallenge({ isProcessing: false, isPresented: false }),
        createChallenge({ namespace: 'challenge-in-front', name: 'in-front', order: 'other' }),
      ],
    },
    more: [namespace('challenge-in-front')],
    needsAge: true,
    whenYoung: 'waiting',
  },
  {
    check: 'challenge-cleanup-stuck',
    chain: {
      order: null,
      request: null,
      challenges: [createChallenge({ deletedAt: '2026-03-01T11:30:00Z', reason: '403 AuthorizationFailed' })],
    },
    needsAge: true,
  },
  {
    check: 'issuance-backoff',
    as: 'waiting',
    chain: {
      request: null,
      order: null,
      challenges: [],
      certificates: [
        createCertificate({
          conditions: [hasFailed, noSecret],
          status: { lastFailureTime: minutesAgo(10), failedIssuanceAttempts: 3 },
        }),
      ],
    },
  },
  {
    check: 'certificate-key-policy',
    chain: {
      request: null,
      order: null,
      challenges: [],
      more: {
        Event: [
          createWarningEvent(
            'Certificate',
            testSecretName,
            'CannotRegenerateKey',
            'User intervention required: existing private key does not match requirements, but cannot be regenerated',
          ),
        ],
      },
    },
  },
  {
    check: 'challenge-invalid',
    chain: dns({ state: 'invalid', reason: 'acme: authorization error: 400 urn:ietf:params:acme:error:dns: SERVFAIL' }),
  },
  {
    check: 'certificate-renewal-failing',
    as: 'warning',
    chain: {
      ...nothing,
      issuer: createIssuer(),
      certificates: [issued({ status: { renewalTime: '2026-01-01T00:00:00Z' } })],
    },
  },
  {
    check: 'certificate-expired',
    chain: {
      ...nothing,
      issuer: createIssuer(),
      certificates: [createIssuedCertificate({ conditions: [isReady], status: { notAfter: '2026-01-01T00:00:00Z' } })],
    },
  },
]

/** Ways in which the certificate of a host fails, each in a namespace of its own. */
export const certificateScenarios: IngressScenario[] = rows.map(
  ({ check, as = 'root', root, chain, ingress, more = [], needsAge, whenYoung }) => {
    const place = { namespace: check, host: `${check}.example.net` }
    const tls = [{ hosts: [place.host], secretName: testSecretName }]
    const annotations = { 'cert-manager.io/cluster-issuer': `acme-${check}` }
    const tenant = app({ ...place, tls, annotations, ...ingress })
    return {
      check,
      as,
      root,
      objects: [...tenant, ...more, ...toApiObjects(createChainObjects(chain), place)],
      at: `${check}/web`,
      host: place.host,
      needsAge,
      whenYoung,
    }
  },
)
