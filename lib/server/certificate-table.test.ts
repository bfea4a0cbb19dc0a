import { describe, expect, it } from 'vitest'
import { createIssuedCertificate } from '@/lib/ingress-path/certificates/certificate-test-objects'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { CertificateTable } from './certificate-table'

// Judged by the real clock: far enough ahead for any.
const status = { notAfter: '2199-01-01T00:00:00Z', renewalTime: '2198-01-01T00:00:00Z' }
const create = (secretName: string) => createIssuedCertificate({ secretName, status, issuer: null })

function makeTable(names: readonly string[]) {
  const store = createTestStore({ Certificate: names.map(create) })
  const judgements = new Judgements(store)
  return { store, judgements, table: new CertificateTable(store, judgements) }
}

describe('CertificateTable', () => {
  it('judges nothing before somebody asks, and everything then', async () => {
    const { judgements, table } = makeTable(['a', 'b'])
    expect([table.isOutdated, judgements.computations]).toEqual([false, 0])
    await table.settle(10_000)
    expect([...table.rows].map(([key, { verdict }]) => `${key} ${verdict}`)).toEqual([
      'shop/a passing',
      'shop/b passing',
    ])
    expect([table.unsettled, table.isOutdated]).toEqual([0, false])
  })

  it('judges again only what a change touches, and follows what comes and goes', async () => {
    const { store, table } = makeTable(['a', 'b'])
    await table.settle(10_000)
    const before = table.rows.get('shop/b')
    store.applyObject(
      'Certificate',
      createIssuedCertificate({
        secretName: 'a',
        issuer: null,
        status: { ...status, notAfter: '2000-01-01T00:00:00Z' },
      }),
    )
    store.applyObject('Certificate', create('c'))
    expect(table.isOutdated).toBe(true)
    await table.settle(10_000)
    expect(table.rows.get('shop/a')?.verdict).toBe('failing')
    expect(table.rows.get('shop/b')).toBe(before)
    expect(table.rows.get('shop/c')?.verdict).toBe('passing')
    store.removeObject('Certificate', 'shop', 'a')
    await table.settle(10_000)
    expect([...table.rows.keys()].sort()).toEqual(['shop/b', 'shop/c'])
  })

  it('holds five thousand, and says how many it has not judged when it is asked too early', async () => {
    const { table } = makeTable(Array.from({ length: 5_000 }, (_, index) => `app-${index}`))
    await table.settle(0)
    expect(table.unsettled).toBeGreaterThan(4_000)
    expect([table.takeReadEarly(), table.takeReadEarly()]).toEqual([true, false])
  })
})
