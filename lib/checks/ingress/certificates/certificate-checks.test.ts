import { describe, expect, it } from 'vitest'
import type { HostExample } from '@/lib/checks/check-example'
import { type CheckRun, runCheck } from '@/lib/checks/run-check'
import {
  createCertificate,
  createChallenge,
  createIssuedCertificate,
  createIssuer,
  createOrder,
  createRequest,
  createSolverObjects,
  createWarningEvent,
  dnsSolver,
  hasFailed,
  httpSolver,
  isApproved,
  isPending,
  isReady,
  noSecret,
  testSecretName,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import {
  createCertManager,
  createNginx,
  createTenantIngress,
  forbid,
  platformNowMs,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import type { KindName } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { certificateChecks } from './certificate-checks'
import { certificateExamples, createTlsIngress, onChain, testTls } from './certificate-examples'

function run(id: string, { store, subject }: HostExample, nowMs = platformNowMs): CheckRun {
  const check = certificateChecks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, subject, new ClusterView(store, nowMs), { host: subject.host })
}

const outcomeOf = (id: string, example: HostExample, nowMs?: number) => run(id, example, nowMs).result.outcome
const rule = { annotations: {} }
const http = (reason: string, more: Parameters<typeof createChallenge>[0] = {}) => ({
  challenges: [createChallenge({ type: 'HTTP-01' as const, reason, ...more })],
})
const errored = (reason: string) => ({ order: createOrder({ state: 'errored', reason }), challenges: [] })
const issued = { certificates: [createIssuedCertificate()], request: null, order: null, challenges: [] }
const backoff = (attempts: number, lastFailureTime: string) => ({
  certificates: [
    createCertificate({
      conditions: [hasFailed, noSecret],
      status: { lastFailureTime, failedIssuanceAttempts: attempts },
    }),
  ],
})
const young = '2026-03-01T11:59:50Z'

/** Look-alikes: near what raises the check, and right all the same. */
const cases: [check: string, what: string, example: () => HostExample, outcome: string, says?: RegExp][] = [
  ['cert-manager-not-running', 'runs', () => onChain({}), 'clear'],
  [
    'cert-manager-not-running',
    'without a workload nothing is known',
    () => onChain({}, {}, { certManagers: [] }),
    'not-applicable',
  ],
  [
    'cert-manager-not-running',
    'a Secret made by hand does not need it',
    () => onChain({ certificates: [] }, rule, { certManagers: [createCertManager({ isReady: false })] }),
    'not-applicable',
  ],
  [
    'cert-manager-not-running',
    'an Ingress that asks in vain does',
    () => onChain({ certificates: [] }, {}, { certManagers: [createCertManager({ isReady: false })] }),
    'found',
  ],
  ['tls-issuer-annotation-missing', 'has one', () => onChain({ certificates: [] }), 'clear'],
  [
    'tls-issuer-annotation-missing',
    'a Secret made by hand is not judged',
    () => onChain({ certificates: [] }, rule),
    'not-run',
    /Secrets are never read/,
  ],
  ['tls-issuer-annotation-missing', 'a Certificate written by hand fills it', () => onChain({}, rule), 'clear'],
  [
    'tls-issuer-annotation-missing',
    'the old annotation',
    () => onChain({ certificates: [] }, { annotations: { 'certmanager.k8s.io/cluster-issuer': 'x' } }),
    'found',
    /certmanager\.k8s\.io/,
  ],
  ['tls-both-issuers', 'one issuer', () => onChain({}), 'clear'],
  ['tls-both-issuers', 'no issuer', () => onChain({}, rule), 'not-applicable'],
  ['tls-block-incomplete', 'complete', () => onChain({}), 'clear'],
  [
    'tls-block-incomplete',
    'an entry without hosts',
    () => onChain({ certificates: [] }, { tls: [{ secretName: 'x' }] }),
    'found',
    /no hosts/,
  ],
  [
    'tls-block-incomplete',
    'nobody asks cert-manager',
    () => onChain({}, { ...rule, tls: [{ hosts: [testHost] }] }),
    'not-applicable',
  ],
  [
    'tls-duplicate-secret-in-ingress',
    'two entries, two Secrets',
    () => onChain({}, { tls: [...testTls, { hosts: ['b.example.net'], secretName: 'b' }] }),
    'clear',
  ],
  [
    'tls-duplicate-secret-in-ingress',
    'two entries without one',
    () => onChain({}, { tls: [{ hosts: [testHost] }, { hosts: ['b.example.net'] }] }),
    'found',
    /no Secret/,
  ],
  ['tls-cert-owned-by-other', 'its own', () => onChain({}), 'clear'],
  ['tls-cert-owned-by-other', 'none yet', () => onChain({ certificates: [] }), 'clear'],
  [
    'tls-cert-owned-by-other',
    'an Ingress of the same name, made anew',
    () =>
      onChain({ certificates: [createCertificate({ owner: { kind: 'Ingress', name: 'checkout', uid: 'old' } })] }, {}),
    'clear',
  ],
  [
    'tls-cert-owned-by-other',
    'by hand',
    () => onChain({ certificates: [createCertificate({ owner: null, hosts: ['b.example.net'] })] }),
    'found',
    /written by hand/,
  ],
  [
    'tls-shim-annotation-invalid',
    'a good duration',
    () =>
      onChain(
        { certificates: [] },
        { annotations: { 'cert-manager.io/cluster-issuer': 'x', 'cert-manager.io/duration': '2160h30m' } },
      ),
    'clear',
  ],
  [
    'tls-shim-annotation-invalid',
    'the Certificate is there',
    () => onChain({}, { annotations: { 'cert-manager.io/cluster-issuer': 'x', 'cert-manager.io/usages': 'anything' } }),
    'clear',
  ],
  [
    'tls-shim-annotation-invalid',
    'a new Ingress waits',
    () =>
      onChain(
        { certificates: [] },
        {
          createdAt: young,
          annotations: { 'cert-manager.io/cluster-issuer': 'x', 'cert-manager.io/usages': 'anything' },
        },
      ),
    'waiting',
  ],
  [
    'tls-host-not-in-certificate',
    'a wildcard covers it',
    () => onChain({ certificates: [createCertificate({ hosts: ['*.shop.example.net'] })] }),
    'clear',
  ],
  [
    'tls-host-not-in-certificate',
    'a wildcard of two labels does not',
    () => onChain({ certificates: [createCertificate({ hosts: ['*.example.net'] })] }),
    'found',
  ],
  ['two-certificates-one-secret', 'one', () => onChain({}), 'clear'],
  [
    'two-certificates-one-secret',
    'another namespace has its own Secrets',
    () => onChain({ certificates: [createCertificate(), createCertificate({ namespace: 'media' })] }),
    'clear',
  ],
  ['issuer-not-found', 'exists', () => onChain({}), 'clear'],
  [
    'issuer-not-found',
    'an Issuer is not a ClusterIssuer',
    () => onChain({ certificates: [createCertificate({ issuer: { name: 'letsencrypt' } })] }),
    'found',
    /Issuer shop\/letsencrypt/,
  ],
  [
    'issuer-not-found',
    'of another controller',
    () =>
      onChain({
        certificates: [
          createCertificate({ issuer: { kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io', name: 'x' } }),
        ],
      }),
    'not-run',
  ],
  [
    'issuer-not-found',
    'is forbidden, and the request says it is missing',
    () =>
      onChain(
        {
          request: createRequest({
            conditions: [isApproved, { ...isPending, message: 'Referenced "ClusterIssuer" not found: x' }],
          }),
        },
        {},
        { unavailable: { ClusterIssuer: forbid('clusterissuers') } },
      ),
    'found',
  ],
  ['issuer-not-ready', 'is ready', () => onChain({}), 'clear'],
  [
    'issuer-not-ready',
    'is new',
    () => onChain({ issuer: createIssuer({ conditions: [], createdAt: young }) }),
    'clear',
  ],
  [
    'issuer-not-ready',
    'has no condition for long',
    () => onChain({ issuer: createIssuer({ conditions: [] }) }),
    'found',
    /no Ready condition/,
  ],
  ['issuer-not-ready', 'does not exist', () => onChain({ issuer: null }), 'not-applicable'],
  ['issuer-kind-unhandled', 'answered', () => onChain({}), 'clear'],
  [
    'issuer-kind-unhandled',
    'is new',
    () => onChain({ request: createRequest({ conditions: [isApproved], createdAt: young }) }),
    'clear',
  ],
  [
    'request-not-approved',
    'is new',
    () => onChain({ request: createRequest({ conditions: [], createdAt: young }) }),
    'clear',
  ],
  [
    'request-not-approved',
    'was denied',
    () => onChain({ request: createRequest({ conditions: [{ type: 'Denied', status: 'True' }] }) }),
    'clear',
  ],
  ['request-denied', 'was approved', () => onChain({}), 'clear'],
  [
    'request-invalid',
    'failed for its order',
    () =>
      onChain({
        request: createRequest({
          conditions: [
            isApproved,
            { type: 'Ready', status: 'False', reason: 'Failed', message: 'Failed to wait for order resource' },
          ],
        }),
      }),
    'clear',
  ],
  ['request-invalid', 'no request yet', () => onChain({ request: null }), 'not-applicable'],
  ['issuance-backoff', 'the next attempt is due', () => onChain(backoff(1, '2026-03-01T10:00:00Z')), 'clear'],
  // Fixture of three failed attempts, the last an hour ago: the next one comes in three hours.
  [
    'issuance-backoff',
    'three attempts',
    () => onChain(backoff(3, '2026-03-01T11:00:00Z')),
    'waiting',
    /15:00:00 UTC after 3 failed attempts/,
  ],
  ['issuance-backoff', 'issued', () => onChain(issued), 'clear'],
  ['order-no-solver', 'a zone fits', () => onChain({}), 'clear'],
  [
    'order-no-solver',
    'already proven at the CA',
    () =>
      onChain({ order: createOrder({ initialState: 'valid' }), challenges: [], issuer: createIssuer({ solvers: [] }) }),
    'clear',
  ],
  [
    'order-no-solver',
    'is new',
    () => onChain({ order: createOrder({ createdAt: young }), challenges: [], issuer: createIssuer({ solvers: [] }) }),
    'clear',
  ],
  [
    'order-no-solver',
    'is not ACME',
    () => onChain({ order: null, challenges: [], issuer: createIssuer({ solvers: null }) }),
    'not-applicable',
  ],
  [
    'order-no-solver',
    'outside the zones',
    () =>
      onChain({
        challenges: [],
        issuer: createIssuer({ solvers: [dnsSolver('example.org'), dnsSolver('example.com')] }),
      }),
    'found',
    /outside the zones/,
  ],
  [
    'order-no-solver',
    'a wildcard by http01',
    () =>
      onChain({
        order: createOrder({ domains: ['*.example.net'] }),
        challenges: [],
        issuer: createIssuer({ solvers: [httpSolver] }),
      }),
    'found',
    /a wildcard needs a dns01 solver/,
  ],
  [
    'order-no-solver',
    'the issuer is forbidden, an event tells',
    () =>
      onChain(
        {
          challenges: [],
          more: {
            Event: [
              createWarningEvent('Order', `${testSecretName}-1-1234`, 'Solver', 'no configured challenge solvers'),
            ],
          },
        },
        {},
        { unavailable: { ClusterIssuer: forbid('clusterissuers') } },
      ),
    'found',
  ],
  [
    'order-no-solver',
    'the issuer is forbidden, nothing tells',
    () => onChain({ challenges: [] }, {}, { unavailable: { ClusterIssuer: forbid('clusterissuers') } }),
    'not-run',
  ],
  [
    'order-rate-limited',
    'another error',
    () => onChain(errored('Failed to create Order: 500 serverInternal')),
    'clear',
  ],
  [
    'order-rate-limited',
    'told by the request where Orders are forbidden',
    () =>
      onChain(
        {
          request: createRequest({
            conditions: [
              isApproved,
              {
                type: 'Ready',
                status: 'False',
                reason: 'Failed',
                message: 'order is in "errored" state: 429 urn:ietf:params:acme:error:rateLimited: too many',
              },
            ],
          }),
        },
        {},
        { unavailable: { Order: forbid('orders') } },
      ),
    'found',
  ],
  [
    'order-name-rejected',
    'another error',
    () => onChain(errored('Failed to create Order: 500 serverInternal')),
    'clear',
  ],
  [
    'order-caa',
    'told by a Challenge',
    () =>
      onChain({
        challenges: [
          createChallenge({
            state: 'invalid',
            reason: 'acme: authorization error: 403 urn:ietf:params:acme:error:caa: CAA record prevents issuance',
          }),
        ],
      }),
    'found',
  ],
  ['order-caa', 'a pending Challenge', () => onChain({}), 'clear'],
  ['order-errored-other', 'a rate limit has its own check', () => onChain(errored('429 rateLimited')), 'clear'],
  ['order-errored-other', 'still pending', () => onChain({}), 'clear'],
  [
    'order-stale-authorization',
    'gone at the CA',
    () => onChain(errored('Failed to retrieve Order resource: 404')),
    'found',
  ],
  ['challenge-queued', 'is worked on', () => onChain({}), 'clear'],
  [
    'challenge-queued',
    'nothing is in front',
    () => onChain({ challenges: [createChallenge({ isProcessing: false })] }),
    'clear',
  ],
  [
    'challenge-queued',
    'another type of the same name is not',
    () =>
      onChain({
        challenges: [
          createChallenge({ isProcessing: false }),
          createChallenge({ name: 'o', order: 'o', type: 'HTTP-01' }),
        ],
      }),
    'clear',
  ],
  [
    'challenge-queued',
    'is new',
    () =>
      onChain({
        challenges: [
          createChallenge({ isProcessing: false, createdAt: young }),
          createChallenge({ name: 'o', namespace: 'media', order: 'o' }),
        ],
      }),
    'waiting',
  ],
  [
    'challenge-queued',
    'sixty are worked on',
    () =>
      onChain({
        challenges: [
          createChallenge({ isProcessing: false }),
          ...Array.from({ length: 60 }, (_, index) =>
            createChallenge({ name: `o${index}`, order: 'o', dnsName: `h${index}.example.net` }),
          ),
        ],
      }),
    'found',
    /60 others/,
  ],
  ['challenge-present-dns-credentials', 'presented', () => onChain({}), 'clear'],
  [
    'challenge-present-dns-credentials',
    'cut out of the reason, told by the event',
    () =>
      onChain({
        challenges: [
          createChallenge({
            isPresented: false,
            reason: '<redacted Azure SDK error: azcore.ResponseError: see events and logs for details>',
          }),
        ],
        more: {
          Event: [
            createWarningEvent(
              'Challenge',
              `${testSecretName}-1-1234-99`,
              'PresentError',
              'Error presenting challenge: 403 AuthorizationFailed on zone',
            ),
          ],
        },
      }),
    'found',
    /403 AuthorizationFailed on zone/,
  ],
  [
    'challenge-present-dns-credentials',
    'told by the event alone',
    () =>
      onChain({
        challenges: [createChallenge({ isPresented: false })],
        more: {
          Event: [
            createWarningEvent(
              'Challenge',
              `${testSecretName}-1-1234-99`,
              'PresentError',
              'Error presenting challenge: failed to load secret "cert-manager/dns"',
            ),
          ],
        },
      }),
    'found',
    /failed to load secret/,
  ],
  [
    'challenge-present-dns-credentials',
    'by HTTP-01',
    () => onChain(http('403 Forbidden', { isPresented: false })),
    'not-applicable',
  ],
  [
    'challenge-dns-zone-unknown',
    'not propagated',
    () => onChain({ challenges: [createChallenge({ reason: 'DNS record not yet propagated' })] }),
    'clear',
  ],
  [
    'challenge-dns-not-propagated',
    'for less than ten minutes',
    () =>
      onChain({ challenges: [createChallenge({ reason: 'not yet propagated', presentedAt: '2026-03-01T11:55:00Z' })] }),
    'waiting',
    /waits for its TXT record/,
  ],
  [
    'challenge-dns-not-propagated',
    'proven',
    () => onChain({ challenges: [createChallenge({ state: 'valid', reason: 'Successfully authorized domain' })] }),
    'clear',
  ],
  ['challenge-http-no-dns', 'refused', () => onChain(http('connection refused')), 'clear'],
  ['challenge-http-no-dns', 'by DNS-01', () => onChain({}), 'not-applicable'],
  ['challenge-http-connect', 'no such host', () => onChain(http('lookup: no such host')), 'clear'],
  [
    'challenge-http-status',
    '401',
    () => onChain(http("wrong status code '401', expected '200'")),
    'found',
    /asks for a login/,
  ],
  [
    'challenge-http-status',
    'lost already',
    () => onChain(http("wrong status code '404'", { state: 'invalid' })),
    'clear',
  ],
  ['challenge-http-wrong-content', 'a status', () => onChain(http("wrong status code '404'")), 'clear'],
  [
    'challenge-http-solver-blocked',
    'no policy',
    () => onChain({ ...http('context deadline exceeded'), more: createSolverObjects() }),
    'clear',
  ],
  ['challenge-http-solver-blocked', 'no solver Pod', () => onChain(http('context deadline exceeded')), 'clear'],
  ['challenge-invalid', 'pending', () => onChain({}), 'clear'],
  [
    'challenge-cleanup-stuck',
    'deleted a minute ago',
    () => onChain({ challenges: [createChallenge({ deletedAt: '2026-03-01T11:59:00Z' })] }),
    'clear',
  ],
  [
    'challenge-cleanup-stuck',
    'of another namespace',
    () => onChain({ challenges: [createChallenge({ namespace: 'media', deletedAt: '2026-03-01T11:00:00Z' })] }),
    'clear',
  ],
  ['certificate-key-policy', 'no event', () => onChain({}), 'clear'],
  ['certificate-renewal-failing', 'not due', () => onChain(issued), 'clear'],
  [
    'certificate-renewal-failing',
    'due for half an hour',
    () => onChain({ certificates: [createIssuedCertificate({ status: { renewalTime: '2026-03-01T11:30:00Z' } })] }),
    'clear',
  ],
  [
    'certificate-renewal-failing',
    'due, and nobody tries',
    () => onChain({ certificates: [createIssuedCertificate({ status: { renewalTime: '2026-03-01T10:00:00Z' } })] }),
    'found',
    /no attempt is under way/,
  ],
  ['certificate-renewal-failing', 'never issued', () => onChain({}), 'not-applicable'],
  ['certificate-expired', 'not yet', () => onChain(issued), 'clear'],
  ['tls-secret-missing', 'issued', () => onChain(issued), 'clear'],
  [
    'tls-secret-missing',
    'a new host waits',
    () => onChain({ certificates: [createCertificate({ createdAt: young, conditions: [noSecret] })] }),
    'waiting',
  ],
  ['tls-secret-malformed', 'missing altogether', () => onChain({}), 'clear'],
  ['tls-secret-name-mismatch', 'covers it', () => onChain(issued), 'clear'],
  [
    'tls-secret-name-mismatch',
    'not known: by hand',
    () => onChain({ certificates: [] }, rule),
    'not-run',
    /never read/,
  ],
  [
    'tls-fixed-by-older-ingress',
    'the older one has no tls',
    () =>
      onChain(issued, {}, { ingresses: [createTenantIngress({ name: 'older', createdAt: '2025-01-01T00:00:00Z' })] }),
    'clear',
  ],
  [
    'tls-fixed-by-older-ingress',
    'the younger one has',
    () =>
      onChain(
        issued,
        {},
        {
          ingresses: [
            createTlsIngress({
              name: 'younger',
              createdAt: '2026-02-01T00:00:00Z',
              tls: [{ hosts: ['x.example.net'], secretName: 'x' }],
            }),
          ],
        },
      ),
    'clear',
  ],
  [
    'tls-fixed-by-older-ingress',
    'the older one leads to a good certificate',
    () =>
      onChain(
        { certificates: [createIssuedCertificate(), createIssuedCertificate({ secretName: 'old-tls' })] },
        {},
        {
          ingresses: [
            createTlsIngress({
              name: 'older',
              createdAt: '2025-01-01T00:00:00Z',
              tls: [{ hosts: [testHost], secretName: 'old-tls' }],
            }),
          ],
        },
      ),
    'clear',
  ],
  [
    'tls-default-certificate-served',
    'own certificate',
    () => onChain(issued, {}, { nginx: [createNginx({ args: ['--default-ssl-certificate=a/b'] })] }),
    'clear',
  ],
  ['tls-default-certificate-served', 'the controller has none', () => onChain({}), 'clear'],
  ['tls-secret-in-wrong-namespace', 'here', () => onChain(issued, rule), 'clear'],
  [
    'tls-secret-in-wrong-namespace',
    'elsewhere, for another name',
    () => onChain({ certificates: [createIssuedCertificate({ namespace: 'media', hosts: ['x.example.net'] })] }, rule),
    'clear',
  ],
  [
    'tls-secret-in-wrong-namespace',
    'elsewhere, and made to be copied',
    () =>
      onChain({ certificates: [createIssuedCertificate({ namespace: 'media', spec: { secretTemplate: {} } })] }, rule),
    'clear',
  ],
]

describe('checks of certificates', () => {
  it.each(cases)('%s: %s', (id, _, example, outcome, says) => {
    const { result, findings } = run(id, example())
    expect([result.outcome, result.reason]).toEqual([outcome, result.reason])
    if (says !== undefined) expect([...findings.map(({ summary }) => summary), result.reason].join(' ')).toMatch(says)
  })

  it.each(Object.keys(certificateExamples))(
    '%s does not apply to a host without tls, nor to a rule without host',
    (id) => {
      const ingress = createTenantIngress({ annotations: { 'cert-manager.io/cluster-issuer': 'x' } })
      const { store } = onChain(issued, { tls: undefined })
      for (const host of [testHost, '*']) {
        expect(['not-applicable', 'clear']).toContain(outcomeOf(id, { store, subject: { ingress, host }, nowMs: 0 }))
      }
    },
  )

  it.each(Object.entries(certificateExamples))(
    '%s says the same or does not run without a kind that it reads',
    (id, build) => {
      const known = run(id, build())
      const kinds = (certificateChecks.find((check) => check.id === id)?.inputs ?? []).filter(
        (input): input is KindName => input !== 'Dns' && input !== 'Probe' && input !== 'Settings',
      )
      for (const kind of kinds) {
        const example = build()
        example.store.setScopeState(kind, null, { state: 'unavailable', ...forbid(kind) })
        expect([known.result.outcome, 'not-run'], kind).toContain(outcomeOf(id, example))
      }
    },
  )

  it.each([
    ['order-rate-limited', errored('429 rateLimited')],
    ['issuer-not-found', { issuer: null }],
    [
      'challenge-present-dns-credentials',
      { challenges: [createChallenge({ isPresented: false, reason: '403 AuthorizationFailed' })] },
    ],
  ])('%s is a warning while the certificate issued before is served', (id, parts) => {
    expect(run(id, onChain(parts)).findings[0]?.severity).toBe('error')
    const renewing = createIssuedCertificate({ conditions: [isReady, hasFailed], status: { revision: 0 } })
    const { findings } = run(id, onChain({ certificates: [renewing], ...parts }))
    expect(findings[0]).toMatchObject({ severity: 'warning', summary: expect.stringContaining('not renewed') })
  })

  it('turns the back-off into nothing the moment it is over', () => {
    const dueMs = Date.parse('2026-03-01T15:00:00Z')
    const outcomeAt = (nowMs: number) =>
      outcomeOf('issuance-backoff', onChain(backoff(3, '2026-03-01T11:00:00Z')), nowMs)
    expect([outcomeAt(dueMs - 1), outcomeAt(dueMs)]).toEqual(['waiting', 'clear'])
  })

  it('names the time that the CA gives for a rate limit', () => {
    const [finding] = run('order-rate-limited', certificateExamples['order-rate-limited']?.() ?? onChain({})).findings
    expect(finding?.summary).toContain('it says to retry after 2026-03-02 10:00:00 UTC')
  })

  it('keeps text of controllers short and free of raw times', () => {
    const reason = `Failed to finalize Order: 400 urn:ietf:params:acme:error:badCSR: 2026-03-01T12:00:00Z ${'long '.repeat(80)}`
    const [finding] = run('order-errored-other', onChain(errored(reason))).findings
    expect(finding?.summary.length).toBeLessThan(240)
    expect(finding?.summary).not.toMatch(/T12:00/)
    // Expected: the evidence holds the whole text.
    expect(finding?.evidence[0]?.observed).toBe(reason)
  })
})
