import { describe, expect, test } from 'vitest'
import type { ProbeResult, ProbeStep, ServedCertificate } from '@/lib/model/probe'
import { readProbe } from './read-probe'

const passed = (id: ProbeStep['id']): ProbeStep => ({ id, outcome: 'passed', durationMs: 3, detail: '' })
const failed = (id: ProbeStep['id'], detail: string): ProbeStep => ({ id, outcome: 'failed', durationMs: 3, detail })
const good: ServedCertificate = {
  subject: 'CN=shop.example.net',
  issuer: 'CN=R11',
  names: ['shop.example.net'],
  notBefore: '2026-10-01T00:00:00.000Z',
  notAfter: '2026-12-30T00:00:00.000Z',
  fingerprint: 'AA',
  coversHost: true,
  isTrusted: true,
  trustError: null,
  isControllerDefault: false,
}
const answered = (status: number, location: string | null = null): ProbeResult['answer'] => ({
  status,
  reason: '',
  headers: [],
  location,
})
const result = (change: Partial<ProbeResult> = {}): ProbeResult => ({
  host: 'shop.example.net',
  path: '/cart',
  scheme: 'https',
  address: '203.0.113.10',
  port: 443,
  connectedTo: null,
  at: '2026-11-28T12:00:00.000Z',
  steps: [passed('tcp'), passed('tls'), passed('http')],
  certificate: good,
  answer: answered(200),
  ...change,
})
const worst = (change: Partial<ProbeResult>) => {
  const readings = readProbe(result(change))
  const order = ['failing', 'warning', 'passing'] as const
  return [...readings].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0]
}

describe('what a probe shows', () => {
  test('a healthy path passes at every hop', () => {
    expect(readProbe(result()).map(({ hop, verdict }) => `${hop} ${verdict}`)).toEqual([
      'load-balancer passing',
      'certificate passing',
      'pods passing',
    ])
  })

  test.each<[string, Partial<ProbeResult>, string, string, RegExp]>([
    [
      'nobody listens',
      { steps: [failed('tcp', 'connection refused')], certificate: null, answer: null },
      'load-balancer',
      'failing',
      /from the Fairlead server: connection refused/,
    ],
    [
      'no TLS',
      { steps: [passed('tcp'), failed('tls', 'reset')], certificate: null, answer: null },
      'certificate',
      'failing',
      /TLS fails: reset/,
    ],
    [
      'the stand-in certificate',
      { certificate: { ...good, isControllerDefault: true, coversHost: false } },
      'certificate',
      'failing',
      /stand-in/,
    ],
    [
      'another name',
      { certificate: { ...good, coversHost: false, names: ['a.example.net'] } },
      'certificate',
      'failing',
      /for a\.example\.net, not for shop/,
    ],
    [
      'no name at all',
      { certificate: { ...good, coversHost: false, names: [] } },
      'certificate',
      'failing',
      /for no name/,
    ],
    [
      'expired',
      { certificate: { ...good, notAfter: '2026-11-27T00:00:00.000Z' } },
      'certificate',
      'failing',
      /ended on 2026-11-27/,
    ],
    [
      'not yet valid',
      { certificate: { ...good, notBefore: '2026-11-29T00:00:00.000Z' } },
      'certificate',
      'failing',
      /not valid before/,
    ],
    [
      'ends soon',
      { certificate: { ...good, notAfter: '2026-12-01T12:00:00.000Z' } },
      'certificate',
      'warning',
      /ends in 3 days/,
    ],
    [
      'not trusted here',
      { certificate: { ...good, isTrusted: false, trustError: 'self-signed certificate' } },
      'certificate',
      'warning',
      /self-signed/,
    ],
    [
      'silent',
      { steps: [passed('tcp'), passed('tls'), failed('http', 'no answer within 8 s')], answer: null },
      'controller',
      'failing',
      /no HTTP answer comes/,
    ],
    ['401', { answer: answered(401) }, 'ingress-rule', 'warning', /restricted/],
    [
      '404',
      { answer: answered(404) },
      'ingress-rule',
      'failing',
      /no rule of the controller fits shop\.example\.net\/cart/,
    ],
    ['502', { answer: answered(502) }, 'pods', 'failing', /another protocol/],
    ['503', { answer: answered(503) }, 'endpoints', 'failing', /no ready endpoint/],
    ['504', { answer: answered(504) }, 'pods', 'failing', /NetworkPolicy/],
    ['500', { answer: answered(500) }, 'pods', 'failing', /application failed/],
    ['422', { answer: answered(422) }, 'pods', 'warning', /refuses/],
    ['a loop', { answer: answered(308, 'https://shop.example.net/cart') }, 'ingress-rule', 'failing', /loop/],
    ['a loop by a relative address', { answer: answered(302, '/cart') }, 'ingress-rule', 'failing', /loop/],
  ])('%s', (_case, change, hop, verdict, words) => {
    expect(worst(change)).toMatchObject({ hop, verdict })
    expect(worst(change)?.sentence).toMatch(words)
  })

  test('a redirect elsewhere passes, and an address that is none is no loop', () => {
    const last = (location: string) => readProbe(result({ answer: answered(308, location) })).at(-1)
    expect(last('https://shop.example.net/login')).toMatchObject({ verdict: 'passing' })
    expect(last('http://[')).toMatchObject({ verdict: 'passing' })
  })
})
