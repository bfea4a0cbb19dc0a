import { describe, expect, it } from 'vitest'
import { readHostname, readUrlPath } from './read-hostname'

describe('readHostname', () => {
  it.each([
    ['https://Checkout.shop.example.net/pay?x=1#top', 'checkout.shop.example.net'],
    ['http://user:secret@checkout.example.net:8443', 'checkout.example.net'],
    ['checkout.example.net:443', 'checkout.example.net'],
    ['checkout.example.net/pay', 'checkout.example.net'],
    ['  checkout.example.net. ', 'checkout.example.net'],
    ['*.example.net', '*.example.net'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('reads the host out of %j', (typed, host) => {
    expect(readHostname(typed)).toBe(host)
  })

  it.each(['checkout', 'shop/checkout', '20.61.7.41', 'https://', 'two words.net', 'a..b', '-a.net', ''])(
    'finds no host in %j',
    (typed) => {
      expect(readHostname(typed)).toBeNull()
    },
  )
})

describe('readUrlPath', () => {
  it.each([
    ['https://checkout.example.net/pay/now?x=1#top', '/pay/now'],
    ['https://checkout.example.net/', '/'],
    ['checkout.example.net:443/pay', '/pay'],
    ['//checkout.example.net/pay', '/pay'],
    ['"https://checkout.example.net/a%20b"', '/a%20b'],
    ['https://checkout.example.net', null],
    ['checkout.example.net?next=/pay', null],
  ])('reads the path out of %j', (typed, path) => {
    expect(readUrlPath(typed)).toBe(path)
  })
})
