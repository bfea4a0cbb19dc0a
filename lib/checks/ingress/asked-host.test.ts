import { describe, expect, it } from 'vitest'
import { runCheck } from '@/lib/checks/run-check'
import {
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { annotate, withDefaultBackend, withPath } from './annotation-examples'
import { type AskedHost, askedHostChecks } from './asked-host'
import { judgeHost } from './judge-host'

function run(id: string, asked: AskedHost, platform: Partial<Platform> = {}) {
  const check = askedHostChecks.find((one) => one.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, asked, createPlatformView(platform))
}

const tenant = createTenantIngress()
const api = withPath('/api')(tenant)
const noIngresses = { unavailable: { Ingress: forbid('ingresses') } }

describe('host-not-declared', () => {
  it.each([
    ['a misspelt host', 'chekout.shop.example.net', {}, 'found'],
    ['a declared one', testHost, {}, 'clear'],
    ['one below a wildcard', 'x.example.net', { ingresses: [createTenantIngress({ host: '*.example.net' })] }, 'clear'],
    [
      'two labels below a wildcard',
      'a.x.example.net',
      { ingresses: [createTenantIngress({ host: '*.example.net' })] },
      'found',
    ],
    ['Ingresses cannot be read', 'x.example.net', noIngresses, 'not-run'],
  ])('%s', (_name, host, platform, outcome) => {
    expect(run('host-not-declared', { host, path: null }, platform).result.outcome).toBe(outcome)
  })

  it('names hosts that are spelled alike', () => {
    const { findings } = run('host-not-declared', { host: 'chekout.shop.example.net', path: null })
    expect(findings[0]?.summary).toContain(testHost)
  })
})

describe('path-not-covered', () => {
  it.each([
    ['another path', '/cart', [api], 'found'],
    ['the path itself', '/api', [api], 'clear'],
    ['below it', '/api/v1', [api], 'clear'],
    ['a longer word is another element', '/apiary', [api], 'found'],
    ['a slash at the end', '/api/', [api], 'clear'],
    ['Exact covers itself only', '/api/v1', [withPath('/api', 'Exact')(tenant)], 'found'],
    ['/ covers everything', '/cart', [tenant], 'clear'],
    ['a default backend does too', '/cart', [withDefaultBackend(api)], 'clear'],
    ['another Ingress of the host', '/cart', [api, withPath('/cart')(createTenantIngress({ name: 'cart' }))], 'clear'],
    [
      'a regular expression ignores case',
      '/API/x',
      [
        withPath(
          '/api/.*',
          'ImplementationSpecific',
        )(createTenantIngress({ annotations: annotate({ 'use-regex': 'true' }) })),
      ],
      'clear',
    ],
    [
      'one that cannot be read',
      '/cart',
      [
        withPath(
          '/(',
          'ImplementationSpecific',
        )(createTenantIngress({ annotations: annotate({ 'use-regex': 'true' }) })),
      ],
      'not-run',
    ],
    ['nobody declares the host', '/cart', [createTenantIngress({ host: 'x.example.net' })], 'not-applicable'],
  ])('%s', (_name, path, ingresses, outcome) => {
    expect(run('path-not-covered', { host: testHost, path }, { ingresses }).result.outcome).toBe(outcome)
  })

  it('is not asked without a path', () => {
    expect(run('path-not-covered', { host: testHost, path: null }).result.outcome).toBe('not-applicable')
  })
})

describe('the trace of a host that is asked for', () => {
  it('has the check as its cause when nobody declares it', () => {
    const trace = judgeHost(createPlatformView(), 'chekout.shop.example.net')
    expect(trace.rootCause?.check).toBe('host-not-declared')
    expect(trace.findings.map(({ check }) => check)).toEqual(['host-not-declared'])
  })

  it('fails when no rule covers the path, and says so beside what the paths that are there do', () => {
    const view = createPlatformView({ ingresses: [api] })
    expect(judgeHost(view, testHost, '/api').rootCause).toBeNull()
    const trace = judgeHost(view, testHost, '/cart')
    expect([trace.verdict, trace.rootCause?.check]).toEqual(['failing', 'path-not-covered'])
    expect(trace.findings[0]).toMatchObject({ check: 'path-not-covered', path: '/cart' })
    expect(trace.askedPath).toEqual({ path: '/cart', servedBy: null, reason: null })
  })

  it('points to the rule that takes the path, in whichever Ingress it stands', () => {
    const cart = withPath('/cart')(createTenantIngress({ name: 'cart' }))
    const view = createPlatformView({ ingresses: [api, cart] })
    const { askedPath, declaredBy, hosts } = judgeHost(view, testHost, '/cart/items')
    const { declaration = -1, path = -1 } = askedPath?.servedBy ?? {}
    expect(declaredBy[declaration]?.name).toBe('cart')
    expect(hosts[declaration]?.paths[path]?.path).toBe('/cart')
    expect(judgeHost(view, testHost).askedPath).toBeNull()
  })
})
