import { describe, expect, it } from 'vitest'
import { hasSolver, selectSolver } from './solver-selection'

const dns = (selector?: object | null) => ({ dns01: { azureDNS: {} }, ...(selector === undefined ? {} : { selector }) })
const http = (selector?: object) => ({ http01: { ingress: {} }, ...(selector === undefined ? {} : { selector }) })
const host = 'web.shop.example.net'

function choose(
  domain: string,
  solvers: object[],
  labels: Record<string, string> = {},
  offered: string[] | null = null,
) {
  return selectSolver(domain, offered, labels, solvers).findIndex(({ isChosen }) => isChosen)
}

describe('selectSolver', () => {
  it.each([
    ['takes the first of several without selector', [dns(), http()], 0],
    [
      'lets a zone displace one without selector, whatever comes first',
      [http(), dns({ dnsZones: ['example.net'] })],
      1,
    ],
    ['never lets one without selector displace', [dns({ dnsZones: ['example.net'] }), http()], 0],
    ['prefers the longer zone', [dns({ dnsZones: ['example.net'] }), dns({ dnsZones: ['shop.example.net'] })], 1],
    ['prefers the exact name to any zone', [dns({ dnsZones: ['shop.example.net'] }), dns({ dnsNames: [host] })], 1],
    [
      'keeps the first of two that fit alike',
      [dns({ dnsZones: ['example.net'] }), http({ dnsZones: ['example.net'] })],
      0,
    ],
    ['asks for every part of a selector', [dns({ dnsZones: ['example.net'], dnsNames: ['other.example.net'] })], -1],
    ['does not take a zone that only ends alike', [dns({ dnsZones: ['ple.net'] })], -1],
    ['takes the apex of a zone', [dns({ dnsZones: [host] })], 0],
    ['finds none among none', [], -1],
  ])('%s', (_, solvers, expected) => {
    expect(choose(host, solvers)).toBe(expected)
  })

  it('wants every label on the Order, and prefers more of them', () => {
    const solvers = [dns({ matchLabels: { team: 'shop' } }), dns({ matchLabels: { team: 'shop', tier: 'gold' } })]
    expect(choose(host, solvers, { team: 'shop', tier: 'gold' })).toBe(1)
    expect(choose(host, solvers, { team: 'shop' })).toBe(0)
    expect(choose(host, solvers, {})).toBe(-1)
  })

  it('proves a wildcard by dns01 only, and reads its name as written', () => {
    expect(choose('*.example.net', [http(), dns()])).toBe(1)
    expect(choose('*.example.net', [http()])).toBe(-1)
    expect(choose('*.example.net', [dns({ dnsNames: ['example.net'] })])).toBe(-1)
    expect(choose('*.example.net', [dns({ dnsNames: ['*.example.net'] })])).toBe(0)
    expect(choose('*.example.net', [dns({ dnsZones: ['example.net'] })])).toBe(0)
  })

  it('skips types that the CA does not offer', () => {
    expect(choose(host, [http(), dns()], {}, ['dns-01'])).toBe(1)
    expect(choose(host, [http()], {}, ['dns-01', 'tls-alpn-01'])).toBe(-1)
  })

  it('says of each solver why it was not chosen', () => {
    const solvers = [http({ dnsZones: ['example.org'] }), dns({ dnsZones: ['example.net'] }), dns()]
    const answers = selectSolver(host, null, {}, solvers)
    expect(hasSolver(answers)).toBe(true)
    expect(answers.map(({ solver }) => solver)).toEqual([
      '1: http01 ingress for example.org',
      '2: dns01 azureDNS for example.net',
      '3: dns01 azureDNS for any name',
    ])
    expect(answers[0]?.because).toBe('web.shop.example.net lies in none of its zones: example.org')
    expect(answers[1]).toMatchObject({ isChosen: true, because: 'fits by zone example.net' })
    expect(answers[2]?.because).toContain('solver 2 fits better')
  })
})
