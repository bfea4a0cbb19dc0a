import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '@/lib/demo/platform'
import { openCluster } from '../browser/demo-cluster'
import { waitUntilRead } from '../browser/wait-until-read'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { waitUntil } from './kube-apiserver'

const configMapPath = '/api/v1/namespaces/kube-system/configmaps/node-local-dns'

interface OpenStream {
  text(): string
  ids(): string[]
  events(name: string): string[]
  isEnded(): boolean
  close(): void
}

describe('the event streams of a built server', () => {
  let platform: Platform
  let fairlead: FairleadProcess
  let port: number

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    port = await findFreePort()
    fairlead = await start()
  }, 90_000)

  afterAll(async () => {
    await fairlead?.stop()
    await platform?.close()
  })

  async function start(): Promise<FairleadProcess> {
    const started = await startFairlead({ port, env: { FAIRLEAD_CONFIG: platform.configPath } })
    await waitUntilRead(started)
    return started
  }

  function openStream(query: string, lastEventId?: string): OpenStream {
    let text = ''
    let isEnded = false
    const sent = request(`${fairlead.url}/api/v1/events?${query}`, {
      agent: false,
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    })
    sent.on('response', (answer) => {
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('close', () => {
        isEnded = true
      })
    })
    sent.on('error', () => {
      isEnded = true
    })
    sent.end()
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? [])
    return {
      text: () => text,
      ids: () => all(/^id: (.*)$/gm),
      events: (name) => all(new RegExp(`^event: ${name}\\n(?:id: .*\\n)?data: (.*)$`, 'gm')),
      isEnded: () => isEnded,
      close: () => sent.destroy(),
    }
  }

  /** Another Corefile each time, so that something changes. */
  const changeCorefile = (turn: number) =>
    openCluster('green', platform.kubeconfigPath).merge(configMapPath, {
      data: { Corefile: `.:53 {\n  cache ${30 + turn}\n}\n` },
    })

  it('replays to a reader that returns with Last-Event-ID, or with after, exactly what it missed', async () => {
    const first = openStream('cluster=green')
    await waitUntil(() => first.events('hello').length === 1, 5_000)
    // What was read last at the start may still be told.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const position = first.ids().at(-1) ?? ''
    first.close()
    const witness = openStream('cluster=green')
    await changeCorefile(1)
    await waitUntil(() => witness.events('change').length > 0, 5_000)
    witness.close()
    for (const back of [openStream('cluster=green', position), openStream(`cluster=green&after=${position}`)]) {
      await waitUntil(() => back.events('hello').length === 1, 5_000)
      expect(back.events('reset')).toEqual([])
      const topics = back.events('change').flatMap((body): string[] => JSON.parse(body).topics)
      expect(topics.sort()).toEqual(['dns-cache', 'findings'])
      expect(back.ids().at(-1)).not.toBe(position)
      back.close()
    }
    const other = openStream('cluster=blue', position)
    await waitUntil(() => other.events('hello').length === 1, 5_000)
    expect(other.events('change')).toEqual([])
    other.close()
  })

  it('supplies five hundred readers, also beside one that does not read', async () => {
    const streams = Array.from({ length: 500 }, () => openStream('cluster=green'))
    const lazy: Socket = connect(port, '127.0.0.1')
    lazy.pause()
    lazy.write(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await waitUntil(() => streams.every((stream) => stream.events('hello').length === 1), 30_000)
    const changes = () => streams.map((stream) => stream.events('change').length)
    const before = changes()
    await changeCorefile(2)
    await waitUntil(() => changes().every((count, index) => count > (before[index] ?? 0)), 15_000)
    for (const stream of streams) stream.close()
    lazy.destroy()
    const after = openStream('cluster=green')
    await waitUntil(() => after.events('ping').length === 1, 10_000)
    after.close()
  }, 90_000)

  it('ends its streams when it is asked to stop, and tells a reader of before the restart to read everything again', async () => {
    const stream = openStream('cluster=green')
    await waitUntil(() => stream.events('hello').length === 1, 5_000)
    const position = stream.ids().at(-1) ?? ''
    const startedMs = performance.now()
    await fairlead.stop()
    expect(performance.now() - startedMs).toBeLessThan(4_000)
    await waitUntil(() => stream.isEnded(), 2_000)
    fairlead = await start()
    const back = openStream('cluster=green', position)
    await waitUntil(() => back.events('hello').length === 1, 5_000)
    expect(back.events('reset')).toHaveLength(1)
    expect(back.text().indexOf('event: reset')).toBeLessThan(back.text().indexOf('event: hello'))
    back.close()
    const strange = openStream('cluster=green', 'nonsense')
    await waitUntil(() => strange.events('reset').length === 1, 5_000)
    strange.close()
  }, 90_000)
})
