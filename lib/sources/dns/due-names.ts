import 'server-only'
import type { DnsFact } from '@/lib/snapshot/dns-fact'

/** One question that is asked again and again. */
export interface Watched {
  question: 'addresses' | 'texts' | 'zone'
  /** As asked; the store's key is the name that was wanted. */
  queryName: string
  dueAtMs: number
  failures: number
  asking: Promise<DnsFact> | null
}

/** What is due, the most urgent first. It is looked up again only when everything that was due has been taken. */
export class DueNames {
  /** When the next one will be due, once none is. */
  nextAtMs = Number.POSITIVE_INFINITY
  private readonly watched: ReadonlyMap<string, Watched>
  private readonly nowMs: () => number
  private due: string[] = []
  private position = 0

  constructor(watched: ReadonlyMap<string, Watched>, nowMs: () => number) {
    this.watched = watched
    this.nowMs = nowMs
  }

  push(name: string): void {
    this.due.push(name)
  }

  putFirst(names: readonly string[]): void {
    const first = new Set(names)
    this.due = [...names, ...this.due.slice(this.position).filter((name) => !first.has(name))]
    this.position = 0
  }

  /** The next one to ask; null when none is due. */
  take(): { name: string; watched: Watched } | null {
    if (this.position >= this.due.length) this.find()
    while (this.position < this.due.length) {
      const name = this.due[this.position] ?? ''
      this.position += 1
      const watched = this.watched.get(name)
      if (watched !== undefined && watched.asking === null && watched.dueAtMs <= this.nowMs()) return { name, watched }
    }
    return null
  }

  /** Gathers what is due, the longest overdue first. */
  private find(): void {
    const nowMs = this.nowMs()
    const due: { name: string; dueAtMs: number }[] = []
    this.nextAtMs = Number.POSITIVE_INFINITY
    for (const [name, { asking, dueAtMs }] of this.watched) {
      if (asking !== null) continue
      if (dueAtMs <= nowMs) due.push({ name, dueAtMs })
      else this.nextAtMs = Math.min(this.nextAtMs, dueAtMs)
    }
    this.due = due.sort((a, b) => a.dueAtMs - b.dueAtMs).map(({ name }) => name)
    this.position = 0
  }
}
