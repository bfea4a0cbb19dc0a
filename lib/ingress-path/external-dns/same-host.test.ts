import { describe, expect, it } from 'vitest'
import type { NameOwner } from './name-owner'
import { type Candidate, resolveCandidates } from './same-host'

function candidate(name: string, targets: string[], more: Partial<Candidate> = {}): Candidate {
  const type = targets.every((target) => /^[\d.]+$/.test(target)) ? 'A' : 'CNAME'
  const ref = { kind: 'Ingress', namespace: 'shop', name }
  return { ref, type, targets, ttlSeconds: null, setIdentifier: '', ...more }
}
const service = (name: string, targets: string[]) =>
  candidate(name, targets, { ref: { kind: 'Service', namespace: 'shop', name } })
const show = (candidates: Candidate[], version: string | null, owner: NameOwner = { state: 'free' }) =>
  resolveCandidates(candidates, version, () => owner).records?.map(({ type, targets, winners }) => [
    type,
    targets.join(),
    winners.map(({ name }) => name).join(),
  ]) ?? null
const ownedBy = (resource: string): NameOwner => ({ state: 'resource', resource })

describe('several objects that want one name', () => {
  const [first, second] = [candidate('a', ['20.0.0.9']), candidate('b', ['20.0.0.1'])]

  it('up to 0.20 the smallest wins', () => {
    expect(show([first, second], '0.20.0')).toEqual([['A', '20.0.0.1', 'b']])
    expect(show([candidate('a', ['20.0.0.1', '20.0.0.2']), candidate('b', ['30.0.0.1'])], '0.19.0')).toEqual([
      ['A', '30.0.0.1', 'b'],
    ])
  })

  it('since 0.21 addresses of Ingresses are merged, but not with different lifetimes, and names never', () => {
    expect(show([first, second], '0.21.0')).toEqual([['A', '20.0.0.1,20.0.0.9', 'a,b']])
    expect(show([first, { ...second, ttlSeconds: 60 }], '0.21.0')).toEqual([['A', '20.0.0.1', 'b']])
    expect(show([candidate('a', ['x.example']), candidate('b', ['y.example'])], '0.21.0')).toEqual([
      ['CNAME', 'x.example', 'a'],
    ])
  })

  it('Services are merged in every version, and never with an Ingress', () => {
    expect(show([service('a', ['20.0.0.9']), service('b', ['20.0.0.1'])], '0.19.0')).toEqual([
      ['A', '20.0.0.1,20.0.0.9', 'a,b'],
    ])
    expect(show([first, service('s', ['20.0.0.1'])], '0.21.0')).toEqual([['A', '20.0.0.1', 's']])
  })

  it('an address wins over a CNAME, and a set identifier keeps records apart', () => {
    expect(show([first, candidate('b', ['x.example'])], '0.21.0')).toEqual([['A', '20.0.0.9', 'a']])
    expect(show([first, { ...second, setIdentifier: 'eu' }], '0.21.0')).toEqual([
      ['A', '20.0.0.9', 'a'],
      ['A', '20.0.0.1', 'b'],
    ])
  })

  it('who has the record already keeps it, unless it wants the name no more', () => {
    const owned = (resource: string, version = '0.20.0') => show([first, second], version, ownedBy(resource))
    expect(owned('ingress/shop/a')).toEqual([['A', '20.0.0.9', 'a']])
    expect(owned('ingress/shop/b')).toEqual([['A', '20.0.0.1', 'b']])
    expect(owned('ingress/shop/gone')).toEqual([['A', '20.0.0.1', 'b']])
    expect(owned('ingress/shop/a', '0.21.0')).toEqual([['A', '20.0.0.1,20.0.0.9', 'a,b']])
    const named = [candidate('a', ['y.example']), candidate('b', ['x.example'])]
    expect(show(named, '0.21.0', ownedBy('ingress/shop/a'))).toEqual([['CNAME', 'y.example', 'a']])
    const [record] = resolveCandidates([first, second], '0.20.0', () => ownedBy('ingress/shop/a')).records ?? []
    expect(record).toMatchObject({ isKept: true, losers: [{ name: 'b' }] })
  })

  it('an unknown owner is no answer where it decides, and makes no difference where it does not', () => {
    const owner: NameOwner = { state: 'unknown', because: 'DNS was not asked' }
    expect(show([first, second], '0.20.0', owner)).toBeNull()
    expect(resolveCandidates([first, second], '0.20.0', () => owner).because).toMatch(/DNS was not asked/)
    expect(show([first, second], '0.21.0', owner)).toEqual([['A', '20.0.0.1,20.0.0.9', 'a,b']])
    expect(show([first, candidate('b', ['20.0.0.9'])], '0.20.0', owner)).toEqual([['A', '20.0.0.9', 'a']])
    expect(show([first, service('s', ['20.0.0.1'])], '0.22.0', owner)).toBeNull()
  })

  it('one of several that are merged may have signed for all of them, or not', () => {
    const others = [candidate('c', ['30.0.0.1'], { ttlSeconds: 60 })]
    expect(show([first, second, ...others], '0.21.0', ownedBy('ingress/shop/a'))).toBeNull()
    expect(show([first, second, ...others], '0.21.0', ownedBy('ingress/shop/c'))).toEqual([['A', '30.0.0.1', 'c']])
  })

  it('an unknown version is no answer, unless it does not matter', () => {
    expect(show([first, second], null)).toBeNull()
    expect(show([first, candidate('b', ['20.0.0.9'])], '0.20.0')).toEqual([['A', '20.0.0.9', 'a']])
    expect(show([first], null)).toEqual([['A', '20.0.0.9', 'a']])
  })
})
