import { describe, expect, it } from 'vitest'
import { readSearchText } from '@/lib/format/rank-match'
import type { Trace } from '@/lib/model/trace'
import type { PathVerdict } from '@/lib/model/verdict'
import {
  listHostEntries,
  listIngressEntries,
  listNamespaceEntries,
  listNodeEntries,
  searchEntries,
} from './search-index'

const trace = (name: string, verdict: PathVerdict, hosts: string[] = [], rest: Partial<Trace> = {}): Trace => ({
  object: { kind: 'Ingress', namespace: 'shop', name },
  className: 'nginx',
  addresses: ['20.61.7.41'],
  verdict,
  rootCause: null,
  hosts: hosts.map((host) => ({ host, verdict, rootCause: null, sentence: '', entryPorts: [], hops: [], paths: [] })),
  findings: [],
  notChecked: [],
  ...rest,
})
const labels = (entries: Parameters<typeof searchEntries>[0], q: string, limit = 10) =>
  searchEntries(entries, readSearchText(q), limit).hits.map(({ label }) => label)

describe('searchEntries', () => {
  it('puts the better fit first, and of equal fits the failing one', () => {
    const entries = listIngressEntries([
      trace('cart-api', 'passing'),
      trace('cart-web', 'failing'),
      trace('old-cart', 'failing'),
      trace('cart', 'passing'),
    ])
    expect(labels(entries, 'cart')).toEqual(['shop/cart', 'shop/cart-web', 'shop/cart-api', 'shop/old-cart'])
  })

  it('counts all that fit and hands out no more than asked for', () => {
    const entries = listNamespaceEntries(['shop-a', 'shop-b', 'shop-c', 'bank'])
    const { hits, total, rank } = searchEntries(entries, readSearchText('shop'), 2)
    expect([hits.length, total, rank]).toEqual([2, 3, 1])
    expect(searchEntries(entries, readSearchText('nothing'), 2)).toEqual({ hits: [], total: 0, rank: null })
  })

  it('finds an Ingress by its load balancer address and class', () => {
    const entries = listIngressEntries([trace('cart', 'passing')])
    expect(labels(entries, '20.61.7.41')).toEqual(['shop/cart'])
    expect(labels(entries, 'nginx')).toEqual(['shop/cart'])
  })

  it('finds a node by its address', () => {
    const entries = listNodeEntries([{ name: 'aks-pool-1', addresses: ['10.224.0.4'] }])
    expect(labels(entries, '10.224.0.4')).toEqual(['aks-pool-1'])
  })
})

describe('listHostEntries', () => {
  it('lists a host once with its worst verdict, and leads to the Ingress only when one alone declares it', () => {
    const entries = listHostEntries([
      trace('a', 'passing', ['both.example.net', 'only.example.net']),
      trace('b', 'failing', ['both.example.net', '*']),
    ])
    expect(entries.map(({ hit }) => [hit.label, hit.verdict, hit.name, hit.detail])).toEqual([
      ['both.example.net', 'failing', null, '2 ingresses'],
      ['only.example.net', 'passing', 'a', 'shop/a'],
    ])
  })

  it('finds the hosts of load balancer Services, which nothing has judged yet', () => {
    const service = { kind: 'Service', namespace: 'data', name: 'postgres' }
    const entries = listHostEntries(
      [trace('a', 'passing', ['both.example.net'])],
      [
        { host: 'postgres.example.net', service },
        { host: 'both.example.net', service },
      ],
    )
    expect(entries.map(({ hit }) => [hit.label, hit.verdict, hit.name, hit.detail])).toEqual([
      ['both.example.net', 'passing', null, '2 objects'],
      ['postgres.example.net', null, null, 'Service data/postgres'],
    ])
  })
})
