import { expect, it } from 'vitest'
import type { Freshness } from '@/lib/api/freshness'
import { describePanelAge, type StreamAge } from './describe-panel-age'

const freshness = (over: Partial<Freshness> = {}): Freshness => ({
  observedAt: '2026-11-24T12:00:00.000Z',
  staleSince: null,
  staleReason: null,
  revision: 1,
  unreadable: [],
  sources: ['Node', 'Pod'],
  ...over,
})

const stream = (over: Partial<StreamAge> = {}): StreamAge => ({
  connection: 'live',
  heartbeat: {
    cluster: 'blue',
    at: '2026-11-24T12:04:07.000Z',
    revision: 1,
    sequence: 0,
    observedAt: '2026-11-24T12:04:07.000Z',
    staleSince: null,
    staleReason: null,
    ageSeconds: { Node: 1, Pod: 3, Lease: 60 },
  },
  isPaused: false,
  ...over,
})

it('is as old as the source behind it that was heard of least recently', () => {
  expect(describePanelAge(freshness(), stream())).toEqual({ state: 'current', at: '2026-11-24T12:04:04.000Z' })
})

it('is as old as its answer when the beat says nothing of one of its sources, or there is no beat', () => {
  const own = { state: 'current', at: '2026-11-24T12:00:00.000Z' }
  expect(describePanelAge(freshness({ sources: ['Node', 'Secret'] }), stream())).toEqual(own)
  expect(describePanelAge(freshness({ sources: [] }), stream())).toEqual(own)
  expect(describePanelAge(freshness(), stream({ heartbeat: null }))).toEqual(own)
})

it('is stale since the cluster was lost, whatever the stream says', () => {
  const lost = freshness({ staleSince: '2026-11-24T12:01:00.000Z', staleReason: 'gone' })
  expect(describePanelAge(lost, stream())).toEqual({ state: 'stale', at: '2026-11-24T12:01:00.000Z', reason: 'gone' })
})

it('is stale since the last proof once Fairlead does not answer', () => {
  expect(describePanelAge(freshness(), stream({ connection: 'reconnecting' }))).toMatchObject({
    state: 'stale',
    at: '2026-11-24T12:04:04.000Z',
  })
})

it('is held while updates are', () => {
  expect(describePanelAge(freshness(), stream({ isPaused: true })).state).toBe('held')
})

it('has no age before anything was read', () => {
  expect(describePanelAge(freshness({ observedAt: null }), stream())).toEqual({ state: 'unread' })
})
