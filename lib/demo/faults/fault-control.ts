import type { RunningPlatform } from '@/lib/demo/clock/running-platform'
import { type FaultId, findFault } from '@/lib/demo/faults/catalogue'
import { createListenHolds } from '@/lib/demo/faults/listen-holds'
import { type EndFault, type FaultScope, startFault } from '@/lib/demo/faults/start-fault'

/** A fault as it is asked for. */
export interface FaultWish {
  fault: string
  /** Which cluster; not for faults of DNS, which all clusters share. */
  cluster?: string | undefined
  /** A kind's name, such as `Service`. */
  kind?: string | undefined
  namespace?: string | undefined
  /** A DNS name. */
  host?: string | undefined
  /** 1 to 3600; 60 when absent. */
  durationSeconds?: number | undefined
}

/** A fault that lasts. Times are ISO 8601 UTC. */
export interface LastingFault extends FaultScope {
  id: string
  fault: FaultId
  startedAt: string
  endsAt: string
}

/** A wish that cannot be granted; the message names the field and what it takes. */
export class FaultWishError extends Error {}

export const durationSecondsMax = 3600
const durationSecondsDefault = 60

export interface FaultControl {
  /** The faults that last now, the oldest first. */
  active(): LastingFault[]
  /** Starts a fault that ends by itself. Throws `FaultWishError`. */
  start(wish: FaultWish): Promise<LastingFault>
  /** False when no such fault lasts. */
  remove(id: string): Promise<boolean>
  /** Ends every fault that this control started; resolves to how many there were. */
  clear(): Promise<number>
}

/** Faults by name, each for a limited time, several at once. Faults that tests inject directly are left alone. */
export function createFaultControl(platform: RunningPlatform, log: (line: string) => void = () => {}): FaultControl {
  const lasting = new Map<string, { fault: LastingFault; end: EndFault; timer: NodeJS.Timeout }>()
  const holds = createListenHolds()
  let count = 0

  async function remove(id: string): Promise<boolean> {
    const found = lasting.get(id)
    if (found === undefined) return false
    lasting.delete(id)
    clearTimeout(found.timer)
    await found.end()
    log(`${found.fault.cluster || 'DNS'}: ${found.fault.fault} is over`)
    return true
  }

  return {
    active: () => [...lasting.values()].map(({ fault }) => fault),
    async start(wish) {
      const { fault, scope, durationSeconds } = readWish(platform, wish)
      const end = await startFault(platform, holds, fault, scope)
      count += 1
      const id = `${fault}-${count}`
      const startedAtMs = platform.now()
      const timer = setTimeout(() => void remove(id), durationSeconds * 1000)
      const entry: LastingFault = {
        id,
        fault,
        ...scope,
        startedAt: new Date(startedAtMs).toISOString(),
        endsAt: new Date(startedAtMs + durationSeconds * 1000).toISOString(),
      }
      lasting.set(id, { fault: entry, end, timer })
      log(`${scope.cluster || 'DNS'}: ${fault} for ${durationSeconds} s`)
      return entry
    },
    remove,
    async clear() {
      const ids = [...lasting.keys()]
      for (const id of ids) await remove(id)
      return ids.length
    },
  }
}

function readWish(
  platform: RunningPlatform,
  wish: FaultWish,
): { fault: FaultId; scope: FaultScope; durationSeconds: number } {
  const definition = findFault(wish.fault)
  if (definition === undefined)
    throw new FaultWishError(`fault: there is no "${wish.fault}"; the catalogue lists those there are.`)
  const { kind, namespace, host } = wish
  const given = { kind, namespace, host }
  for (const [name, value] of Object.entries(given)) {
    const isTaken = definition.takes.some((parameter) => parameter === name)
    if (value !== undefined && !isTaken) throw new FaultWishError(`${name}: "${wish.fault}" does not take it.`)
    const isNeeded = definition.needs.some((parameter) => parameter === name)
    if (value === undefined && isNeeded) throw new FaultWishError(`${name}: "${wish.fault}" needs it.`)
  }
  const durationSeconds = wish.durationSeconds ?? durationSecondsDefault
  if (!(durationSeconds >= 1 && durationSeconds <= durationSecondsMax))
    throw new FaultWishError(`durationSeconds: takes 1 to ${durationSecondsMax}, not ${durationSeconds}.`)
  const scope: FaultScope = { cluster: '', kind: kind ?? null, namespace: namespace ?? null, host: host ?? null }
  if (definition.target === 'kubernetes') {
    const names = [...platform.clusters.keys()]
    const cluster = wish.cluster === undefined ? undefined : platform.clusters.get(wish.cluster)
    if (wish.cluster === undefined || cluster === undefined)
      throw new FaultWishError(`cluster: takes one of ${names.join(', ')}, not "${wish.cluster ?? ''}".`)
    scope.cluster = wish.cluster
    const kinds = cluster.api.store.kinds()
    if (kind !== undefined && !kinds.some((entry) => entry.kind === kind))
      throw new FaultWishError(
        `kind: "${kind}" is not served; takes one of ${kinds.map((entry) => entry.kind).join(', ')}.`,
      )
  } else if (wish.cluster !== undefined) {
    throw new FaultWishError('cluster: faults of DNS hit all clusters, so none can be chosen.')
  }
  return { fault: definition.id, scope, durationSeconds }
}
