import { describe, expect, it } from 'vitest'
import { createIngress, createView, forbidden, testNow } from '@/lib/ingress-path/backend-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { CustomResource } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { describeCertificateHop } from './certificate-hop'

const host = 'web.example.net'
const tls = [{ hosts: [host], secretName: 'web-tls' }]
const notAfter = '2026-05-01T00:00:00Z'
const ready = { type: 'Ready', status: 'True', reason: 'Ready' }
const notReady = {
  type: 'Ready',
  status: 'False',
  reason: 'DoesNotExist',
  message: 'Issuing certificate as Secret does not exist',
}

function createCertificate(
  status: Record<string, unknown>,
  options: {
    name?: string
    secretName?: string
    dnsNames?: unknown
    namespace?: string
    generation?: number
    issuerRef?: unknown
  } = {},
): CustomResource {
  const {
    name = 'web-tls',
    secretName = 'web-tls',
    dnsNames = [host],
    namespace = 'shop',
    generation,
    issuerRef,
  } = options
  return { metadata: { name, namespace, generation }, spec: { secretName, dnsNames, issuerRef }, status }
}

const good = createCertificate({ conditions: [ready], notAfter, renewalTime: '2026-04-01T00:00:00Z' })

function describeWith(certificates: CustomResource[], ingresses: Ingress[] = [createIngress({ tls })], name = host) {
  const [ingress] = ingresses
  if (ingress === undefined) throw new Error('no Ingress')
  return describeCertificateHop(createView({ Ingress: ingresses, Certificate: certificates }), { ingress, host: name })
}

describe('describeCertificateHop', () => {
  it('passes with a Certificate that is ready, covers the host and has not expired, and says what it was judged from', () => {
    const hop = describeWith([good])
    expect(hop).toMatchObject({ headline: 'web-tls', verdict: 'passing', reason: undefined })
    expect(hop.objects).toEqual([{ kind: 'Certificate', namespace: 'shop', name: 'web-tls' }])
    expect(hop.facts.map(({ label }) => label)).toEqual([
      'Chosen by',
      'Secret',
      'Names',
      'Ready',
      'Valid until',
      'Renews at',
      'Judged from',
    ])
  })

  it('accepts a wildcard of one label, not of two', () => {
    const status = { conditions: [ready], notAfter }
    expect(describeWith([createCertificate(status, { dnsNames: ['*.example.net'] })]).verdict).toBe('passing')
    expect(describeWith([createCertificate(status, { dnsNames: ['*.net'] })]).verdict).toBe('failing')
  })

  it.each([
    ['fails when expired', { conditions: [ready], notAfter: '2026-02-01T00:00:00Z' }, 'failing', 'expired'],
    ['warns while never issued', { conditions: [notReady] }, 'warning', 'Secret does not exist'],
    ['warns while not ready with an older one in use', { conditions: [notReady], notAfter }, 'warning', 'stays in use'],
    ['warns without a Ready condition', {}, 'warning', 'no Ready condition'],
  ])('%s', (_, status, verdict, words) => {
    expect(describeWith([createCertificate(status)])).toMatchObject({ verdict, reason: expect.stringContaining(words) })
  })

  it.each([
    ['does not exist', [], 'ClusterIssuer acme does not exist', 'Its owner in shop must name an issuer that does'],
    [
      'is not ready',
      [{ type: 'Ready', status: 'False' }],
      'ClusterIssuer acme is not ready',
      'The platform team can see',
    ],
    [
      'is ready',
      [ready],
      'Secret does not exist',
      'Its owner in shop can see why: kubectl describe certificate web-tls',
    ],
  ])('says who can act and what to look at when the issuer %s', (_, conditions, fault, next) => {
    const certificate = createCertificate(
      { conditions: [notReady] },
      { issuerRef: { kind: 'ClusterIssuer', name: 'acme' } },
    )
    const issuers = conditions.length === 0 ? [] : [{ metadata: { name: 'acme' }, status: { conditions } }]
    const objects = { Ingress: [createIngress({ tls })], Certificate: [certificate], ClusterIssuer: issuers }
    const hop = describeCertificateHop(createView(objects), { ingress: createIngress({ tls }), host })
    expect(hop).toMatchObject({ verdict: 'warning', reason: expect.stringContaining(fault) })
    expect(hop.reason).toContain(next)
  })

  it('warns when the Ready condition speaks of an earlier spec', () => {
    const stale = { conditions: [{ ...ready, observedGeneration: 1 }], notAfter }
    expect(describeWith([createCertificate(stale, { generation: 2 })]).verdict).toBe('warning')
    expect(describeWith([createCertificate(stale, { generation: 1 })]).verdict).toBe('passing')
  })

  it('turns to failing the moment the certificate expires', () => {
    const store = createTestStore({ Ingress: [createIngress({ tls })], Certificate: [good] })
    const subject = { ingress: createIngress({ tls }), host }
    const verdictAt = (nowMs: number) => describeCertificateHop(new ClusterView(store, nowMs), subject).verdict
    expect([verdictAt(Date.parse(notAfter) - 1), verdictAt(Date.parse(notAfter))]).toEqual(['passing', 'failing'])
  })

  it('does not judge a Secret that no Certificate names, nor one of another namespace', () => {
    const unknown = { verdict: 'not-checked', unavailable: { reason: 'not-probed' } }
    expect(describeWith([])).toMatchObject(unknown)
    expect(describeWith([createCertificate({ conditions: [ready], notAfter }, { namespace: 'media' })])).toMatchObject(
      unknown,
    )
  })

  it.each(['not-installed', 'forbidden'] as const)('is not checked while Certificates are %s', (reason) => {
    const ingress = createIngress({ tls })
    const unavailable = { Certificate: { ...forbidden('certificates'), reason } }
    const hop = describeCertificateHop(createView({ Ingress: [ingress] }, { unavailable }), { ingress, host })
    expect(hop).toMatchObject({ verdict: 'not-checked', unavailable: { reason } })
  })

  it('does not pass while an older Ingress of a namespace that cannot be read could decide', () => {
    const store = createTestStore({ Ingress: [createIngress({ tls })], Certificate: [good] })
    store.setScopeState('Ingress', null, { state: 'unavailable', ...forbidden('ingresses') })
    store.setScopeState('Ingress', 'shop', { state: 'observed', observedAt: '', staleSince: null, staleReason: null })
    const hop = describeCertificateHop(new ClusterView(store, testNow), { ingress: createIngress({ tls }), host })
    expect(hop).toMatchObject({ verdict: 'not-checked', unavailable: { reason: 'forbidden' } })
  })

  it.each([
    ['status', createCertificate({ conditions: 'none' }), 'status.conditions'],
    ['a time', createCertificate({ conditions: [ready], notAfter: 'soon' }), 'status.notAfter'],
    ['the names', createCertificate({}, { dnsNames: 'web.example.net' }), 'spec.dnsNames'],
  ])('names the field when %s of a Certificate cannot be understood', (_, certificate, field) => {
    expect(describeWith([certificate])).toMatchObject({
      verdict: 'not-checked',
      reason: expect.stringContaining(field),
    })
  })

  it('does not let the malformed Certificate of another Secret disturb', () => {
    expect(describeWith([good, createCertificate({ conditions: 1 }, { name: 'b', secretName: 'b' })]).verdict).toBe(
      'passing',
    )
  })

  it('is not known without a tls entry of its own while other Ingresses of the host cannot be read', () => {
    const unavailable = { Ingress: forbidden('ingresses') }
    const ingress = createIngress({})
    expect(describeCertificateHop(createView({}, { unavailable }), { ingress, host }).verdict).toBe('not-checked')
  })

  it('does not apply without a tls entry, to a host without name, or to one the entries are not meant for', () => {
    expect(describeWith([], [createIngress({})])).toMatchObject({ verdict: 'not-applicable', headline: 'no tls entry' })
    expect(describeWith([], [createIngress({ host: '' })], '*').verdict).toBe('not-applicable')
    const forOther = [{ hosts: ['other.example.net'], secretName: 'other' }]
    const other = createCertificate(
      { conditions: [ready], notAfter },
      { secretName: 'other', dnsNames: ['other.example.net'] },
    )
    expect(describeWith([other], [createIngress({ tls: forOther })]).verdict).toBe('not-applicable')
  })

  it('tries every Secret when no entry lists the host literally', () => {
    const wildcard = [{ hosts: ['*.example.net'], secretName: 'web-tls' }]
    expect(describeWith([good], [createIngress({ tls: wildcard })]).verdict).toBe('passing')
    const two = [{ hosts: ['*.example.net'], secretName: 'b' }, ...wildcard]
    expect(describeWith([good], [createIngress({ tls: two })]).verdict).toBe('passing')
  })

  it('does not judge the default certificate of an entry without Secret', () => {
    const hop = describeWith([], [createIngress({ tls: [{ hosts: [host] }] })])
    expect(hop).toMatchObject({ headline: 'default certificate', verdict: 'not-checked' })
  })

  it('lets the oldest Ingress with any tls entry decide', () => {
    const mine = createIngress({ tls, createdAt: '2026-02-01T00:00:00Z' })
    const older = createIngress({ name: 'old', path: '/api', tls: [{ hosts: ['x.example.net'], secretName: 'x' }] })
    const x = createCertificate(
      { conditions: [ready], notAfter },
      { name: 'x', secretName: 'x', dnsNames: ['x.example.net'] },
    )
    expect(describeWith([good, x], [mine, older])).toMatchObject({ verdict: 'failing', headline: 'x' })
    expect(describeWith([good, x], [mine, createIngress({ name: 'old', path: '/api' })]).verdict).toBe('passing')
    const canary = {
      ...older,
      metadata: { ...older.metadata, annotations: { 'nginx.ingress.kubernetes.io/canary': 'true' } },
    }
    expect(describeWith([good, x], [mine, canary]).verdict).toBe('passing')
  })

  it('uses the certificate of the wildcard server when a wildcard rule serves the host', () => {
    const ingress = createIngress({ host: '*.example.net', tls: [{ hosts: ['*.example.net'], secretName: 'web-tls' }] })
    const wildcard = createCertificate({ conditions: [ready], notAfter }, { dnsNames: ['*.example.net'] })
    expect(describeWith([wildcard], [ingress], '*.example.net').verdict).toBe('passing')
    expect(describeWith([wildcard], [ingress], 'a.example.net')).toMatchObject({
      verdict: 'passing',
      facts: expect.arrayContaining([{ label: 'Server', value: '*.example.net' }]),
    })
  })

  it('warns for a tls host without a rule, whose entry NGINX does not use', () => {
    const ingress = createIngress({ tls: [{ hosts: ['shop.example.net'], secretName: 'web-tls' }] })
    expect(describeWith([good], [ingress], 'shop.example.net').verdict).toBe('warning')
  })

  it('does not judge a wildcard entry as a host of its own', () => {
    const ingress = createIngress({ tls: [{ hosts: ['*.example.net'], secretName: 'web-tls' }] })
    expect(describeWith([good], [ingress], '*.example.net').verdict).toBe('not-applicable')
  })

  it('warns when two Certificates write the same Secret and one does not hold', () => {
    const second = createCertificate({ conditions: [notReady] }, { name: 'second' })
    expect(describeWith([good, second])).toMatchObject({
      verdict: 'warning',
      reason: expect.stringContaining('overwrite'),
    })
  })
})
