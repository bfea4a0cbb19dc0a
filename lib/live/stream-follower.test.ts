import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Topic } from '@/lib/api/events'
import type { LiveMessage } from './live-message'
import { type StreamEventName, StreamFollower, silenceLimitMs } from './stream-follower'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const at = '2026-11-24T12:04:07.000Z'

/** A follower with a server whose part the test plays. */
function start() {
  const streams: {
    url: URL
    isOpen: boolean
    say: (name: StreamEventName, body: object, id?: string) => void
    break: () => void
  }[] = []
  const told: LiveMessage[] = []
  const follower = new StreamFollower(
    {
      open: (url, onEvent, onFailure) => {
        const stream = {
          url: new URL(url, 'http://fairlead'),
          isOpen: true,
          say: (name: StreamEventName, body: object, id = '') => onEvent(name, JSON.stringify(body), id),
          break: onFailure,
        }
        streams.push(stream)
        return () => {
          stream.isOpen = false
        }
      },
      setTimer: (run, afterMs) => {
        const timer = setTimeout(run, afterMs)
        return () => clearTimeout(timer)
      },
      random: () => 1,
    },
    (message) => told.push(message),
  )
  const last = () => {
    const stream = streams.at(-1)
    if (stream === undefined) throw new Error('no stream was opened')
    return stream
  }
  return {
    follower,
    streams,
    told,
    last,
    connections: () => told.flatMap((message) => (message.type === 'connection' ? [message.connection] : [])),
    continuesFrom: () => last().url.searchParams.get('after'),
  }
}

const beat = (cluster: string, sequence: number) => ({
  cluster,
  at,
  revision: 1,
  sequence,
  observedAt: at,
  staleSince: null,
  staleReason: null,
  ageSeconds: {},
})
const change = (cluster: string, topics: Topic[], sequence: number) => ({ cluster, topics, revision: 1, sequence, at })
const blue = new Set(['blue'])
const a = (sequence: number) => ({ epoch: 'a', sequence })

describe('StreamFollower', () => {
  it('begins where the page was rendered, so that nothing between rendering and the stream is lost', () => {
    const { follower, continuesFrom, last, told } = start()
    follower.follow(blue, a(3))
    expect(continuesFrom()).toBe('a.3')
    expect(last().url.searchParams.getAll('cluster')).toEqual(['blue'])
    last().say('change', change('blue', ['egress'], 5), 'a.5')
    last().say('hello', beat('blue', 5), 'a.5')
    expect(told.map(({ type }) => type)).toEqual(['change', 'beat', 'connection'])
    expect(told[0]).toMatchObject({ cluster: 'blue', topics: ['egress'], position: a(5) })
  })

  it('continues from the last position after a drop and says nothing about one that is over in a moment', () => {
    const { follower, continuesFrom, last, streams, connections } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    last().say('change', change('blue', ['egress'], 7), 'a.7')
    last().break()
    vi.advanceTimersByTime(300)
    expect(streams).toHaveLength(2)
    expect(streams[0]?.isOpen).toBe(false)
    expect(continuesFrom()).toBe('a.7')
    last().say('hello', beat('blue', 7), 'a.7')
    vi.advanceTimersByTime(2_000)
    expect(connections()).toEqual(['live'])
  })

  it('says that it reconnects when the stream does not come back at once, and that it is live when it does', () => {
    const { follower, last, connections } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    last().break()
    vi.advanceTimersByTime(300)
    last().break()
    expect(connections()).toEqual(['live', 'reconnecting'])
    vi.advanceTimersByTime(10_000)
    last().say('hello', beat('blue', 0), 'a.0')
    expect(connections()).toEqual(['live', 'reconnecting', 'live'])
  })

  it('takes a silent stream for dead within five seconds, and tries again for ever', () => {
    const { follower, last, streams, connections } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    vi.advanceTimersByTime(silenceLimitMs - 1)
    expect(connections()).toEqual(['live'])
    vi.advanceTimersByTime(1)
    expect(connections()).toEqual(['live', 'reconnecting'])
    expect(silenceLimitMs).toBeLessThan(5_000)
    vi.advanceTimersByTime(10 * 60_000)
    expect(streams.length).toBeGreaterThan(60)
    expect(streams.filter(({ isOpen }) => isOpen).length).toBeLessThanOrEqual(1)
  })

  it('hears nothing of a stream that it has given up', () => {
    const { follower, last, streams, told } = start()
    follower.follow(blue, a(0))
    const first = last()
    first.break()
    vi.advanceTimersByTime(300)
    expect(streams).toHaveLength(2)
    const before = told.length
    first.say('change', change('blue', ['egress'], 1), 'a.1')
    first.break()
    expect(told).toHaveLength(before)
  })

  it('has everything read again when the server is another one, and continues from where that one is', () => {
    const { follower, continuesFrom, last, told } = start()
    follower.follow(blue, a(40))
    last().say('hello', beat('blue', 40), 'a.40')
    last().break()
    vi.advanceTimersByTime(300)
    last().say('reset', { at }, 'b.2')
    last().say('hello', beat('blue', 2), 'b.2')
    expect(told.filter(({ type }) => type === 'reset')).toEqual([
      { type: 'reset', cluster: null, at, position: { epoch: 'b', sequence: 2 } },
    ])
    last().break()
    vi.advanceTimersByTime(300)
    expect(continuesFrom()).toBe('b.2')
  })

  it('notices by the beat that it missed a change, and has that cluster read again', () => {
    const { follower, last, told } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    last().say('change', change('blue', ['egress'], 1), 'a.1')
    last().say('ping', beat('blue', 1), 'a.1')
    expect(told.filter(({ type }) => type === 'reset')).toEqual([])
    last().say('ping', beat('blue', 4), 'a.4')
    last().say('ping', beat('blue', 4), 'a.4')
    expect(told.filter(({ type }) => type === 'reset')).toMatchObject([{ cluster: 'blue' }])
  })

  it('ignores what it does not understand', () => {
    const { follower, last, told } = start()
    follower.follow(blue, a(0))
    last().say('change', { cluster: 7 }, 'a.9')
    last().say('ping', [], 'a.9')
    expect(told).toEqual([])
  })

  it('answers a page that comes later at once: the state, the last beat, and what it missed', () => {
    const { follower, last, streams } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    last().say('change', change('blue', ['egress'], 1), 'a.1')
    last().say('change', change('blue', ['findings'], 2), 'a.2')
    expect(follower.catchUp('blue', a(1))).toMatchObject([
      { type: 'connection', connection: 'live' },
      { type: 'beat', beat: { cluster: 'blue' } },
      { type: 'change', cluster: 'blue', topics: ['findings'] },
    ])
    expect(follower.catchUp('blue', a(2)).map(({ type }) => type)).toEqual(['connection', 'beat'])
    expect(streams).toHaveLength(1)
  })

  it('has a page read everything again that was rendered by another server process', () => {
    const { follower, last } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    expect(follower.catchUp('blue', { epoch: 'z', sequence: 9 })).toContainEqual(
      expect.objectContaining({ type: 'reset', cluster: null }),
    )
  })

  it('goes back to where a page was that it has not covered, and does not for one that it has', () => {
    const { follower, continuesFrom, last, streams } = start()
    follower.follow(blue, a(10))
    last().say('hello', beat('blue', 10), 'a.10')
    last().say('change', change('blue', ['egress'], 12), 'a.12')
    follower.follow(new Set(['blue', 'green']), a(11))
    expect(continuesFrom()).toBe('a.12')
    expect(last().url.searchParams.getAll('cluster')).toEqual(['blue', 'green'])
    follower.catchUp('green', a(11))
    expect(continuesFrom()).toBe('a.11')
    const count = streams.length
    follower.catchUp('green', a(11))
    follower.catchUp('blue', a(10))
    expect(streams).toHaveLength(count)
  })

  it('closes the stream when nobody follows anything, and opens it again from where it was', () => {
    const { follower, continuesFrom, last, streams } = start()
    follower.follow(blue, a(0))
    last().say('hello', beat('blue', 0), 'a.0')
    last().say('change', change('blue', ['egress'], 3), 'a.3')
    follower.follow(new Set(), null)
    expect(last().isOpen).toBe(false)
    vi.advanceTimersByTime(60_000)
    expect(streams).toHaveLength(1)
    follower.follow(blue, null)
    expect(continuesFrom()).toBe('a.3')
  })
})
