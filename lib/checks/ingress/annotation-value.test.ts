import { expect, it } from 'vitest'
import { createNginx } from '@/lib/ingress-path/platform-test-objects'
import { arrange } from './annotation-examples'
import { annotationChecks } from './annotations'
import { runOn } from './check-test-cases'

type Row = [
  name: string,
  setting: Parameters<typeof arrange>[0],
  outcome: string,
  says?: RegExp,
  severity?: 'error' | 'warning',
]

const old = { nginx: [createNginx({ image: 'registry.k8s.io/ingress-nginx/controller:v1.8.4' })] }
const noVersion = { nginx: [createNginx({ image: 'registry.example.net/mirror/controller@sha256:0123' })] }

const rows: Row[] = [
  [
    'a limit that is no number',
    { annotations: { 'limit-rps': 'ten' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole Ingress out/,
    'error',
  ],
  [
    'a timeout with a unit is ignored',
    { annotations: { 'proxy-read-timeout': '60s' } },
    'found',
    /uses its default/,
    'warning',
  ],
  ['a boolean that is none', { annotations: { 'ssl-redirect': 'yes' } }, 'found', /uses its default/, 'warning'],
  [
    'an effect that is not known',
    { annotations: { 'auth-url': 'https://a.example.net', 'auth-keepalive': 'on' } },
    'found',
    /or leaves/,
    'warning',
  ],
  ['a switch of the log is ignored', { annotations: { 'enable-access-log': 'on' } }, 'found', /default/, 'warning'],
  [
    'a redirect between www and bare name that is no boolean',
    { annotations: { 'from-to-www-redirect': 'yes' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole Ingress out/,
    'error',
  ],
  [
    'a redirect without scheme is only left out itself',
    { annotations: { 'permanent-redirect': '/new' } },
    'found',
    /ignores it/,
    'warning',
  ],
  [
    'a redirect with characters that no URL has',
    { annotations: { 'temporal-redirect': 'https://a.example.net/{x}' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole/,
    'error',
  ],
  [
    'codes with a blank behind the comma',
    { annotations: { 'custom-http-errors': '404, 503' } },
    'found',
    /ignores it/,
    'warning',
  ],
  [
    'codes that are no errors',
    { annotations: { 'custom-http-errors': '302' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole/,
    'error',
  ],
  ['methods of CORS', { annotations: { 'cors-allow-methods': 'GET; POST' } }, 'found', /default/, 'warning'],
  ['headers of CORS, with a star', { annotations: { 'cors-expose-headers': '*, X-Total' } }, 'clear'],
  ['a rewrite', { annotations: { 'rewrite-target': '/{x}' } }, 'found', /default/, 'warning'],
  ['a root that is no path', { annotations: { 'app-root': 'welcome' } }, 'found', /ignores/, 'warning'],
  ['affinity', { annotations: { affinity: 'ip' } }, 'found', /default/, 'warning'],
  ['a cookie that nobody sets', { annotations: { 'session-cookie-secure': 'yes' } }, 'clear'],
  [
    'a cookie that is set',
    { annotations: { affinity: 'cookie', 'session-cookie-secure': 'yes' } },
    'found',
    /default/,
    'warning',
  ],
  [
    'a way to balance that is none',
    { annotations: { 'load-balance': 'least_conn' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole/,
    'error',
  ],
  [
    'hashing by an expression',
    { annotations: { 'upstream-hash-by': '$host/x' }, ingress: { addresses: [] } },
    'found',
    /leaves the whole/,
    'error',
  ],
  [
    'an operation of traces that are off',
    { annotations: { 'enable-opentelemetry': 'false', 'opentelemetry-operation-name': 'a b/c' } },
    'clear',
  ],
  [
    'the page of a client certificate, with a path',
    { annotations: { 'auth-tls-secret': 'shop/ca', 'auth-tls-error-page': 'https://a.example.net/no/way' } },
    'clear',
  ],
  [
    'good values',
    {
      annotations: {
        'proxy-read-timeout': '60',
        'ssl-redirect': 'T',
        'proxy-body-size': '8M',
        'backend-protocol': 'grpc',
      },
    },
    'clear',
  ],
  ['an empty value', { annotations: { 'limit-rps': '' } }, 'clear'],
  ['a value that nobody reads', { annotations: { 'auth-realm': 'a{b' } }, 'clear'],
  ['an unreadable address list belongs to another check', { annotations: { 'allowlist-source-range': 'x' } }, 'clear'],
  ['before v1.12 values are not checked', { annotations: { 'limit-rps': 'ten' }, platform: old }, 'clear'],
  [
    'nor when that is switched off',
    { annotations: { 'limit-rps': 'ten' }, args: ['--enable-annotation-validation=false'] },
    'clear',
  ],
  ['no annotation', {}, 'not-applicable'],
  ['the version is not known', { annotations: { 'limit-rps': 'ten' }, platform: noVersion }, 'not-run'],
]

it.each(rows)('annotation-value-invalid: %s', (_name, setting, outcome, says, severity) => {
  const { platform } = arrange(setting)
  const { result, findings } = runOn(annotationChecks, 'annotation-value-invalid', platform)
  expect(result.outcome).toBe(outcome)
  if (severity !== undefined) expect(findings[0]?.severity).toBe(severity)
  if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
})

it('a value that is only ignored does not say that the Ingress is left out', () => {
  const { platform } = arrange({ annotations: { 'proxy-read-timeout': '60s' } })
  expect(runOn(annotationChecks, 'annotation-value-invalid', platform).findings[0]?.summary).not.toMatch(
    /older version/,
  )
})
