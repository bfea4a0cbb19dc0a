import { describe, expect, it } from 'vitest'
import { writeCode, writeCodeBlock, writeProse } from './markdown-text'

describe('writeProse', () => {
  it.each([
    ['markup', 'a *b* _c_ ~~d~~ `e`', 'a \\*b\\* \\_c\\_ \\~\\~d\\~\\~ \\`e\\`'],
    ['HTML', '<img src=x onerror=alert(1)> &lt;', '\\<img src=x onerror=alert(1)> \\&lt;'],
    ['links and pictures', '![x](http://evil.test) [y](z)', '!\\[x\\](http\\://evil.test) \\[y\\](z)'],
    ['bare addresses', 'see https://evil.test and www.evil.test', 'see https\\://evil.test and www\\.evil.test'],
    ['table cells', 'a | b', 'a \\| b'],
    ['mentions', 'thanks @admin and (@team)', 'thanks @\u200badmin and (@\u200bteam)'],
    ['a heading', '# Urgent', '\\# Urgent'],
    ['a list', '- item', '\\- item'],
    ['a numbered list', '1. item', '1\\. item'],
    ['a quotation', '> said', '\\> said'],
    ['its own escapes', 'a\\*b', 'a\\\\\\*b'],
  ])('takes the effect from %s', (_, text, written) => {
    expect(writeProse(text)).toBe(written)
  })

  it('stays on one line, whatever breaks it', () => {
    expect(writeProse('one\n\n# two\r\n```\nthree\u2028four')).toBe('one # two \\`\\`\\` three four')
  })

  it('shows where characters stood that hide or reorder text', () => {
    expect(writeProse('safe\u202egnp.exe\u0000')).toBe('safe\ufffdgnp.exe\ufffd')
  })

  it('leaves plain sentences readable', () => {
    const sentence = 'Service shop/cart_v2 has no port "http" (80), so cart.example.net answers 503; image a@sha256:1.'
    expect(writeProse(sentence)).toBe(sentence)
  })
})

describe('writeCode', () => {
  it.each([
    ['plain text', 'dns=public', '`dns=public`'],
    ['backticks', 'a`b``c', '```a`b``c```'],
    ['backticks at the edges', '`a`', '`` `a` ``'],
    ['HTML', '<script>', '`<script>`'],
    ['line breaks', 'a\n# b', '`a # b`'],
    ['nothing', '', '`(empty)`'],
  ])('keeps %s inside', (_, text, written) => {
    expect(writeCode(text)).toBe(written)
  })
})

describe('writeCodeBlock', () => {
  it('uses a fence that nothing inside can end', () => {
    expect(writeCodeBlock('kubectl get a\n````\nb')).toBe('`````sh\nkubectl get a\n````\nb\n`````')
  })
})
