import { describe, expect, it } from 'vitest'
import { readCorefile } from '@/lib/dns-cache/corefile'
import { readSeconds } from './calculator-params'
import { sayLifetime } from './say-lifetime'

function readCache(cacheLines: string) {
  const [block] = readCorefile(`.:53 {\n  ${cacheLines}\n  forward . /etc/resolv.conf\n}\n`, {
    pluginSet: 'node-cache',
  }).serverBlocks
  if (block === undefined) throw new Error('the Corefile of this test has no server block')
  return block.cache
}

const findValue = (lines: { label: string; value: string }[], label: string) =>
  lines.find((line) => line.label === label)?.value

describe('sayLifetime', () => {
  it('says that a long TTL is cut and what a client first sees', () => {
    const lines = sayLifetime(readCache('cache 30'), { recordTtlSeconds: 300, replyClass: 'success' })
    expect(findValue(lines, 'Cached for')).toBe('30 s')
    expect(findValue(lines, 'A client first sees')).toBe('TTL 30')
    expect(findValue(lines, 'Prefetched')).toBe('no')
    expect(findValue(lines, 'Upstream is asked again')).toBe('at age 30 s')
    expect(lines[0]?.explanation).toContain('Cut to')
  })

  it('says that a short TTL is stretched', () => {
    const lines = sayLifetime(readCache('cache'), { recordTtlSeconds: 2, replyClass: 'success' })
    expect(findValue(lines, 'Cached for')).toBe('5 s')
    expect(lines[0]?.explanation).toContain('Stretched to')
  })

  it('says which query sets the prefetch off', () => {
    const cache = readCache('cache {\n success 9984 30\n denial 9984 10\n prefetch 20 60s 20%\n }')
    const lines = sayLifetime(cache, { recordTtlSeconds: 300, replyClass: 'success', queryIntervalSeconds: 1 })
    const prefetched = lines.find((line) => line.label === 'Prefetched')
    expect(prefetched?.value).toMatch(/^at age 2[45] s$/)
    expect(prefetched?.explanation).toMatch(/^Query number 2[56] /)
    expect(findValue(lines, 'Hit ratio')).toBe('about 97 %')
  })

  it('says that nothing is cached, and why, for a block without cache', () => {
    const lines = sayLifetime(readCache('log'), { recordTtlSeconds: 300, replyClass: 'success' })
    expect(findValue(lines, 'Cached for')).toBe('not cached')
    expect(findValue(lines, 'Upstream is asked again')).toBe('by every query')
    expect(lines[0]?.explanation).not.toBe('')
  })

  it('gives SERVFAIL its own time and no TTL', () => {
    const lines = sayLifetime(readCache('cache 30'), { recordTtlSeconds: 0, replyClass: 'servfail' })
    expect(findValue(lines, 'Cached for')).toBe('5 s')
    expect(findValue(lines, 'A client first sees')).toBe('no TTL')
  })
})

describe('readSeconds', () => {
  it.each([
    ['300', 300],
    [' 300 s ', 300],
    ['0', 0],
  ])('reads %j', (text, seconds) => {
    expect(readSeconds(text, 'TTL')).toEqual({ seconds, problem: null })
  })

  it.each(['', '-1', '1.5', '5m', '1e3', 'NaN', '99999999999'])('refuses %j and names the field', (text) => {
    expect(readSeconds(text, 'TTL').problem).toMatch(/^TTL: /)
  })

  it('takes a fraction where one makes sense', () => {
    expect(readSeconds('0.4', 'Queries every', { allowsFraction: true }).seconds).toBe(0.4)
  })
})
