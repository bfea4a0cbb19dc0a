import type { Position } from '@/lib/api/events'
import type { LiveMessage, TabMessage } from './live-message'
import { type StreamEnvironment, StreamFollower } from './stream-follower'

/** Browsers let the timers of a hidden page run once a minute; a page that is silent for longer than two of these is gone. */
export const leaseMs = 150_000
const sweepMs = 30_000

interface Tab {
  send: (message: LiveMessage) => void
  /** Undefined until it said. */
  cluster: string | null | undefined
  heardAtMs: number
}

/** The open pages of a browser and the one stream they share. A page that is gone without a word is noticed by its silence. */
export class TabRegistry {
  private readonly environment: StreamEnvironment
  private readonly nowMs: () => number
  private readonly follower: StreamFollower
  private readonly tabs = new Map<object, Tab>()
  private cancelSweep: (() => void) | null = null

  constructor(environment: StreamEnvironment, nowMs: () => number) {
    this.environment = environment
    this.nowMs = nowMs
    this.follower = new StreamFollower(environment, (message) => this.spread(message))
  }

  get tabCount(): number {
    return this.tabs.size
  }

  /** A message of the page behind `key`; `send` reaches it. */
  hear(key: object, send: (message: LiveMessage) => void, message: TabMessage): void {
    if (message.type === 'bye') {
      this.tabs.delete(key)
      this.followTabs()
      return
    }
    const tab = this.tabs.get(key) ?? { send, cluster: undefined, heardAtMs: 0 }
    tab.heardAtMs = this.nowMs()
    this.tabs.set(key, tab)
    this.sweepLater()
    if (message.type === 'alive') {
      if (message.isImpatient) this.follower.retryNow()
      // An answer, so that the page knows that this worker lives also while the stream does not.
      for (const answer of this.follower.catchUp(tab.cluster ?? null, null))
        if (answer.type === 'connection') send(answer)
      return
    }
    tab.cluster = message.cluster
    this.followTabs(message.after)
    for (const answer of this.follower.catchUp(message.cluster, message.after)) send(answer)
  }

  private spread(message: LiveMessage): void {
    const about =
      message.type === 'connection' ? null : message.type === 'beat' ? message.beat.cluster : message.cluster
    for (const tab of this.tabs.values()) {
      if (tab.cluster === undefined) continue
      if (about === null || tab.cluster === null || tab.cluster === about) tab.send(message)
    }
  }

  private followTabs(after: Position | null = null): void {
    const wanted = new Set<string | null>()
    for (const { cluster } of this.tabs.values()) if (cluster !== undefined) wanted.add(cluster)
    this.follower.follow(wanted, after)
  }

  private sweepLater(): void {
    this.cancelSweep ??= this.environment.setTimer(() => {
      this.cancelSweep = null
      for (const [key, tab] of this.tabs) if (this.nowMs() - tab.heardAtMs > leaseMs) this.tabs.delete(key)
      this.followTabs()
      if (this.tabs.size > 0) this.sweepLater()
    }, sweepMs)
  }
}
