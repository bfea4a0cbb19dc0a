import { describe, expect, it } from 'vitest'
import { createNginx, type createTenantIngress, forbid } from '@/lib/ingress-path/platform-test-objects'
import { annotate, arrange, configuredNginx, createParsingEvent, withDefaultBackend } from './annotation-examples'
import { annotationChecks } from './annotations'
import { runOn } from './check-test-cases'
import { classChecks } from './class'

type Setting = Parameters<typeof arrange>[0]
type Row = [name: string, setting: Setting, outcome: string, says?: RegExp, severity?: string]

const old = { nginx: [createNginx({ image: 'registry.k8s.io/ingress-nginx/controller:v1.8.4' })] }
const noVersion = { nginx: [createNginx({ image: 'registry.example.net/mirror/controller@sha256:0123' })] }
const noConfigMap = { unavailable: { ConfigMap: forbid('configmaps') } }
const unnamedConfigMap = {
  nginx: [createNginx({ image: 'x/controller:v1.15.1', args: ['/x', '--configmap=edge/settings'] })],
}
const unserved = { ingress: { className: 'gone' } }
const second = { nginx: [configuredNginx(), createNginx({ name: 'second', image: 'x/controller:v1.11.2' })] }
const critical = { 'annotations-risk-level': 'Critical' }
const snippet = { 'configuration-snippet': 'more_set_headers "x: y";' }
const basic = { 'auth-type': 'basic', 'auth-secret': 'users' }
const event = (message: string) => ({ extra: { Event: [createParsingEvent(message)] } })

const tables: Record<string, Row[]> = {
  'annotation-risk-too-high': [
    [
      'a snippet, new',
      { annotations: snippet, ingress: { addresses: [] } },
      'found',
      /risk Critical.*allows High.*404/,
    ],
    ['a snippet, updated', { annotations: snippet }, 'found', /A version that it took before/],
    ['a snippet where the level allows it', { annotations: snippet, data: critical }, 'clear'],
    ['the level in another case', { annotations: snippet, data: { 'annotations-risk-level': 'critical' } }, 'clear'],
    [
      'a mistyped level counts as Low',
      { annotations: { 'rewrite-target': '/' }, data: { 'annotations-risk-level': 'Hihg' } },
      'found',
      /allows Low/,
    ],
    ['a risky annotation at the default level', { annotations: { 'auth-url': 'https://a.example.net' } }, 'clear'],
    [
      'above a lower level',
      { annotations: { 'auth-url': 'https://a.example.net' }, data: { 'annotations-risk-level': 'Medium' } },
      'found',
    ],
    [
      'an older name, for which no risk is looked up',
      { annotations: { 'whitelist-source-range': '10.0.0.0/8' }, data: { 'annotations-risk-level': 'Low' } },
      'clear',
    ],
    ['an annotation without risk', { annotations: { 'proxy-read-timeout': '60' } }, 'clear'],
    ['before v1.12 everything is allowed', { annotations: snippet, platform: old }, 'clear'],
    ['one of two controllers keeps it', { annotations: snippet, platform: second }, 'clear'],
    [
      'an annotation of somebody else',
      { ingress: { annotations: { 'cert-manager.io/server-snippet': 'x' } } },
      'not-applicable',
    ],
    ['no annotation', {}, 'not-applicable'],
    ['nobody serves it', { annotations: snippet, ...unserved }, 'not-applicable'],
    ['the version is not known', { annotations: snippet, platform: noVersion }, 'not-run', /version/],
    ['the ConfigMap cannot be read', { annotations: snippet, platform: noConfigMap }, 'not-run'],
    [
      'the ConfigMap is one that is not kept',
      { annotations: snippet, platform: unnamedConfigMap },
      'not-run',
      /edge\/settings/,
    ],
    [
      'the ConfigMap does not exist: defaults',
      { annotations: snippet, platform: { extra: { ConfigMap: [] } } },
      'found',
    ],
    [
      'no flag for a ConfigMap: defaults',
      { annotations: snippet, platform: { nginx: [createNginx({ image: 'x/controller:v1.15.1' })] } },
      'found',
    ],
  ],
  'annotation-word-blocked': [
    [
      'a blocked word',
      { annotations: { 'rewrite-target': '/location' }, data: { 'annotation-value-word-blocklist': 'root,location' } },
      'found',
      /contains location/,
    ],
    [
      'an empty word blocks everything',
      { annotations: { 'rewrite-target': '/' }, data: { 'annotation-value-word-blocklist': 'root,' } },
      'found',
      /empty word/,
    ],
    [
      'words are not trimmed',
      { annotations: { 'rewrite-target': '/root' }, data: { 'annotation-value-word-blocklist': 'x, root' } },
      'clear',
    ],
    ['an empty list', { annotations: { 'rewrite-target': '/root' } }, 'clear'],
    ['the ConfigMap cannot be read', { annotations: { 'rewrite-target': '/' }, platform: noConfigMap }, 'not-run'],
  ],
  'annotation-wrong-prefix': [
    [
      'another prefix',
      { annotations: { 'rewrite-target': '/' }, args: ['--annotations-prefix=x.example.net'] },
      'found',
      /x\.example\.net/,
    ],
    ['the same prefix', { annotations: { 'rewrite-target': '/' } }, 'clear'],
    ['no annotation', { args: ['--annotations-prefix=x.example.net'] }, 'not-applicable'],
    [
      'the arguments are hidden',
      {
        annotations: { 'rewrite-target': '/' },
        args: ['--annotations-prefix=$(PREFIX)'],
        platform: { unavailable: { Deployment: forbid('deployments'), Pod: forbid('pods') } },
      },
      'not-run',
    ],
  ],
  'snippet-disabled': [
    ['the default', { annotations: snippet, ingress: { addresses: [] } }, 'found', /snippets switched off/, 'error'],
    [
      'where the risk level would allow it, only the snippet is lost',
      { annotations: snippet, data: critical },
      'found',
      /no effect/,
      'warning',
    ],
    ['switched on', { annotations: snippet, data: { ...critical, 'allow-snippet-annotations': 'true' } }, 'clear'],
    ['another annotation', { annotations: { 'rewrite-target': '/' } }, 'clear'],
    [
      'the switch cannot be read',
      { annotations: snippet, data: { 'allow-snippet-annotations': 'perhaps' } },
      'not-run',
      /neither true nor false/,
    ],
  ],
  'location-denied': [
    [
      'an event about the Secret',
      { annotations: basic, platform: event('unexpected error reading secret shop/users: not found') },
      'found',
      /shop\/users.*503/,
    ],
    ['an event of something else', { annotations: basic, platform: event('error obtaining certificate') }, 'found'],
    [
      'a list that cannot be read',
      { annotations: { 'allowlist-source-range': '10.0.0.0/8,office' } },
      'found',
      /not every entry/,
    ],
    ['the older name', { annotations: { 'whitelist-source-range': '10.0.0/8' } }, 'found'],
    ['good lists', { annotations: { 'denylist-source-range': '10.0.0.0/8, 192.0.2.1,2001:db8::/32' } }, 'clear'],
    ['a URL without scheme', { annotations: { 'auth-url': 'auth.example.net/check' } }, 'found', /no scheme/],
    ['a good URL', { annotations: { 'auth-url': 'http://auth.shop.svc/check?a=b' } }, 'clear'],
    [
      'a Secret of another namespace',
      { annotations: { ...basic, 'auth-secret': 'media/users' } },
      'found',
      /namespace media/,
    ],
    [
      'where that is allowed, an event would tell',
      { annotations: { ...basic, 'auth-secret': 'media/users' }, data: { 'allow-cross-namespace-resources': 'true' } },
      'not-run',
    ],
    [
      'a Secret with a name that none can have',
      { annotations: { ...basic, 'auth-secret': 'users;' } },
      'found',
      /such a name/,
    ],
    [
      'a Secret of client certificates without its namespace',
      { annotations: { 'auth-tls-secret': 'ca' } },
      'found',
      /namespace/,
    ],
    [
      'parameters of FastCGI from another namespace are left out, not denied',
      { annotations: { 'fastcgi-params-configmap': 'media/php' } },
      'not-run',
    ],
    ['a Secret that nobody reads', { annotations: { 'auth-secret': 'users' } }, 'clear'],
    ['a Secret, and no event', { annotations: basic }, 'not-run', /never reads Secrets/],
    [
      'events cannot be read',
      { annotations: basic, platform: { unavailable: { Event: forbid('events') } } },
      'not-run',
    ],
    ['no annotation', {}, 'not-applicable'],
  ],
}

describe.each(Object.entries(tables))('%s', (id, rows) => {
  it.each(rows)('%s', (_name, setting, outcome, says, severity) => {
    const { platform } = arrange(setting)
    const { result, findings } = runOn(annotationChecks, id, platform)
    expect(result.outcome).toBe(outcome)
    if (severity !== undefined) expect(findings[0]?.severity).toBe(severity)
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
  })
})

it('a finding about an annotation tells the level, where it comes from and how to remove it', () => {
  const { platform } = arrange({ annotations: snippet })
  const [finding] = runOn(annotationChecks, 'annotation-risk-too-high', platform).findings
  expect(finding?.evidence.map(({ observed }) => observed)).toEqual(['set, risk Critical', 'High (default of v1.15.1)'])
  expect(finding?.fix.commands[0]).toBe(
    'kubectl annotate ingress checkout -n shop nginx.ingress.kubernetes.io/configuration-snippet-',
  )
})

describe('classes that overlap', () => {
  const run = (id: string, setting: Setting, change = (ingress: ReturnType<typeof createTenantIngress>) => ingress) => {
    const { platform } = arrange(setting)
    const [first, ...others] = platform.ingresses
    const ingresses = first === undefined ? [] : [change(first), ...others]
    return runOn(classChecks, id, { ...platform, ingresses }).result.outcome
  }

  it('two controllers of one class are reported, two classes are not', () => {
    const twin = createNginx({ name: 'second' })
    const other = createNginx({ name: 'second', args: ['--controller-class=example.net/other'] })
    expect(run('class-claimed-twice', { platform: { nginx: [configuredNginx(), twin] } })).toBe('found')
    expect(run('class-claimed-twice', { platform: { nginx: [configuredNginx(), other] } })).toBe('clear')
    expect(run('class-claimed-twice', { ingress: { className: 'gone' } })).toBe('not-applicable')
    expect(run('class-claimed-twice', { platform: { unavailable: { IngressClass: forbid('x') } } })).toBe('not-run')
  })

  it('a default backend is refused only with --disable-catch-all', () => {
    expect(run('catch-all-forbidden', { args: ['--disable-catch-all'] }, withDefaultBackend)).toBe('found')
    expect(run('catch-all-forbidden', { args: ['--disable-catch-all=false'] }, withDefaultBackend)).toBe('clear')
    expect(run('catch-all-forbidden', {}, withDefaultBackend)).toBe('clear')
    expect(run('catch-all-forbidden', { args: ['--disable-catch-all'] })).toBe('not-applicable')
    const hidden = { unavailable: { Pod: forbid('pods'), Deployment: forbid('deployments') } }
    expect(run('catch-all-forbidden', { platform: hidden }, withDefaultBackend)).toBe('not-run')
  })

  it('annotations of the default prefix do not count for a controller with another', () => {
    const { platform } = arrange({ annotations: snippet, args: ['--annotations-prefix=x.example.net'] })
    expect(runOn(annotationChecks, 'annotation-risk-too-high', platform).result.outcome).toBe('clear')
    const renamed = arrange({
      ingress: { annotations: { 'x.example.net/server-snippet': 'x' } },
      args: ['--annotations-prefix=x.example.net'],
    })
    expect(runOn(annotationChecks, 'annotation-risk-too-high', renamed.platform).result.outcome).toBe('found')
    expect(annotate({ a: 'b' })).toEqual({ 'nginx.ingress.kubernetes.io/a': 'b' })
  })
})
