import { describe, expect, it } from 'vitest'
import {
  type ChainParts,
  createCertificate,
  createChainObjects,
  createIssuedCertificate,
  createIssuer,
  createOrder,
  hasFailed,
  isReady,
  noSecret,
  testSecretName,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import { createTenantIngress, forbid, platformNowMs } from '@/lib/ingress-path/platform-test-objects'
import type { CustomResource, KindName } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { testTls } from './certificate-examples'
import { judgeCertificate } from './judge-certificate'

function judge(certificate: CustomResource, parts: ChainParts = {}, hidden: KindName[] = []) {
  const unavailable = Object.fromEntries(hidden.map((kind) => [kind, forbid(kind)]))
  const objects = createChainObjects({ certificates: [certificate], ...parts })
  const ingress = createTenantIngress({ tls: testTls })
  return judgeCertificate(
    new ClusterView(createTestStore({ Ingress: [ingress], ...objects }, { unavailable }), platformNowMs),
    certificate,
  )
}

const issued = createIssuedCertificate()

describe('judgeCertificate', () => {
  it('passes an issued Certificate, also while nothing of its attempt can be read', () => {
    expect(judge(issued)).toMatchObject({ verdict: 'passing', root: null, attempt: 'none', sharedWith: [] })
    const blind = judge(issued, {}, ['CertificateRequest', 'Order', 'Challenge', 'Event'])
    expect(blind.verdict).toBe('passing')
  })

  it('names the cause of a failed issuance before what follows from it, and when the next attempt comes', () => {
    const waiting = createCertificate({
      conditions: [hasFailed, noSecret],
      status: { lastFailureTime: '2026-03-01T11:30:00Z', failedIssuanceAttempts: 2 },
    })
    const order = createOrder({ state: 'errored', reason: '429 urn:ietf:params:acme:error:rateLimited: too many' })
    const judged = judge(waiting, { order, challenges: [] })
    expect(judged).toMatchObject({ verdict: 'failing', root: { check: 'order-rate-limited' }, attempt: 'waiting' })
    expect(judged.chain?.nextAttemptAt).toBe('2026-03-01T13:30:00.000Z')
    // Expected: the link of the Order carries the finding and fails; the back-off stands at the Certificate.
    const links = judged.chain?.links ?? []
    expect(links.find(({ kind }) => kind === 'order')).toMatchObject({
      verdict: 'failing',
      findings: [judged.root?.finding],
    })
    expect(links.find(({ kind }) => kind === 'certificate')?.findings).toHaveLength(1)
  })

  it('warns of a renewal that fails while the old certificate is served', () => {
    const failing = createIssuedCertificate({
      conditions: [isReady, hasFailed],
      status: { renewalTime: '2026-02-28T00:00:00Z', lastFailureTime: '2026-03-01T11:30:00Z', revision: 0 },
    })
    expect(
      judge(failing, { issuer: createIssuer({ conditions: [{ type: 'Ready', status: 'False' }] }) }),
    ).toMatchObject({
      verdict: 'warning',
      root: { check: 'issuer-not-ready' },
    })
  })

  it.each(['CertificateRequest', 'ClusterIssuer'] as const)(
    'is undetermined, never passing, while %s cannot be read and it is not issued',
    (kind) => {
      const judged = judge(createCertificate({ createdAt: '2026-03-01T11:59:00Z' }), { challenges: [] }, [kind])
      expect(['undetermined', 'failing']).toContain(judged.verdict)
      expect(judged.notChecked.some(({ need }) => need?.includes('list and watch'))).toBe(true)
    },
  )

  it('does not pass for known what is not understood', () => {
    const odd: CustomResource = {
      metadata: { name: 'odd', namespace: 'shop' },
      spec: { secretName: 'odd', dnsNames: 7 },
    }
    expect(judge(odd)).toMatchObject({
      verdict: 'undetermined',
      chain: null,
      sentence: expect.stringContaining('spec.dnsNames'),
    })
  })

  it('says who uses the Secret, and who else writes it', () => {
    const second = createIssuedCertificate({ name: 'by-hand', owner: null })
    const judged = judge(issued, { certificates: [issued, second] })
    expect(judged.usedBy?.map(({ name }) => name)).toEqual(['checkout'])
    expect(judged.sharedWith).toEqual(['by-hand'])
    expect(judge(createIssuedCertificate({ secretName: 'unused' })).usedBy).toEqual([])
    expect(judge(issued, {}, ['Ingress']).usedBy).toBeNull()
  })

  it('is judged again when its Challenge changes, and not for one of another Certificate', () => {
    const certificate = createCertificate()
    const store = createTestStore(createChainObjects({ certificates: [certificate] }))
    const judgements = new Judgements(store)
    const ask = () => judgements.get('one', platformNowMs, (view) => judgeCertificate(view, certificate))
    ask()
    const { computations } = judgements
    const other = createChainObjects().Challenge?.[0]
    if (other === undefined) throw new Error('no Challenge')
    store.applyObject('Challenge', {
      ...other,
      metadata: { ...other.metadata, name: 'x', namespace: 'media', ownerReferences: [] },
      spec: { type: 'DNS-01', dnsName: 'x.example.net' },
    })
    ask()
    expect(judgements.computations).toBe(computations)
    store.applyObject('Challenge', { ...other, status: { state: 'invalid', reason: 'refused' } })
    expect(ask().chain?.links.find(({ kind }) => kind === 'challenge')?.verdict).toBe('failing')
  })

  it('turns to a warning the moment a renewal is overdue by an hour', () => {
    const due = createIssuedCertificate({ secretName: testSecretName, status: { renewalTime: '2026-03-01T11:00:00Z' } })
    const objects = createChainObjects({ certificates: [due], request: null, order: null, challenges: [] })
    const verdictAt = (nowMs: number) => judgeCertificate(new ClusterView(createTestStore(objects), nowMs), due).verdict
    expect([verdictAt(platformNowMs - 1), verdictAt(platformNowMs)]).toEqual(['passing', 'warning'])
  })
})
