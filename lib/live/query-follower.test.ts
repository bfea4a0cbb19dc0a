import { dehydrate, hydrate, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/lib/api/fetch-json'
import { HeldChanges } from './held-changes'
import { QueryFollower } from './query-follower'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] }))
afterEach(() => vi.useRealTimers())

const queryKey = ['cluster', 'blue', 'egress']
const now = () => new Date().toISOString()

/** A page that shows one query, whose answers the test gives: each is what the server held when it was asked. */
function start() {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: 60_000, retry: false, networkMode: 'always' } },
  })
  const follower = new QueryFollower(queryClient, () => Date.now())
  const stop = follower.start()
  const server = { value: 1, isDown: false, status: 0, asked: 0, answerMs: 100 }
  const observer = new QueryObserver(queryClient, {
    queryKey,
    queryFn: async () => {
      server.asked += 1
      const { value } = server
      await new Promise((resolve) => setTimeout(resolve, server.answerMs))
      if (server.isDown) throw new ApiError({ type: 'about:blank', title: 'away', status: server.status })
      return value
    },
  })
  const leave = observer.subscribe(() => {})
  const shown = () => observer.getCurrentResult().data
  const end = () => {
    leave()
    stop()
  }
  return { queryClient, follower, server, shown, end }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('QueryFollower', () => {
  it('asks again for what a change is about, and for nothing else', async () => {
    const { follower, server, shown, end } = start()
    await pass(150)
    server.value = 2
    follower.change('blue', ['findings', 'clusters'], now())
    follower.change('green', ['egress'], now())
    await pass(500)
    expect(server.asked).toBe(1)
    follower.change('blue', ['egress'], now())
    await pass(150)
    expect(shown()).toBe(2)
    end()
  })

  it('loses no change that is told while the first answer is on its way', async () => {
    const { follower, server, shown, end } = start()
    await pass(50)
    server.value = 2
    follower.change('blue', ['egress'], now())
    await pass(300)
    expect(shown()).toBe(2)
    end()
  })

  it('loses no change that is told while a later answer is on its way, and cuts none off', async () => {
    const { follower, server, shown, end } = start()
    await pass(150)
    for (let value = 2; value <= 30; value += 1) {
      server.value = value
      follower.change('blue', ['egress'], now())
      // Changes come faster than answers.
      await pass(30)
      if (value > 12) expect(shown()).toBeGreaterThan(1)
    }
    await pass(400)
    expect(shown()).toBe(30)
    expect(server.asked).toBeLessThan(14)
    end()
  })

  it('asks again until it succeeds after a failure, and at once when the server is back', async () => {
    const { follower, server, shown, end } = start()
    await pass(150)
    server.isDown = true
    server.value = 2
    follower.change('blue', ['egress'], now())
    await pass(150)
    expect(shown()).toBe(1)
    server.isDown = false
    follower.heal(true)
    await pass(150)
    expect(shown()).toBe(2)
    server.isDown = true
    server.value = 3
    follower.change('blue', ['egress'], now())
    await pass(30_000)
    server.isDown = false
    await pass(35_000)
    expect(shown()).toBe(3)
    end()
  })

  it('does not repeat a question that was answered with a clear no', async () => {
    const { follower, server, end } = start()
    await pass(150)
    server.isDown = true
    server.status = 404
    follower.change('blue', ['egress'], now())
    await pass(150)
    const { asked } = server
    await pass(60_000)
    expect(server.asked).toBe(asked)
    end()
  })

  it('asks again for an answer that was rendered before a change that was told while it travelled', async () => {
    const { queryClient, follower, end } = start()
    await pass(150)
    const renderedAtMs = Date.now()
    await pass(20)
    follower.change('blue', ['findings'], now())
    const rendered = (updatedAt: number, key: string[]) => {
      const server = new QueryClient()
      server.setQueryData(key, 1, { updatedAt })
      return dehydrate(server)
    }
    hydrate(queryClient, rendered(renderedAtMs, ['cluster', 'blue', 'findings', 'old']))
    hydrate(queryClient, rendered(Date.now() + 1, ['cluster', 'blue', 'findings', 'new']))
    await pass(1)
    const isInvalidated = (name: string) =>
      queryClient.getQueryState(['cluster', 'blue', 'findings', name])?.isInvalidated
    expect([isInvalidated('old'), isInvalidated('new')]).toEqual([true, false])
    end()
  })

  it('reads everything again after a reset, or all of one cluster', async () => {
    const { follower, server, shown, end } = start()
    await pass(150)
    server.value = 2
    follower.reset('green', now())
    await pass(150)
    expect(shown()).toBe(1)
    follower.reset('blue', now())
    await pass(150)
    expect(shown()).toBe(2)
    server.value = 3
    follower.reset(null, now())
    await pass(150)
    expect(shown()).toBe(3)
    end()
  })
})

it('holds changes, counts them, and passes each topic on once', () => {
  const held = new HeldChanges()
  const passed: unknown[] = []
  const target = {
    change: (cluster: string, topics: readonly string[]) => void passed.push([cluster, ...topics]),
    reset: (cluster: string | null) => void passed.push(['reset', cluster]),
  }
  const change = (cluster: string, topics: ('egress' | 'findings')[]) =>
    ({ type: 'change', cluster, topics, at: now(), position: null }) as const
  held.add(change('blue', ['egress']))
  held.add(change('blue', ['egress', 'findings']))
  held.add({ type: 'reset', cluster: null, at: now(), position: null })
  expect(held.count).toBe(3)
  held.release(target)
  expect(passed).toEqual([
    ['blue', 'egress', 'findings'],
    ['reset', null],
  ])
  expect(held.count).toBe(0)
  held.release(target)
  expect(passed).toHaveLength(2)
})
