import { describe, expect, it } from 'vitest'
import type { ClusterSummary } from '@/lib/api/clusters'
import { listNavigation, readSection, sectionPath } from './navigation'

const blue: ClusterSummary = {
  name: 'blue',
  provider: 'aks',
  kubernetesVersion: 'v1.31.2',
  nodeCount: 48,
  verdict: 'failing',
  findings: { error: 3, warning: 0, info: 0 },
  ingresses: { total: 12, byVerdict: { failing: 3, passing: 9 } },
  connection: { state: 'connected', server: null, reason: null, staleSince: null },
  namespaces: ['shop'],
  isDemo: false,
  sources: [],
}

const labels = (pathname: string, cluster: ClusterSummary | null) =>
  listNavigation({ pathname, cluster, namespace: null, errorsByArea: {} })
    .flatMap((group) => group.links)
    .filter((link) => link.isCurrent)
    .map((link) => link.label)

describe('readSection', () => {
  it('finds the section of a page below it', () => {
    expect(readSection('/blue')).toBe('')
    expect(readSection('/blue/ingresses/shop/checkout')).toBe('ingresses')
  })

  it('is null outside a cluster', () => {
    expect(readSection('/')).toBeNull()
    expect(readSection('/checks/edns-label-filter')).toBeNull()
  })
})

describe('sectionPath', () => {
  it('keeps the namespace only where the page shows one', () => {
    expect(sectionPath('blue', 'ingresses', 'shop')).toBe('/blue/ingresses?namespace=shop')
    expect(sectionPath('blue', 'egress', 'shop')).toBe('/blue/egress')
  })
})

describe('listNavigation', () => {
  it('marks exactly one link as the current page', () => {
    expect(labels('/blue', blue)).toEqual(['Overview'])
    expect(labels('/blue/ingresses/shop/checkout', blue)).toEqual(['Ingresses'])
    expect(labels('/blue/findings/264f4befcfcdae22', blue)).toEqual(['Overview'])
    expect(labels('/checks/edns-label-filter', blue)).toEqual(['Checks'])
    expect(labels('/', null)).toEqual(['Clusters'])
  })

  it('counts failing ingresses and errors of an area, and shows no zero', () => {
    const links = listNavigation({
      pathname: '/blue',
      cluster: blue,
      namespace: null,
      errorsByArea: { egress: 1 },
    }).flatMap((group) => group.links)
    const trouble = Object.fromEntries(links.map((link) => [link.label, link.trouble?.count]))
    expect(trouble).toMatchObject({ Ingresses: 3, Egress: 1, 'DNS cache': undefined })
  })

  it('offers only what belongs to no cluster when there is none', () => {
    const groups = listNavigation({ pathname: '/', cluster: null, namespace: null, errorsByArea: {} })
    expect(groups.flatMap((group) => group.links.map((link) => link.label))).toEqual(['Clusters', 'Checks'])
  })
})
