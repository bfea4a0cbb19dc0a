import { describe, expect, it } from 'vitest'
import { EffectiveCache } from '@/lib/api/schemas/dns-cache'
import { readCorefile } from '@/lib/dns-cache/corefile'
import { computeLifetime, type ReplyClass } from '@/lib/dns-cache/lifetime'
import { toLifetimeCache } from './lifetime-cache'

function readCache(zone: string, cacheLines: string) {
  const text = `${zone}:53 {\n  ${cacheLines}\n  forward . /etc/resolv.conf\n}\n`
  const [block] = readCorefile(text, { pluginSet: 'node-cache' }).serverBlocks
  if (block === undefined) throw new Error('the Corefile of this test has no server block')
  return block.cache
}

const replyClasses: ReplyClass[] = ['success', 'denial', 'empty', 'servfail', 'uncacheable']

describe('toLifetimeCache', () => {
  it.each([
    ['.', 'cache 30'],
    ['.', 'log'],
    ['.', 'cache {\n disable success\n }'],
    ['.', 'cache {\n disable denial\n }'],
    ['.', 'cache {\n disable success\n disable denial\n }'],
    ['cluster.local', 'cache {\n disable denial cluster.local\n }'],
    ['.', 'cache {\n disable success example.net\n }'],
    ['.', 'cache 30 shop.example.net'],
    ['.', 'cache 30s'],
    ['cluster.local', 'cache 30 example.org'],
    ['.', 'cache {\n serve_stale 1h verify\n prefetch 2 60s 20%\n }'],
  ])('computes the same in the browser as on the server for %s { %s }', (zone, cacheLines) => {
    const cache = readCache(zone, cacheLines)
    const wire = EffectiveCache.parse(JSON.parse(JSON.stringify(cache)))
    for (const replyClass of replyClasses) {
      const question = { recordTtlSeconds: 300, replyClass, queryIntervalSeconds: 2 }
      expect(computeLifetime(toLifetimeCache(wire), question)).toEqual(computeLifetime(cache, question))
    }
  })

  it('keeps nothing of a class that is disabled, and only rewrites its TTL', () => {
    const wire = EffectiveCache.parse(readCache('cluster.local', 'cache 30 {\n disable denial cluster.local\n }'))
    const lifetimeOf = (replyClass: ReplyClass) =>
      computeLifetime(toLifetimeCache(wire), { recordTtlSeconds: 300, replyClass })
    expect(lifetimeOf('denial')).toMatchObject({ isStored: false, clientTtlSeconds: 30 })
    expect(lifetimeOf('success')).toMatchObject({ isStored: true, lifetimeSeconds: 30 })
  })

  it('leaves TTLs alone where the cache covers none of the names', () => {
    const wire = EffectiveCache.parse(readCache('cluster.local', 'cache 30 example.org'))
    const lifetime = computeLifetime(toLifetimeCache(wire), { recordTtlSeconds: 300, replyClass: 'success' })
    expect(lifetime).toMatchObject({ isStored: false, clientTtlSeconds: 300 })
  })
})
