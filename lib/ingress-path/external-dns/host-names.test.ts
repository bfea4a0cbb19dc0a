import { describe, expect, it } from 'vitest'
import { findNameProblem, listNames, toAsciiName } from './host-names'

describe('host names', () => {
  it('of a comma list lose blanks, dots at the end and empty elements', () => {
    expect(listNames(' A.example. , b.example,, ')).toEqual(['a.example', 'b.example'])
  })

  it.each([
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['*.MÜNCHEN.example', '*.xn--mnchen-3ya.example'],
    ['shop.example.net', 'shop.example.net'],
    ['http://ü.example/x', 'http://ü.example/x'],
  ])('%s is %s in DNS', (name, expected) => {
    expect(toAsciiName(name)).toBe(expected)
  })

  it.each([
    ['shop.example.net', null],
    ['*.shop.example.net', null],
    ['_acme-challenge.shop.example.net', null],
    [`${'a'.repeat(63)}.example`, null],
    [`${'a'.repeat(64)}.example`, /64 characters, and 63/],
    [`${'abcdefgh.'.repeat(30)}example`, /253 are allowed/],
    ['a..example', /empty label/],
    ['a.*.example', /asterisk/],
    ['*a.example', /asterisk/],
    ['a/b.example', /no host name may hold/],
    ['-a.example', /no host name may hold/],
  ])('%s', (name, problem) => {
    const found = findNameProblem(name)
    if (problem === null) expect(found).toBeNull()
    else expect(found?.text).toMatch(problem)
  })
})
