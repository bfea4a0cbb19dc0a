import { describe, expect, it } from 'vitest'
import { parseHostInput } from './parse-host-input'

describe('parseHostInput', () => {
  it.each([
    ['shop.example.net', 'shop.example.net'],
    ['  Shop.Example.NET.  ', 'shop.example.net'],
    ['https://shop.example.net/cart?id=1#top', 'shop.example.net'],
    ['https://shop.example.net:8443', 'shop.example.net'],
    ['shop.example.net:443/cart', 'shop.example.net'],
    ['//shop.example.net/cart', 'shop.example.net'],
    ['https://me:secret@shop.example.net/', 'shop.example.net'],
    ['"shop.example.net"', 'shop.example.net'],
    ['*.example.net', '*.example.net'],
    ['*', '*'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['grpcs://a_b.example.net', 'a_b.example.net'],
  ])('reads %s as %s', (text, host) => {
    expect(parseHostInput(text)).toMatchObject({ host, problem: null })
  })

  it('keeps the path of a URL, and leaves its query out of the address of the page', () => {
    expect(parseHostInput('https://shop.example.net/cart?token=1#top')).toMatchObject({ path: '/cart' })
    expect(parseHostInput('shop.example.net')).toMatchObject({ path: null })
  })

  it.each([
    '',
    '   ',
    'https://',
    '10.0.0.1',
    '127.1',
    'https://[::1]:80/',
    'two words',
    'a%zz.example',
    'x'.repeat(300),
  ])('refuses %j and says what to enter instead', (text) => {
    const { host, problem } = parseHostInput(text)
    expect(host).toBeNull()
    expect(problem).toMatch(/enter|use letters/i)
  })
})
