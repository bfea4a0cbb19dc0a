import { describe, expect, it } from 'vitest'
import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { replayHostEverywhere } from '@/lib/ingress-path/dns-expectation'
import {
  createExternalDns,
  createPlatformView,
  createTenantIngress,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { textKey } from '@/lib/model/dns'
import { asIngressSource } from './dns-source'
import { readNameOwner } from './name-owner'
import { findRecordTargets } from './record-targets'
import { resolveHost } from './same-host'

const address = (value: string) => ({
  outcome: 'answered' as const,
  addresses: [value],
  recordSets: [{ type: 'A' as const, values: [value], ttlSeconds: 300 }],
})
const nodata = { outcome: 'nodata' as const }
const signed = (resource: string | null) => ({
  outcome: 'answered' as const,
  recordSets: [
    {
      type: 'TXT' as const,
      values: [
        `"heritage=external-dns,external-dns/owner=default${resource === null ? '' : `,external-dns/resource=${resource}`}"`,
      ],
      ttlSeconds: 300,
    },
  ],
})
const owned = textKey(`a-${testHost}`)
const legacy = textKey(testHost)

/** Two Ingresses of one host with an address each, under an external-dns that does not merge. */
function arrange(dns: Platform['dns'], args: string[] = []) {
  const [left, right] = [
    createTenantIngress({ name: 'left', addresses: ['203.0.113.9'] }),
    createTenantIngress({ name: 'right', addresses: ['203.0.113.1'] }),
  ]
  const externalDns = [createExternalDns({ args: ['--source=ingress', '--provider=azure', ...args] })]
  const view = createPlatformView({ ingresses: [left, right], dns, externalDns })
  const flags = findExternalDnsInstances(view).instances[0]?.flags
  if (flags === undefined) throw new Error('no external-dns')
  return { view, flags, left, right }
}

describe('who has a name', () => {
  it.each([
    ['nobody: there is no record', { [testHost]: nodata }, { state: 'free' }],
    [
      'nobody: the record is not signed',
      { [testHost]: address('203.0.113.9'), [owned]: nodata, [legacy]: nodata },
      { state: 'free' },
    ],
    [
      'the object that it names',
      { [testHost]: address('203.0.113.9'), [owned]: signed('ingress/shop/left') },
      { state: 'resource', resource: 'ingress/shop/left' },
    ],
    [
      'the object that the old format names',
      { [testHost]: address('203.0.113.9'), [owned]: nodata, [legacy]: signed('ingress/shop/left') },
      { state: 'resource', resource: 'ingress/shop/left' },
    ],
    [
      'nobody: the signature names none',
      { [testHost]: address('203.0.113.9'), [owned]: signed(null) },
      { state: 'free' },
    ],
    ['not known: the signature was not asked for', { [testHost]: address('203.0.113.9') }, { state: 'unknown' }],
    ['not known: DNS was not asked', {}, { state: 'unknown' }],
  ])('%s', (_, dns, expected) => {
    const { view, flags } = arrange(dns)
    expect(readNameOwner(view, testHost, 'A', flags)).toMatchObject(expected)
  })

  it.each([
    ['--registry=noop', 'free'],
    ['--registry=dynamodb', 'unknown'],
  ])('with %s it is %s', (arg, state) => {
    const { view, flags } = arrange({ [testHost]: address('203.0.113.9'), [owned]: signed('x') }, [arg])
    expect(readNameOwner(view, testHost, 'A', flags).state).toBe(state)
  })

  it('an address is no owner of a CNAME, but an alias may be one', () => {
    const cname = textKey(`cname-${testHost}`)
    const { view, flags } = arrange({ [testHost]: address('203.0.113.9'), [cname]: signed('ingress/shop/left') })
    expect(readNameOwner(view, testHost, 'CNAME', flags)).toMatchObject({ resource: 'ingress/shop/left' })
    expect(readNameOwner(view, testHost, 'AAAA', flags)).toEqual({ state: 'free' })
  })
})

describe('two objects that want one name', () => {
  const expectedOf = (dns: Platform['dns']) => {
    const { view, right } = arrange(dns)
    const source = asIngressSource(right)
    return {
      targets: findRecordTargets(view, source, testHost, replayHostEverywhere(view, source, testHost)),
      records: resolveHost(view, testHost)[0]?.records?.map(({ winners }) => winners[0]?.name) ?? null,
    }
  }

  it('the record stays with whom it names', () => {
    const dns = { [testHost]: address('203.0.113.9'), [owned]: signed('ingress/shop/left') }
    expect(expectedOf(dns)).toEqual({ targets: { A: ['203.0.113.9'], AAAA: [], CNAME: [] }, records: ['left'] })
  })

  it('a free name goes to the smallest, and an unknown owner leaves open what DNS should say', () => {
    expect(expectedOf({ [testHost]: nodata }).records).toEqual(['right'])
    expect(expectedOf({ [testHost]: address('203.0.113.9') })).toEqual({ targets: null, records: null })
  })
})
