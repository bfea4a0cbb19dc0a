import { describe, expect, it } from 'vitest'
import type { HostExample } from '@/lib/checks/check-example'
import { runCheck } from '@/lib/checks/run-check'
import { createIssuedCertificate } from '@/lib/ingress-path/certificates/certificate-test-objects'
import { createNginx, createTenantIngress, type Platform } from '@/lib/ingress-path/platform-test-objects'
import { createHostProbe, type ProbeOptions, standIn } from '@/lib/ingress-path/probe-test-objects'
import { NotCheckedList } from '@/lib/ingress-path/trace'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { certificateChecks } from './certificate-checks'
import { createTlsIngress, onChain } from './certificate-examples'
import { judgeCertificateHop } from './judge-certificate-hop'

const other = { names: ['b.shop.example.net'], subject: 'CN=b.shop.example.net', coversHost: false }
const commonName = { names: [], coversHost: false }
const ended = { notAfter: '2026-02-01T00:00:00.000Z' }
const untrusted = { isTrusted: false, trustError: 'unable to verify the first certificate' }
const wildcard = createIssuedCertificate({
  namespace: 'ingress-nginx',
  secretName: 'wildcard',
  hosts: ['*.shop.example.net'],
  status: { notAfter: '2026-06-01T00:00:00Z' },
})
const withDefault = (): Partial<Platform> => ({
  nginx: [createNginx({ args: ['--default-ssl-certificate=ingress-nginx/wildcard'] })],
})

/** A host whose Secret no Certificate writes. */
function byHand(probe: ProbeOptions | null, platform: Partial<Platform> = {}): HostExample {
  return onChain(
    { certificates: [] },
    { annotations: {} },
    { ...platform, probes: probe === null ? [] : [createHostProbe(probe)] },
  )
}
/** The same behind an older Ingress, whose tls entry decides. */
const behindOlder = (probe: ProbeOptions | null) =>
  byHand(probe, {
    ingresses: [
      createTlsIngress({
        name: 'older',
        createdAt: '2025-01-01T00:00:00Z',
        annotations: {},
        tls: [{ hosts: ['x.shop.example.net'], secretName: 'old-tls' }],
      }),
    ],
  })
/** A host with an issued Certificate, whose probe may say otherwise. */
const issued = (probe: ProbeOptions, platform: Partial<Platform> = {}) =>
  onChain(
    { certificates: [createIssuedCertificate({ status: { notAfter: '2026-06-01T00:00:00Z' } })] },
    {},
    { ...platform, probes: [createHostProbe(probe)] },
  )

/** A host whose Secret no Certificate writes, beside a default certificate that one does. */
const besideDefault = (probe: ProbeOptions) =>
  onChain({ certificates: [wildcard] }, { annotations: {} }, { ...withDefault(), probes: [createHostProbe(probe)] })

function run(id: string, { store, subject, nowMs }: HostExample) {
  const check = certificateChecks.find((one) => one.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, subject, new ClusterView(store, nowMs), { host: subject.host })
}

type Row = [id: string, name: string, example: HostExample, outcome: string, says?: RegExp, level?: string]

const rows: Row[] = [
  // Without a probe nobody knows, and the page says what would tell.
  ['tls-secret-missing', 'no probe', byHand(null), 'not-run', /never read/],
  ['tls-secret-malformed', 'no probe', byHand(null), 'not-run', /never read/],
  ['tls-secret-name-mismatch', 'no probe', byHand(null), 'not-run', /never read/],
  ['tls-fixed-by-older-ingress', 'no probe', behindOlder(null), 'not-run', /never read/],
  ['tls-default-certificate-served', 'no probe, and a default', byHand(null, withDefault()), 'not-run', /never read/],
  ['tls-default-certificate-served', 'no probe, and no default', byHand(null), 'clear'],
  ['tls-secret-missing', 'an old probe', byHand({ minutesAgo: 6 }), 'not-run'],
  ['tls-secret-missing', 'a probe that got no certificate', byHand({ certificate: null }), 'not-run'],
  ['tls-secret-missing', 'a probe over plain HTTP', byHand({ scheme: 'http' }), 'not-run'],

  // Its own certificate: nothing is wrong with the Secret.
  ['tls-secret-missing', 'own', byHand({}), 'clear'],
  ['tls-secret-malformed', 'own', byHand({}), 'clear'],
  ['tls-secret-name-mismatch', 'own', byHand({}), 'clear'],
  ['tls-fixed-by-older-ingress', 'own', behindOlder({}), 'clear'],
  ['tls-default-certificate-served', 'own', byHand({}), 'clear'],

  // The stand-in of the controller.
  [
    'tls-secret-missing',
    'stand-in',
    byHand({ certificate: standIn }),
    'found',
    /does not exist, or has no/,
    'inferred',
  ],
  ['tls-secret-malformed', 'stand-in', byHand({ certificate: standIn }), 'not-run'],
  ['tls-secret-name-mismatch', 'stand-in', byHand({ certificate: standIn }), 'not-run'],
  ['tls-fixed-by-older-ingress', 'stand-in', behindOlder({ certificate: standIn }), 'found', /older decides/, 'proven'],
  ['tls-default-certificate-served', 'stand-in', byHand({ certificate: standIn }), 'found', /stand-in/, 'proven'],
  ['tls-default-certificate-served', 'although issued', issued({ certificate: standIn }), 'found', /refuse/, 'proven'],
  ['tls-secret-missing', 'a Certificate speaks for it', issued({ certificate: standIn }), 'clear'],

  // Another name than the host.
  ['tls-secret-name-mismatch', 'other names', byHand({ certificate: other }), 'found', /for b\.shop/, 'proven'],
  ['tls-secret-name-mismatch', 'issued, other names', issued({ certificate: other }), 'found', /for b\.shop/, 'proven'],
  ['tls-secret-name-mismatch', 'common name', byHand({ certificate: commonName }), 'found', /common name/, 'proven'],
  ['tls-secret-missing', 'other names', byHand({ certificate: other }), 'not-run', /another certificate/],
  ['tls-secret-missing', 'common name', byHand({ certificate: commonName }), 'clear'],
  ['tls-fixed-by-older-ingress', 'other names', behindOlder({ certificate: other }), 'found', /older/, 'proven'],
  ['tls-default-certificate-served', 'other names, no default', byHand({ certificate: other }), 'clear'],
  [
    'tls-default-certificate-served',
    'other names, and a default',
    byHand({ certificate: other }, withDefault()),
    'found',
    /wildcard/,
    'proven',
  ],

  // A default certificate that covers the host: whose it is shows only in the Certificates.
  ['tls-default-certificate-served', 'may be the default', byHand({}, withDefault()), 'not-run'],
  ['tls-secret-missing', 'may be the default', byHand({}, withDefault()), 'not-run', /may be the default/],
  ['tls-default-certificate-served', 'is the default', besideDefault({}), 'found', /wildcard/, 'proven'],
  ['tls-secret-missing', 'is the default', besideDefault({}), 'found', /default certificate/, 'inferred'],
  [
    'tls-default-certificate-served',
    'lasts longer than the default',
    besideDefault({ certificate: { notAfter: '2026-07-01T00:00:00.000Z' } }),
    'clear',
  ],
  ['tls-default-certificate-served', 'issued for itself', issued({}, withDefault()), 'clear'],
]

describe('what a probe was shown', () => {
  it.each(rows)('%s: %s', (id, _, example, outcome, says, level) => {
    const { result, findings, unavailable } = run(id, example)
    expect([result.outcome, result.reason]).toEqual([outcome, result.reason])
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
    if (level !== undefined) expect(findings[0]?.level).toBe(level)
    if (outcome === 'not-run') expect(`${unavailable?.detail} ${unavailable?.need}`).toContain('probe')
  })

  it('is evidence with its address and the time of the probe', () => {
    const [finding] = run('tls-default-certificate-served', byHand({ certificate: standIn, minutesAgo: 3 })).findings
    expect(finding?.severity).toBe('error')
    expect(finding?.evidence[0]).toMatchObject({
      source: 'Probe of 203.0.113.10:443',
      at: '2026-03-01T11:57:00.000Z',
      observed: expect.stringContaining('Fake Certificate'),
    })
  })
})

describe('the certificate hop', () => {
  const judge = ({ store, subject, nowMs }: HostExample) =>
    judgeCertificateHop(new ClusterView(store, nowMs), subject, [], new NotCheckedList())

  it.each([
    ['not checked without a probe', byHand(null), 'not-checked', /never read/],
    ['passes with its own', byHand({}), 'passing', undefined],
    ['fails with the stand-in', byHand({ certificate: standIn }), 'failing', /stand-in/],
    ['fails with other names', issued({ certificate: other }), 'failing', /b\.shop/],
    ['fails when what is served has ended', issued({ certificate: ended }), 'failing', /ended/],
    ['warns of one that nobody trusts', byHand({ certificate: untrusted }), 'warning', /trust/],
    ['is not known when it may be the default', byHand({}, withDefault()), 'not-checked', /may be the default one/],
    ['passes as issued', issued({}), 'passing', undefined],
  ] as const)('%s', (_, example, verdict, says) => {
    const hop = judge(example)
    expect(hop.verdict, hop.reason).toBe(verdict)
    if (says !== undefined) expect(hop.reason).toMatch(says)
  })

  it('names the probe and its time', () => {
    expect(judge(byHand({})).facts).toEqual(
      expect.arrayContaining([
        { label: 'Probe of 203.0.113.10:443', value: 'certificate for checkout.shop.example.net' },
        { label: 'Probed at', value: '2026-03-01T11:59:00.000Z' },
      ]),
    )
  })

  it('stays not applicable for a host without tls', () => {
    const example = onChain({}, {}, { probes: [createHostProbe({ certificate: standIn })] })
    const subject = { ...example.subject, ingress: createTenantIngress({ tls: undefined }) }
    example.store.applyObject('Ingress', subject.ingress)
    expect(judge({ ...example, subject }).verdict).toBe('not-applicable')
  })
})
