import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LiveMessage } from './live-message'
import type { StreamEventName } from './stream-follower'
import { leaseMs, TabRegistry } from './tab-registry'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const at = '2026-11-24T12:04:07.000Z'
const after = { epoch: 'a', sequence: 0 }
const beat = (cluster: string) => ({
  cluster,
  at,
  revision: 1,
  sequence: 0,
  observedAt: at,
  staleSince: null,
  staleReason: null,
  ageSeconds: {},
})

function start() {
  const open: { url: string; say: (name: StreamEventName, body: object, id?: string) => void; isOpen: boolean }[] = []
  const registry = new TabRegistry(
    {
      open: (url, onEvent) => {
        const stream = {
          url,
          say: (name: StreamEventName, body: object, id = '') => onEvent(name, JSON.stringify(body), id),
          isOpen: true,
        }
        open.push(stream)
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
    () => Date.now(),
  )
  const openTab = (cluster: string | null) => {
    const heard: LiveMessage[] = []
    const key = {}
    const send = (message: LiveMessage) => void heard.push(message)
    registry.hear(key, send, { type: 'follow', cluster, after })
    return {
      heard,
      changes: () => heard.filter(({ type }) => type === 'change'),
      follow: (name: string | null) => registry.hear(key, send, { type: 'follow', cluster: name, after }),
      sayAlive: () => registry.hear(key, send, { type: 'alive', isImpatient: false }),
      leave: () => registry.hear(key, send, { type: 'bye' }),
    }
  }
  const stream = () => {
    const last = open.at(-1)
    if (last === undefined) throw new Error('no stream was opened')
    return last
  }
  return { registry, open, openTab, stream }
}

const change = (cluster: string) => ({ cluster, topics: ['egress'], revision: 1, sequence: 1, at })

it('shares one stream among all pages, and wakes only those that follow the cluster', () => {
  const { open, openTab, stream } = start()
  const tabs = Array.from({ length: 8 }, () => openTab('blue'))
  expect(open).toHaveLength(1)
  const other = openTab('green')
  const all = openTab(null)
  expect(open.filter(({ isOpen }) => isOpen)).toHaveLength(1)
  stream().say('hello', beat('blue'), 'a.0')
  stream().say('change', change('blue'), 'a.1')
  expect(tabs.map((tab) => tab.changes().length)).toEqual(Array(8).fill(1))
  expect(all.changes()).toHaveLength(1)
  expect(other.changes()).toHaveLength(0)
  expect(other.heard.filter(({ type }) => type === 'beat')).toHaveLength(0)
})

it('keeps the stream while one page is left, and closes it with the last', () => {
  const { openTab, open, registry } = start()
  const first = openTab('blue')
  const second = openTab('blue')
  first.leave()
  expect(open.filter(({ isOpen }) => isOpen)).toHaveLength(1)
  second.leave()
  expect(open.filter(({ isOpen }) => isOpen)).toHaveLength(0)
  expect(registry.tabCount).toBe(0)
})

it('lets go of a page that is gone without a word, and keeps one that says now and then that it is there', () => {
  const { openTab, registry, stream } = start()
  openTab('blue')
  const alive = openTab('green')
  for (let passedMs = 0; passedMs <= leaseMs + 60_000; passedMs += 60_000) {
    vi.advanceTimersByTime(60_000)
    alive.sayAlive()
  }
  expect(registry.tabCount).toBe(1)
  expect(stream().url).toContain('cluster=green')
  expect(stream().url).not.toContain('cluster=blue')
})

it('takes a page back that it had let go, with what it missed', () => {
  const { openTab, stream, registry } = start()
  const other = openTab('blue')
  const frozen = openTab('blue')
  stream().say('hello', beat('blue'), 'a.0')
  for (let passedMs = 0; passedMs <= leaseMs + 60_000; passedMs += 60_000) {
    vi.advanceTimersByTime(60_000)
    other.sayAlive()
  }
  expect(registry.tabCount).toBe(1)
  while (!stream().isOpen) vi.advanceTimersByTime(100)
  stream().say('hello', beat('blue'), 'a.0')
  stream().say('change', change('blue'), 'a.1')
  expect(frozen.changes()).toHaveLength(0)
  frozen.follow('blue')
  expect(frozen.changes()).toHaveLength(1)
})

it('answers a page that says it is there, so that the page knows that the worker is', () => {
  const { openTab } = start()
  const tab = openTab('blue')
  tab.heard.length = 0
  tab.sayAlive()
  expect(tab.heard).toEqual([{ type: 'connection', connection: 'connecting', heardAt: null }])
})

it('follows a page to another cluster', () => {
  const { openTab, stream } = start()
  const tab = openTab('blue')
  tab.follow('green')
  expect(stream().url).toContain('cluster=green')
  expect(stream().url).not.toContain('blue')
  stream().say('hello', beat('green'), 'a.0')
  expect(tab.heard.filter(({ type }) => type === 'beat')).toHaveLength(1)
})
