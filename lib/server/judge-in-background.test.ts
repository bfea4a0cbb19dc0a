import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { CertificateTable } from './certificate-table'
import type { ManagedCluster } from './clusters'
import { noProbes } from './config'
import { gatherFindings } from './gather-findings'
import { IngressTable } from './ingress-table'
import { judgeInBackground } from './judge-in-background'
import { NameTable } from './name-table'
import { PastFindings } from './past-findings'
import { TopicBus } from './topics'

const service = {
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] },
}
const ingress = {
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'cart.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'cart', port: { number: 80 } } } }],
        },
      },
    ],
  },
}

function makeCluster(): ManagedCluster {
  // Every kind is observed, so the first read is over at once.
  const store = createTestStore({ Ingress: [ingress], Service: [] })
  const judgements = new Judgements(store)
  return {
    name: 'test',
    store,
    judgements,
    ingresses: new IngressTable(store, judgements),
    certificates: new CertificateTable(store, judgements),
    names: new NameTable(store, judgements),
    bus: new TopicBus(),
    pastFindings: new PastFindings(),
    source: null,
    dns: null,
    server: null,
    probe: noProbes,
    stop: async () => {},
  }
}

describe('judgeInBackground', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
  afterEach(() => void vi.useRealTimers())

  /** Judging takes its time in real slices; the second after it is when findings are noted. */
  async function passSecond(cluster: ManagedCluster): Promise<void> {
    while (cluster.ingresses.isOutdated) {
      await vi.advanceTimersByTimeAsync(100)
      await yieldToOthers()
    }
    await vi.advanceTimersByTimeAsync(1000)
  }

  it('remembers a finding that went away before anybody asked for one', async () => {
    const cluster = makeCluster()
    const stop = judgeInBackground(cluster)
    await passSecond(cluster)
    // Found by a view of its own, which notes nothing in the cluster's memory.
    const missing = gatherFindings({ ...cluster, pastFindings: new PastFindings() }).findings.find(
      ({ check }) => check === 'service-missing',
    )
    expect(missing).toBeDefined()
    const id = missing?.id ?? ''
    expect(cluster.pastFindings.recall(id)).toBeNull()

    cluster.store.applyObject('Service', service)
    await passSecond(cluster)
    expect(cluster.pastFindings.recall(id)).toMatchObject({
      check: 'service-missing',
      object: { namespace: 'shop' },
      summary: missing?.summary,
    })
    stop()
  })
})
