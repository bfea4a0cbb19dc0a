import { describe, expect, it } from 'vitest'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { IngressTable } from './ingress-table'

const ingress = (name: string, host: string, service = name) => ({
  metadata: { name, namespace: 'shop' },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
        },
      },
    ],
  },
})
const service = (name: string) => ({
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ port: 80 }] },
})

function makeTable(names: readonly string[]) {
  const store = createTestStore({
    Ingress: names.map((name) => ingress(name, `${name}.example.com`)),
    Service: names.map(service),
  })
  const judgements = new Judgements(store)
  return { store, judgements, table: new IngressTable(store, judgements) }
}

const judgeEverything = (table: IngressTable) => table.settle(10_000)
const verdictOf = (table: IngressTable, key: string) => [...table.rows].find((row) => row.key === key)?.row.verdict
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
const keys = (table: IngressTable) => table.sorted('name', byKey).map(({ key }) => key)

describe('IngressTable', () => {
  it('does not let an Ingress that nobody has judged pass for healthy', () => {
    const { table } = makeTable(Array.from({ length: 400 }, (_, index) => `app-${index}`))
    table.work()
    expect(table.size).toBe(400)
    expect(table.unjudged).toBeGreaterThan(0)
    const unjudged = [...table.rows].filter(({ isJudged }) => !isJudged)
    expect(new Set(unjudged.map(({ row }) => row.verdict))).toEqual(new Set(['undetermined']))
  })

  it('judges again only the Ingresses that read what changed', async () => {
    const { store, judgements, table } = makeTable(['cart', 'checkout', 'search'])
    await judgeEverything(table)
    const before = new Map([...table.rows].map((row) => [row.key, row]))
    const { computations } = judgements
    store.applyObject('Service', { ...service('cart'), spec: { selector: { app: 'other' }, ports: [{ port: 80 }] } })
    await judgeEverything(table)
    const changed = [...table.rows].filter((row) => before.get(row.key) !== row).map(({ key }) => key)
    expect(changed).toEqual(['shop/cart'])
    expect(judgements.computations - computations).toBeLessThan(8)
  })

  it('judges none again for a Node that no path depends on', async () => {
    const { store, judgements, table } = makeTable(['cart', 'checkout'])
    await judgeEverything(table)
    const { computations } = judgements
    store.applyObject('Node', { metadata: { name: 'node-1' } })
    expect(table.isOutdated).toBe(false)
    await judgeEverything(table)
    expect(judgements.computations).toBe(computations)
  })

  it('follows Ingresses that come and go', async () => {
    const { store, table } = makeTable(['cart'])
    await judgeEverything(table)
    expect(keys(table)).toEqual(['shop/cart'])
    store.applyObject('Ingress', ingress('admin', 'admin.example.com', 'nowhere'))
    await judgeEverything(table)
    expect(keys(table)).toEqual(['shop/admin', 'shop/cart'])
    expect(verdictOf(table, 'shop/admin')).toBe('failing')
    store.removeObject('Ingress', 'shop', 'cart')
    await judgeEverything(table)
    expect(keys(table)).toEqual(['shop/admin'])
  })

  it('holds nothing and says why once Ingresses cannot be read any more', async () => {
    const { store, table } = makeTable(['cart'])
    await judgeEverything(table)
    expect(table.unreadable).toBeNull()
    store.setScopeState('Ingress', null, {
      state: 'unavailable',
      what: 'ingresses',
      reason: 'forbidden',
      detail: 'no right to list',
      need: null,
    })
    await judgeEverything(table)
    expect([table.size, table.unreadable?.reason]).toEqual([0, 'forbidden'])
  })

  it('keeps a sorted order right through changes', async () => {
    const { store, table } = makeTable(['d', 'b', 'a'])
    await judgeEverything(table)
    expect(keys(table)).toEqual(['shop/a', 'shop/b', 'shop/d'])
    store.removeObject('Ingress', 'shop', 'b')
    store.applyObject('Ingress', ingress('c', 'c.example.com'))
    await judgeEverything(table)
    expect(keys(table)).toEqual(['shop/a', 'shop/c', 'shop/d'])
  })

  it('remembers whole traces only of the Ingresses opened last', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `app-${index}`)
    const { store, judgements, table } = makeTable(names)
    const open = (name: string) => {
      const found = store.find('Ingress', 'shop', name)
      return found === undefined ? null : table.judgeFully(found)
    }
    const first = open('app-0')
    expect(open('app-0')).toBe(first)
    for (const name of names) open(name)
    const { computations } = judgements
    expect(open('app-39')?.hosts[0]?.hops.length).toBeGreaterThan(0)
    expect(judgements.computations).toBe(computations)
    expect(open('app-0')).not.toBe(first)
  })
})
