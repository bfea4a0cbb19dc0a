import { describe, expect, it } from 'vitest'
import { parentDomain, readDnsKey, siblingName, textKey, zoneKey } from './dns'

describe('keys of DNS answers', () => {
  it('tells the questions about one name apart', () => {
    expect(readDnsKey('shop.example.net')).toEqual({ name: 'shop.example.net', question: 'addresses' })
    expect(readDnsKey(textKey('shop.example.net'))).toEqual({ name: 'shop.example.net', question: 'texts' })
    expect(readDnsKey(zoneKey('shop.example.net'))).toEqual({ name: 'shop.example.net', question: 'zone' })
  })
})

describe('siblingName', () => {
  it('is one label below the domain, the same each time, another for each domain', () => {
    expect(siblingName('shop.example.net')).toMatch(/^fairlead-[0-9a-f]{12}\.shop\.example\.net$/)
    expect(siblingName('shop.example.net')).toBe(siblingName('shop.example.net'))
    expect(siblingName('a.example.net').split('.')[0]).not.toBe(siblingName('b.example.net').split('.')[0])
  })
})

describe('parentDomain', () => {
  it('takes the first label away, and ends at the last', () => {
    expect(parentDomain('a.example.net')).toBe('example.net')
    expect(parentDomain('*.example.net')).toBe('example.net')
    expect(parentDomain('net')).toBeNull()
  })
})
