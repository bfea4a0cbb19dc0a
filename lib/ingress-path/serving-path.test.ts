import { describe, expect, it } from 'vitest'
import { createTenantIngress, testHost } from './platform-test-objects'
import { findServingPath, normalizeRequestPath } from './serving-path'
import type { Ingress } from './subjects'

type WrittenPath = [path: string, pathType?: string]

function createIngress(name: string, paths: WrittenPath[], rest: { day?: number; annotations?: object } = {}): Ingress {
  const ingress = createTenantIngress({ name })
  const [rule] = ingress.spec?.rules ?? []
  const backend = rule?.http?.paths?.[0]?.backend
  if (rule === undefined || backend === undefined) throw new Error('the test Ingress has no backend')
  const { day = 1, annotations = {} } = rest
  const written = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value])
  return {
    ...ingress,
    metadata: {
      ...ingress.metadata,
      creationTimestamp: `2026-01-0${day}T00:00:00Z`,
      annotations: { ...ingress.metadata.annotations, ...Object.fromEntries(written) },
    },
    spec: {
      ...ingress.spec,
      rules: [{ ...rule, http: { paths: paths.map(([path, pathType = 'Prefix']) => ({ path, pathType, backend })) } }],
    },
  }
}

function find(ingresses: Ingress[], asked: string): string {
  const found = findServingPath(ingresses, testHost, asked)
  if (found.state !== 'found') return found.state
  return `${found.ingress.metadata.name} ${found.index}`
}

describe('findServingPath', () => {
  const shop = createIngress('shop', [['/'], ['/cart'], ['/cart/pay', 'Exact'], ['/cart/pay']])

  it.each([
    ['/', 'shop 0'],
    ['/cartoon', 'shop 0'],
    ['/cart', 'shop 1'],
    ['/cart/items', 'shop 1'],
    ['/cart/pay', 'shop 2'],
    ['/cart/pay/now', 'shop 3'],
  ])('leads %s to the closest rule', (asked, expected) => {
    expect(find([shop], asked)).toBe(expected)
  })

  it('takes the closest rule of all Ingresses of the host, and of equal ones the oldest', () => {
    const api = createIngress('api', [['/api']], { day: 2 })
    const copy = createIngress('copy', [['/cart'], ['/api']], { day: 3 })
    expect(find([copy, api, shop], '/api/v1')).toBe('api 0')
    expect(find([copy, api, shop], '/cart')).toBe('shop 1')
  })

  it('leaves what no rule covers to the default backend, if there is one', () => {
    const api = createIngress('api', [['/api']])
    const backend = api.spec?.rules?.[0]?.http?.paths?.[0]?.backend
    expect(find([api], '/cart')).toBe('none')
    expect(find([{ ...api, spec: { ...api.spec, defaultBackend: backend } }], '/cart')).toBe('api 1')
  })

  it('tries regular expressions by length, without regard to case, and Exact is then one of them', () => {
    const expressions = createIngress('api', [['/api', 'Exact'], ['/API/v[0-9]+'], ['/']], {
      annotations: { 'use-regex': 'true' },
    })
    expect(find([expressions], '/api/V2/x')).toBe('api 1')
    expect(find([expressions], '/api/x')).toBe('api 0')
  })

  it('does not guess past an expression that it cannot read, unless a longer one takes the path', () => {
    const broken = createIngress('api', [['/cart('], ['/cart/items']], { annotations: { 'use-regex': 'true' } })
    expect(find([broken], '/cart/x')).toBe('unknown')
    expect(find([broken], '/cart/items')).toBe('api 1')
  })

  it('does not choose between classes, and never chooses a canary', () => {
    const other = createIngress('other', [['/cart']])
    expect(find([shop, { ...other, spec: { ...other.spec, ingressClassName: 'internal' } }], '/cart')).toBe('unknown')
    const canary = createIngress('canary', [['/cart/items']], { annotations: { canary: 'true' } })
    expect(find([shop, canary], '/cart/items')).toBe('shop 1')
  })
})

describe('normalizeRequestPath', () => {
  it.each([
    ['/', '/'],
    ['/cart?id=1#top', '/cart'],
    ['/cart/', '/cart/'],
    ['/a/./b//c%20d?x=1', '/a/b/c d'],
    ['/a/../../b', '/b'],
    ['/a/..', '/'],
    ['/100%', '/100%'],
  ])('reads %s as %s', (written, expected) => {
    expect(normalizeRequestPath(written)).toBe(expected)
  })
})
