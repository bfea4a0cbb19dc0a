import type { Topic } from '@/lib/api/events'
import type { LiveMessage } from './live-message'

/** What changes are passed on to. */
export interface ChangeTarget {
  change(cluster: string, topics: readonly Topic[], at: string): void
  reset(cluster: string | null, at: string): void
}

export type Change = Extract<LiveMessage, { type: 'change' | 'reset' }>

/** Changes that wait until the reader wants them: one entry for what is to be read again, however often it changed. */
export class HeldChanges {
  private readonly byKey = new Map<string, Change>()
  private messages = 0

  /** How many changes came in. */
  get count(): number {
    return this.messages
  }

  add(change: Change): void {
    this.messages += 1
    if (change.type === 'reset') {
      this.byKey.set(`reset ${change.cluster ?? '*'}`, change)
      return
    }
    const key = `change ${change.cluster}`
    const before = this.byKey.get(key)
    const topics = new Set([...(before?.type === 'change' ? before.topics : []), ...change.topics])
    this.byKey.set(key, { ...change, topics: [...topics] })
  }

  /** Passes on everything and waits for more. */
  release(target: ChangeTarget): void {
    const waiting = [...this.byKey.values()]
    this.byKey.clear()
    this.messages = 0
    for (const change of waiting) {
      if (change.type === 'reset') target.reset(change.cluster, change.at)
      else target.change(change.cluster, change.topics, change.at)
    }
  }
}
