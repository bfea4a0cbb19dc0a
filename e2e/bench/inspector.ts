import { WebSocket } from 'undici'
import { z } from 'zod'

/** What one look into a process says. Sizes in megabytes, the event loop's delay in milliseconds since the look before. */
export interface ProcessSample {
  /** After a forced collection: what is really held. */
  heapUsedMb: number
  rssMb: number
  delayP99Ms: number
  delayMaxMs: number
}

export interface Inspector {
  sample(): Promise<ProcessSample>
  close(): void
}

const megabyte = 1024 * 1024
/** A collection of a heap of hundreds of megabytes on a busy machine takes seconds. */
const answerLimitMs = 60_000

const Reply = z.object({ id: z.number(), result: z.unknown().optional(), error: z.unknown().optional() })
const HeapUsage = z.object({ usedSize: z.number() })
const Evaluated = z.object({
  result: z.object({ value: z.object({ rss: z.number(), p99: z.number(), max: z.number() }) }),
})

// Runs inside the looked-at process: keeps one histogram there and empties it at each look.
const readDelay = `(() => {
  const histogram = globalThis.soakDelay ??= (() => {
    const created = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 10 })
    created.enable()
    return created
  })()
  const seen = { rss: process.memoryUsage.rss(), p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 }
  histogram.reset()
  return seen
})()`

/** Connects to the inspector of a Node.js process that was started with --inspect. Rejects when nothing answers there. */
export async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  let lastId = 0
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error(`no inspector answers on ${url}`)))
  })
  socket.addEventListener('message', ({ data }) => {
    const reply = Reply.safeParse(JSON.parse(String(data))).data
    const asked = reply === undefined ? undefined : waiting.get(reply.id)
    if (reply === undefined || asked === undefined) return
    waiting.delete(reply.id)
    if (reply.error === undefined) asked.resolve(reply.result)
    else asked.reject(new Error(JSON.stringify(reply.error)))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process is gone'))
  })

  function ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} took longer than ${answerLimitMs} ms`)), answerLimitMs)
      const settle =
        <T>(end: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          end(value)
        }
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }

  return {
    async sample() {
      // Before the collection, which holds the event loop itself.
      const { result } = Evaluated.parse(await ask('Runtime.evaluate', { expression: readDelay, returnByValue: true }))
      await ask('HeapProfiler.collectGarbage')
      const { usedSize } = HeapUsage.parse(await ask('Runtime.getHeapUsage'))
      await ask('Runtime.evaluate', { expression: 'globalThis.soakDelay.reset()' })
      return {
        heapUsedMb: usedSize / megabyte,
        rssMb: result.value.rss / megabyte,
        delayP99Ms: result.value.p99,
        delayMaxMs: result.value.max,
      }
    },
    close: () => socket.close(),
  }
}
