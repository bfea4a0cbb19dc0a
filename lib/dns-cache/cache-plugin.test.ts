import { describe, expect, it } from 'vitest'
import { computeCapacity, type EffectiveCache } from './cache-plugin'
import { readCorefile } from './corefile'

/** A block with these cache lines, options separated by `;`. */
function readCache(args: string, options = '', coreDnsVersion = '1.10.0', key = '.:53') {
  const body = options === '' ? '' : ` {\n${options.replaceAll(';', '\n')}\n}`
  const reading = readCorefile(`${key} {\ncache ${args}${body}\n}`, { coreDnsVersion })
  const cache = reading.serverBlocks[0]?.cache
  if (cache === undefined) throw new Error('the block was not read')
  return { ...reading, cache }
}

function listOff({ enabled, reason }: EffectiveCache) {
  return { enabled, hasReason: reason !== null && reason !== '' }
}

describe('capacity', () => {
  it.each([
    [0, 1024],
    [-5, 1024],
    [100, 1024],
    [1000, 1024],
    [1024, 1024],
    [1279, 1024],
    [1280, 1280],
    [5000, 4864],
    [9984, 9984],
    [10000, 9984],
    [10239, 9984],
    [20000, 19968],
    [39936, 39936],
  ])('%d becomes %d after sharding', (written, effective) => {
    expect(computeCapacity(written)).toBe(effective)
    const { cache, valid } = readCache('30', `success ${written}`)
    expect(valid).toBe(true)
    expect(cache.success.capacity).toEqual(
      written === effective
        ? { value: effective, origin: 'written' }
        : { value: effective, origin: 'rounded', requested: written },
    )
  })
})

describe('a cache directive that CoreDNS refuses', () => {
  it.each<[args: string, options: string, mentions: string]>([
    ['0', '', 'not positive'],
    ['-5', '', 'not positive'],
    ['', 'success 9984 0', 'not positive'],
    ['', 'denial 9984 -5', 'not positive'],
    ['', 'success 9984 30 -1', 'negative'],
    ['', 'success', 'capacity'],
    ['', 'denial', 'capacity'],
    ['', 'servfail', 'one duration'],
    ['', 'disable', 'success or denial'],
    ['', 'prefetch', 'one to three'],
    ['', 'success abc', 'abc'],
    ['', 'success 1e4', '1e4'],
    ['', 'success 9984 30s', '30s'],
    ['', 'success 9984.5', '9984.5'],
    ['', 'prefetch -1', 'negative'],
    ['', 'prefetch 10 60', '60'],
    ['', 'prefetch 10 15%', '15%'],
    ['', 'prefetch 10 1m 15', '15'],
    ['', 'prefetch 10 1m 9%', '9%'],
    ['', 'prefetch 10 1m 91%', '91%'],
    ['', 'prefetch 10 1m 15.5%', '15.5%'],
    ['', 'prefetch 10 1m 15% x', 'one to three'],
    ['', 'serve_stale -1h', 'negative'],
    ['', 'serve_stale 1h sometimes', 'sometimes'],
    ['', 'serve_stale 3600', '3600'],
    ['', 'serve_stale verify', 'verify'],
    ['', 'serve_stale 1h verify 2s', '1.14.4'],
    ['', 'servfail 5m1s', '5m1s'],
    ['', 'servfail -1s', '-1s'],
    ['', 'servfail 10', '10'],
    ['', 'disable both', 'both'],
    ['', 'Success 100', 'Success'],
    ['', 'keepttl', '1.10.1'],
    ['', 'serve_stale_policy prefer_positive', '1.14.7'],
  ])('cache %s { %s } names the word', (args, options, mentions) => {
    const { valid, problems } = readCache(args, options)
    expect(valid).toBe(false)
    expect(problems.map((problem) => problem.stage)).toEqual(['SETUP'])
    expect(problems[0]?.message).toContain(mentions)
    expect(problems[0]?.fix).not.toBe('')
  })
})

describe('a cache directive that CoreDNS accepts', () => {
  it.each<[options: string, expected: object]>([
    ['success 9984 30 0', { success: { minTtlSeconds: { value: 0, origin: 'written' } } }],
    ['success 9984 30 5 7', { success: { minTtlSeconds: { value: 5, origin: 'written' } } }],
    ['denial 9984 30 5 extra', { denial: { maxTtlSeconds: { value: 30, origin: 'written' } } }],
    ['success 9984 30 60', { success: { maxTtlSeconds: { value: 30 }, minTtlSeconds: { value: 60 } } }],
    ['prefetch 0', { prefetch: null }],
    ['prefetch 10 0s', { prefetch: { durationSeconds: { value: 0, origin: 'written' } } }],
    ['prefetch 10 -1m', { prefetch: { durationSeconds: { value: -60, origin: 'written' } } }],
    ['prefetch 10 1m 10%', { prefetch: { percentage: { value: 10, origin: 'written' } } }],
    [
      'prefetch 10',
      { prefetch: { durationSeconds: { value: 60, origin: 'default' }, percentage: { value: 10, origin: 'default' } } },
    ],
    ['serve_stale', { serveStale: { durationSeconds: { value: 3600, origin: 'default' }, mode: 'immediate' } }],
    ['serve_stale 30m VERIFY', { serveStale: { durationSeconds: { value: 1800, origin: 'written' }, mode: 'verify' } }],
    ['serve_stale 0s', { serveStale: null }],
    ['servfail 0', { servfailSeconds: { value: 0, origin: 'written' } }],
    ['servfail 5m', { servfailSeconds: { value: 300, origin: 'written' } }],
    ['success 100;success 2560 10', { success: { capacity: { value: 2560 }, maxTtlSeconds: { value: 10 } } }],
    ['disable success;disable success a.org', { success: { disabledZones: ['a.org.'] } }],
  ])('{ %s } has its effect', (options, expected) => {
    const { valid, problems, cache } = readCache('', options)
    expect(problems).toEqual([])
    expect(valid).toBe(true)
    expect(cache).toMatchObject(expected)
  })

  it('TTL of the directive is inherited by both classes, and an option overrides its own class only', () => {
    const { cache } = readCache('60', 'denial 5000 5')
    expect(cache.success.maxTtlSeconds).toEqual({ value: 60, origin: 'inherited' })
    expect(cache.denial.maxTtlSeconds).toEqual({ value: 5, origin: 'written' })
  })

  it('with only success leaves denial at half an hour', () => {
    expect(readCache('', 'success 9984 30').cache.denial.maxTtlSeconds).toEqual({ value: 1800, origin: 'default' })
  })

  it('a TTL that overflows is accepted by CoreDNS and flagged as a number not to rely on', () => {
    const { valid, problems, cache } = readCache('', 'success 9984 9999999999999')
    expect(valid).toBe(true)
    expect(problems).toMatchObject([{ stage: 'WARNING', code: 'cache-number-overflow' }])
    expect(cache.undetermined).not.toEqual([])
  })

  it.each([
    ['1.10.0', 'success 9984 7200', { value: 3600, origin: 'capped', requested: 7200 }],
    ['1.14.3', 'success 9984 7200', { value: 3600, origin: 'capped', requested: 7200 }],
    ['1.14.4', 'success 9984 7200', { value: 7200, origin: 'written' }],
    ['1.10.0', 'success 9984 86400 7200', { value: 7200, origin: 'capped', requested: 86400 }],
    ['1.10.0', 'success 9984 7200 7200', { value: 7200, origin: 'written' }],
    ['1.10.0', 'success 9984 3600', { value: 3600, origin: 'written' }],
  ])('CoreDNS %s with { %s } keeps at most what it can', (version, options, expected) => {
    expect(readCache('', options, version).cache.success.maxTtlSeconds).toEqual(expected)
  })

  it('of an old image lacks the options that came later', () => {
    for (const option of ['servfail 0', 'disable denial', 'serve_stale 1h verify']) {
      expect(readCache('', option, '1.7.0').problems).toMatchObject([{ stage: 'SETUP', code: 'option-too-new' }])
    }
  })

  it('of a new release reads its serve_stale arguments', () => {
    const { problems, cache } = readCache(
      '',
      'serve_stale 1h verify 2s 10s 1m;serve_stale_policy prefer_positive',
      '1.14.7',
    )
    expect(problems).toEqual([])
    expect(cache.serveStale).toMatchObject({
      verifyTimeoutSeconds: 2,
      responseTtlSeconds: 10,
      recheckSeconds: 60,
      prefersPositive: true,
    })
  })
})

describe('the zones of a cache', () => {
  it.each([
    ['30s', '.:53'],
    ['30 60', '.:53'],
    ['""', '.:53'],
    ['30 {}', '.:53'],
    ['30# note', '.:53'],
    ['30 example.net', 'example.org:53'],
  ])('"cache %s" in %s caches no real name and says why', (args, key) => {
    const { cache } = readCache(args, '', '1.10.0', key)
    expect(listOff(cache)).toEqual({ enabled: false, hasReason: true })
  })

  it.each([
    ['30', '.:53', 'all'],
    ['30 .', 'cluster.local', 'all'],
    ['30 cluster.local', 'cluster.local', 'all'],
    ['30 cluster.local', '.:53', 'some'],
    ['30 a.org', 'a.org b.org', 'some'],
    ['30', 'Cluster.Local', 'all'],
  ])('"cache %s" in %s caches %3$s of the names', (args, key, coverage) => {
    expect(readCache(args, '', '1.10.0', key).cache).toMatchObject({ enabled: true, reason: null, coverage })
  })

  it('a block without cache is off and says so', () => {
    const cache = readCorefile('.:53 {\nerrors\n}').serverBlocks[0]?.cache
    expect(cache).toMatchObject({ enabled: false, coverage: 'none', line: null, prefetch: null })
    expect(cache?.reason).toContain('no cache directive')
  })

  it('a cache with both classes disabled is off', () => {
    expect(listOff(readCache('30', 'disable success;disable denial').cache)).toEqual({
      enabled: false,
      hasReason: true,
    })
    expect(listOff(readCache('30', 'disable success').cache)).toEqual({ enabled: true, hasReason: false })
  })
})
