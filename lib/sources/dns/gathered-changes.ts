import 'server-only'
import type { DnsFact } from '@/lib/snapshot/dns-fact'

/** Answers that arrive within this time become one change of the store. */
const gatherMs = 200

/** Gathers what the store is to learn. The first change is told at once, those that follow closely as one. */
export class GatheredChanges {
  private readonly tellStore: (changes: ReadonlyMap<string, DnsFact | null>) => void
  /** What the store is told next; null takes an answer away. */
  private readonly changes = new Map<string, DnsFact | null>()
  private timer: NodeJS.Timeout | null = null
  private lastToldMs = Number.NEGATIVE_INFINITY
  private isStopped = false

  constructor(tellStore: (changes: ReadonlyMap<string, DnsFact | null>) => void) {
    this.tellStore = tellStore
  }

  tell(key: string, change: DnsFact | null): void {
    this.changes.set(key, change)
    if (this.timer !== null) return
    const waitMs = this.lastToldMs + gatherMs - performance.now()
    // Also the first waits for what the same turn of the event loop brings.
    this.timer = setTimeout(() => this.tellNow(), Math.max(0, waitMs))
  }

  tellNow(): void {
    this.clearTimer()
    if (this.isStopped || this.changes.size === 0) return
    this.lastToldMs = performance.now()
    const changes = new Map(this.changes)
    this.changes.clear()
    this.tellStore(changes)
  }

  stop(): void {
    this.isStopped = true
    this.clearTimer()
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}
