import { describe, expect, test } from 'vitest'
import { findMisreading, listTxtNames, parseTxtOwnership, type TxtRegistry } from './txt-registry'

const plain: TxtRegistry = { ownerId: 'blue', prefix: '', suffix: '', wildcardReplacement: '' }
const names = (host: string, change: Partial<TxtRegistry> = {}, types: Parameters<typeof listTxtNames>[1] = ['A']) =>
  listTxtNames(host, types, { ...plain, ...change }).map(({ name, type }) => `${type ?? 'legacy'} ${name}`)

describe('names of ownership records', () => {
  test('each type has its own, the legacy format one without a type', () => {
    expect(names('www.example.com', {}, ['A', 'AAAA', 'CNAME'])).toEqual([
      'A a-www.example.com',
      'AAAA aaaa-www.example.com',
      'CNAME cname-www.example.com',
      'legacy www.example.com',
    ])
  })

  test('AAAA never had a legacy name', () => {
    expect(names('www.example.com', {}, ['AAAA'])).toEqual(['AAAA aaaa-www.example.com'])
  })

  test('a prefix stands before the type, a suffix after the first label', () => {
    expect(names('www.example.com', { prefix: 'xds-' })).toEqual([
      'A xds-a-www.example.com',
      'legacy xds-www.example.com',
    ])
    expect(names('www.example.com', { suffix: '-xds' })).toEqual([
      'A a-www-xds.example.com',
      'legacy www-xds.example.com',
    ])
  })

  test('a prefix with dots puts all of them into a subtree', () => {
    expect(names('www.example.com', { prefix: 'owners.' })).toEqual([
      'A owners.a-www.example.com',
      'legacy owners.www.example.com',
    ])
  })

  test('a template takes the place of the type, and knows no legacy name', () => {
    expect(names('example.com', { prefix: '%{record_type}.' }, ['A', 'CNAME'])).toEqual([
      'A a.example.com',
      'CNAME cname.example.com',
    ])
    expect(names('www.example.com', { suffix: '-%{record_type}' })).toEqual(['A www-a.example.com'])
  })

  test('a wildcard keeps its star unless something replaces it', () => {
    expect(names('*.example.com')).toEqual(['A a-*.example.com', 'legacy *.example.com'])
    expect(names('*.example.com', { wildcardReplacement: 'any' })).toEqual([
      'A a-any.example.com',
      'legacy any.example.com',
    ])
  })

  test('the record of an apex stands outside its zone', () => {
    expect(names('example.com')[0]).toBe('A a-example.com')
  })
})

describe('ownership texts', () => {
  test.each([
    [
      'heritage=external-dns,external-dns/owner=blue,external-dns/resource=ingress/shop/web',
      { state: 'owned', owner: 'blue', resource: 'ingress/shop/web' },
    ],
    ['"heritage=external-dns,external-dns/owner=blue"', { state: 'owned', owner: 'blue', resource: null }],
    ['heritage=external-dns', { state: 'owned', owner: '', resource: null }],
    ['heritage=external-dns,nonsense,external-dns/owner=blue', { state: 'owned', owner: 'blue', resource: null }],
    ['heritage=mate,external-dns/owner=blue', { state: 'foreign' }],
    ['v=spf1 include:example.net -all', { state: 'foreign' }],
    ['', { state: 'foreign' }],
    ['q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0Vng=', { state: 'encrypted' }],
  ])('%s', (text, ownership) => {
    expect(parseTxtOwnership(text)).toEqual(ownership)
  })
})

test('hosts that the legacy format misreads', () => {
  expect(findMisreading('a-team.example.com')).toEqual({ type: 'A', readAs: 'team.example.com' })
  expect(findMisreading('cname-x.example.com')).toEqual({ type: 'CNAME', readAs: 'x.example.com' })
  expect(findMisreading('team.example.com')).toBeNull()
  expect(findMisreading('an-a-team.example.com')).toBeNull()
})
