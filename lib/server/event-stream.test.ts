import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { formatPosition, type Topic } from '@/lib/api/events'
import { ObjectStore } from '@/lib/snapshot/object-store'
import type { KubernetesSource } from '@/lib/sources/kubernetes/kubernetes-source'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'
import { EventHub, type HubCluster } from './event-hub'
import { openStream, type StreamRequest } from './event-stream'
import { TopicBus } from './topics'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function makeCluster(name: string): HubCluster {
  const store = new ObjectStore({
    name,
    dns: { mode: 'off', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  })
  return { name, store, bus: new TopicBus(0), source: null, dns: null }
}

const emptyStatus: SourceStatus = {
  name: '',
  state: 'observed',
  reason: null,
  detail: null,
  need: null,
  objects: 0,
  observedAt: '2026-11-24T12:04:07.000Z',
  staleSince: null,
  staleReason: null,
  namespaces: null,
}
const idleSource: KubernetesSource = {
  serverVersion: null,
  status: () => [],
  whenSynced: async () => true,
  onStatusChange: () => () => {},
  reviewAccessNow: () => {},
  stop: async () => {},
}

interface Heard {
  event: string
  id: string | null
  body: { cluster?: string; topics?: string[]; sequence?: number }
}

function start() {
  const hub = new EventHub()
  const blue = makeCluster('blue')
  const green = makeCluster('green')
  hub.follow([blue, green])
  const change = (cluster: HubCluster, ...topics: Topic[]) => {
    cluster.bus.publish(topics)
    vi.advanceTimersByTime(30)
  }
  const open = (request: Partial<StreamRequest> = {}, clusters = [blue, green]) => {
    const abort = new AbortController()
    const whole = { clusters: null, topics: null, after: null, ...request }
    const stream = openStream(hub, clusters, whole, abort.signal)
    return { stream, abort, reader: stream.getReader() }
  }
  return { hub, blue, green, change, open }
}

const decoder = new TextDecoder()

type Reader = ReadableStreamDefaultReader<Uint8Array>
/** A read that found nothing goes on waiting, and would take what comes next from the one after it. */
const waitingReads = new WeakMap<Reader, ReturnType<Reader['read']>>()

/** What a reader has not read yet, without waiting for more. */
async function readAll(reader: Reader): Promise<Heard[]> {
  const heard: Heard[] = []
  for (;;) {
    const read = waitingReads.get(reader) ?? reader.read()
    waitingReads.set(reader, read)
    const turn = await Promise.race([read, new Promise<null>((resolve) => setImmediate(() => resolve(null)))])
    if (turn !== null) waitingReads.delete(reader)
    if (turn === null || turn.done) return heard
    const text = decoder.decode(turn.value)
    heard.push({
      event: /^event: (.*)$/m.exec(text)?.[1] ?? '',
      id: /^id: (.*)$/m.exec(text)?.[1] ?? null,
      body: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '{}'),
    })
  }
}

describe('an event stream', () => {
  beforeEach(() =>
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] }),
  )

  it('replays exactly the topics that were missed, and lets a reader continue only after the last of them', async () => {
    const { hub, blue, green, change, open } = start()
    change(blue, 'egress')
    const after = hub.position
    change(blue, 'findings')
    change(green, 'ingresses')
    change(blue, 'findings', 'clusters')
    const { reader } = open({ after })
    const heard = await readAll(reader)
    const changes = heard.filter(({ event }) => event === 'change')
    expect(changes.map(({ body }) => [body.cluster, body.topics?.toSorted()])).toEqual([
      ['blue', ['clusters', 'findings']],
      ['green', ['ingresses']],
    ])
    expect(changes.map(({ id }) => id)).toEqual([null, formatPosition(hub.position)])
    expect(heard.filter(({ event }) => event === 'reset')).toEqual([])
  })

  it('replays nothing to a reader that missed nothing', async () => {
    const { hub, blue, change, open } = start()
    change(blue, 'egress')
    const heard = await readAll(open({ after: hub.position }).reader)
    expect(heard.map(({ event }) => event)).toEqual(['hello', 'hello'])
  })

  it('tells a reader of another process, or of the future, to read everything again', async () => {
    const { hub, open } = start()
    for (const after of [
      { epoch: 'other', sequence: 0 },
      { epoch: hub.epoch, sequence: 7 },
    ]) {
      const heard = await readAll(open({ after }).reader)
      expect(heard.map(({ event }) => event)).toEqual(['reset', 'hello', 'hello'])
      expect(heard[0]?.id).toBe(formatPosition(hub.position))
    }
  })

  it('beats every two seconds with the sequence of the last change of each cluster', async () => {
    const { blue, change, open } = start()
    const { reader } = open()
    change(blue, 'egress')
    await readAll(reader)
    vi.advanceTimersByTime(2_000)
    const beats = await readAll(reader)
    expect(beats.map(({ event, body }) => [event, body.cluster, body.sequence])).toEqual([
      ['ping', 'blue', 1],
      ['ping', 'green', 0],
    ])
  })

  it('tells at once, before the next beat, that a cluster is lost', async () => {
    const { blue, change, open } = start()
    const { reader } = open({ clusters: new Set(['blue']) }, [blue])
    await readAll(reader)
    const lost = { ...emptyStatus, name: 'Node', staleSince: '2026-11-24T12:04:07.000Z', staleReason: 'gone' }
    blue.source = { ...idleSource, status: () => [lost] }
    change(blue, 'clusters')
    expect((await readAll(reader)).map(({ event }) => event)).toEqual(['change', 'ping'])
    change(blue, 'clusters')
    expect((await readAll(reader)).map(({ event }) => event)).toEqual(['change'])
  })

  it('wakes a reader for its own clusters and topics only', async () => {
    const { blue, green, change, open } = start()
    const { reader } = open({ clusters: new Set(['blue']), topics: new Set(['egress']) }, [blue])
    await readAll(reader)
    change(green, 'egress')
    change(blue, 'findings')
    expect(await readAll(reader)).toEqual([])
    change(blue, 'egress', 'findings')
    expect((await readAll(reader)).map(({ body }) => body.topics)).toEqual([['egress']])
  })

  it('keeps little for a reader that does not read, tells it what it missed once it does, and lets one go that never does', async () => {
    const { hub, blue, change, open } = start()
    const slow = open()
    const stuck = open()
    for (let round = 0; round < 700; round += 1) change(blue, 'egress')
    expect(hub.readerCount).toBe(2)
    change(blue, 'findings')
    const heard = await readAll(slow.reader)
    // Far fewer than were made: the limit is in bytes.
    expect(heard.length).toBeLessThan(550)
    vi.advanceTimersByTime(2_000)
    const missed = (await readAll(slow.reader)).filter(({ event }) => event === 'change')
    expect(missed.map(({ body }) => body.topics?.toSorted())).toEqual([['egress', 'findings']])
    for (let beats = 0; beats < 20; beats += 1) {
      vi.advanceTimersByTime(2_000)
      await readAll(slow.reader)
    }
    expect(hub.readerCount).toBe(1)
    await expect(stuck.reader.read()).rejects.toThrow('does not read')
  })

  it('holds five hundred streams and nothing of them after they ended, however they end', async () => {
    const { hub, blue, change, open } = start()
    const streams = Array.from({ length: 500 }, () => open({ clusters: new Set(['blue']) }, [blue]))
    expect(hub.readerCount).toBe(500)
    expect(blue.bus.listenerCount).toBe(1)
    change(blue, 'egress')
    for (const { reader } of streams)
      expect((await readAll(reader)).map(({ event }) => event)).toEqual(['hello', 'change'])
    for (const { abort } of streams.slice(0, 200)) abort.abort()
    await Promise.all(streams.slice(200, 400).map(({ reader }) => reader.cancel()))
    expect(hub.readerCount).toBe(100)
    hub.closeAll()
    expect(hub.readerCount).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(await streams[499]?.reader.read()).toMatchObject({ done: true })
  })
})

it('gives a page that is being rendered a position from before its first part', () => {
  const { hub, blue, change } = start()
  change(blue, 'egress')
  vi.advanceTimersByTime(5_000)
  change(blue, 'findings')
  expect(hub.position.sequence).toBe(2)
  expect(hub.positionBeforeRendering.sequence).toBe(1)
  vi.advanceTimersByTime(5_000)
  expect(hub.positionBeforeRendering.sequence).toBe(2)
})
