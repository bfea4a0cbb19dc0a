import { describe, expect, it } from 'vitest'
import type { HitKind, SearchAnswer, SearchHit } from '@/lib/api/search'
import { arrangeEntries, hrefOfHit } from './arrange-entries'
import { listKnown } from './list-known'

const nothing = () => {}
const actions = {
  isPaused: false,
  togglePause: nothing,
  copyLink: nothing,
  openHelp: nothing,
  theme: 'dark',
  setTheme: nothing,
}
const known = (cluster: string | null) => listKnown({ cluster, clusters: [], canBreak: false, actions })

const hit = (kind: HitKind, id: string, over: Partial<SearchHit> = {}): SearchHit => ({
  kind,
  id,
  label: id,
  detail: null,
  verdict: null,
  severity: null,
  namespace: null,
  name: null,
  ...over,
})

const answer = (...groups: SearchAnswer['groups']): SearchAnswer => ({
  q: '',
  groups,
  freshness: { observedAt: null, staleSince: null, staleReason: null, revision: 1, unreadable: [] },
})

const arrange = (typed: string, found: SearchAnswer | null = null, cluster: string | null = 'blue') =>
  arrangeEntries({ typed, cluster, known: known(cluster), answer: found })
const titles = (groups: ReturnType<typeof arrange>) => groups.map(({ value }) => value)

describe('arrangeEntries', () => {
  it('lists every page and action while nothing is typed, whatever was found before', () => {
    const groups = arrange('  ', answer({ kind: 'node', hits: [hit('node', 'n1')], total: 1 }))
    expect(titles(groups)).toEqual(['Pages', 'Actions'])
    expect(groups[0]?.items).toHaveLength(9)
  })

  it.each([
    ['https://checkout.shop.example.net:443/cart?id=1', '&url-path=%2Fcart'],
    ['checkout.shop.example.net', ''],
  ])('offers why first for %s', (typed, path) => {
    const host = hit('host', 'checkout.shop.example.net', { namespace: 'shop', name: 'checkout' })
    const groups = arrange(typed, answer({ kind: 'host', hits: [host], total: 1 }))
    expect(groups[0]?.items).toMatchObject([
      {
        label: 'Why does checkout.shop.example.net not answer?',
        target: { href: `/blue/why?host=checkout.shop.example.net${path}` },
      },
    ])
    expect(titles(groups)).toEqual(['Ask', 'Hosts'])
  })

  it('puts a page whose name begins with the text before what was found, and one that only mentions it after', () => {
    const found = answer({ kind: 'finding', hits: [hit('finding', 'f')], total: 1 })
    expect(titles(arrange('egr', found))).toEqual(['Pages', 'Findings'])
    expect(titles(arrange('snat', found))).toEqual(['Findings', 'Pages'])
  })

  it('does not lift what only mentions the text together with what begins with it', () => {
    const groups = arrange('check', answer({ kind: 'finding', hits: [hit('finding', 'f')], total: 1 }))
    expect(groups.map(({ value, items }) => [value, items.map(({ label }) => label)])).toEqual([
      ['Pages', ['Checks']],
      ['Findings', ['f']],
      ['Pages', ['Sources']],
    ])
    expect(new Set(groups.map(({ key }) => key)).size).toBe(3)
  })

  it('says how many were found where only the best are shown, and leads to all ingresses', () => {
    const groups = arrange('shop', answer({ kind: 'ingress', hits: [hit('ingress', 'shop/cart')], total: 45 }))
    expect(groups[0]).toMatchObject({ value: 'Ingresses', total: 45 })
    expect(groups.at(-1)?.items[0]?.target).toEqual({ href: '/blue/ingresses?q=shop' })
  })

  it('is empty when nothing fits', () => {
    expect(arrange('zzz', answer())).toEqual([])
  })

  it('asks nothing of a cluster when none is chosen', () => {
    const groups = arrange('shop.example.net', null, null)
    expect(groups).toEqual([])
    const check = answer({ kind: 'check', hits: [hit('check', 'service-missing')], total: 9 })
    expect(arrange('service', check, null)[0]?.items[0]?.target).toEqual({ href: '/checks/service-missing' })
  })

  it('gives every entry a key of its own', () => {
    const kinds: HitKind[] = ['host', 'ingress', 'namespace', 'node', 'finding', 'check']
    const groups = arrange('e', answer(...kinds.map((kind) => ({ kind, hits: [hit(kind, 'e')], total: 9 }))))
    const keys = groups.flatMap(({ items }) => items.map(({ key }) => key))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('hrefOfHit', () => {
  it('leads each kind to the page about it', () => {
    const href = (found: SearchHit) => hrefOfHit('blue', found)
    expect(href(hit('ingress', 'shop/cart', { namespace: 'shop', name: 'cart' }))).toBe('/blue/ingresses/shop/cart')
    expect(href(hit('host', 'a.example.net', { namespace: 'shop', name: 'cart' }))).toBe(
      '/blue/ingresses/shop/cart?host=a.example.net',
    )
    expect(href(hit('host', 'a.example.net'))).toBe('/blue/why?host=a.example.net')
    expect(href(hit('namespace', 'shop'))).toBe('/blue/ingresses?namespace=shop')
    expect(href(hit('node', 'aks-1'))).toBe('/blue/egress')
    expect(href(hit('finding', '0123456789abcdef'))).toBe('/blue/findings/0123456789abcdef')
    expect(href(hit('check', 'service-missing'))).toBe('/checks/service-missing')
  })
})
