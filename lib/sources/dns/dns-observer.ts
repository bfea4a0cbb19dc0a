import 'server-only'
import { getServers } from 'node:dns'
import { setMaxListeners } from 'node:events'
import type { DnsAnswer } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'
import { QueryGate } from './query-gate'
import { readQueryName } from './query-name'
import { resolveName } from './resolve-name'
import { formatServer, parseServer, type ServerAddress } from './server-address'

export interface DnsTimings {
  queryTimeoutMs: number
  /** How often the wanted names are listed again; a change of Ingress objects is followed at once. */
  namesIntervalMs: number
  /** Bounds of how long an answer is used, whatever its TTL says. */
  ttlSecondsMin: number
  ttlSecondsMax: number
  negativeTtlSecondsMax: number
  retryMinMs: number
  retryMaxMs: number
}

const defaultTimings: DnsTimings = {
  queryTimeoutMs: 2_000,
  namesIntervalMs: 2_000,
  ttlSecondsMin: 5,
  ttlSecondsMax: 300,
  negativeTtlSecondsMax: 60,
  retryMinMs: 1_000,
  retryMaxMs: 30_000,
}

export interface DnsObserverOptions {
  store: ObjectStore
  /** `ip` or `ip:port`, asked in this order; empty: the resolvers of the system that this process runs on. */
  servers: readonly string[]
  /** Every name that somebody wants to know about; duplicates and nonsense are fine. */
  listNames(): Iterable<string>
  timings?: Partial<DnsTimings>
  concurrencyMax?: number
  queriesPerSecondMax?: number
  now?: () => number
}

export interface DnsObserver {
  /** Asks now, whatever is cached. A name that nobody else wants is kept up to date for a few minutes. */
  observeNow(name: string): Promise<DnsAnswer | Unavailable>
  status(): SourceStatus
  stop(): Promise<void>
}

interface Watched {
  /** As asked; the store's key is the name that was wanted. */
  queryName: string
  dueAtMs: number
  failures: number
  asking: Promise<DnsAnswer | Unavailable> | null
  isAnswered: boolean
}

/** Failures in a row after which the last good answer is no longer believed. */
const failuresMax = 3
/** Names that fail one after the other, with no answer between, until the servers count as gone. */
const failingNamesMin = 3
const requestedForMs = 300_000

/** Keeps the DNS answers of the wanted names up to date in the store, within the limits. It never throws and never gives up. */
export function startDnsObserver(options: DnsObserverOptions): DnsObserver {
  return new LiveObserver(options)
}

class LiveObserver implements DnsObserver {
  private readonly options: DnsObserverOptions
  private readonly timings: DnsTimings
  private readonly servers: ServerAddress[]
  private readonly problem: Unavailable | null
  private readonly gate: QueryGate
  private readonly nowMs: () => number
  private readonly watched = new Map<string, Watched>()
  /** Names that cannot be asked; told once. */
  private readonly refused = new Set<string>()
  private readonly requested = new Map<string, number>()
  private readonly unsubscribe: () => void
  private askTimer: NodeJS.Timeout | null = null
  private namesTimer: NodeJS.Timeout
  private followTimer: NodeJS.Timeout | null = null
  private askingCount = 0
  private lastAnswerAtMs: number | null = null
  /** Failures since the last answer to any name: one bad name is its own trouble, several are the server's. */
  private failing: { names: Set<string>; sinceMs: number; unavailable: Unavailable } | null = null
  private readonly abort = new AbortController()
  private isStopped = false

  constructor(options: DnsObserverOptions) {
    // Every query under way listens for the one signal that ends them all.
    setMaxListeners(0, this.abort.signal)
    this.options = options
    this.timings = { ...defaultTimings, ...options.timings }
    this.nowMs = options.now ?? Date.now
    const { servers, problem } = readServers(options.servers)
    this.servers = servers
    this.problem = problem
    this.gate = new QueryGate(options.concurrencyMax ?? 16, options.queriesPerSecondMax ?? 100)
    this.namesTimer = setInterval(() => this.followNames(), this.timings.namesIntervalMs)
    this.unsubscribe = options.store.onChange(({ keys }) => {
      if (this.followTimer !== null || !keys.has('Ingress/*')) return
      this.followTimer = setTimeout(() => {
        this.followTimer = null
        this.followNames()
      }, 100)
    })
    this.followNames()
  }

  observeNow(name: string): Promise<DnsAnswer | Unavailable> {
    this.requested.set(name, this.nowMs() + requestedForMs)
    this.want(name)
    const watched = this.watched.get(name)
    if (watched !== undefined) return watched.asking ?? this.ask(name, watched)
    const known = this.options.store.findDnsAnswer(name)
    return Promise.resolve(known ?? unavailable(name, 'pending', 'the observer has stopped', null))
  }

  status(): SourceStatus {
    const answered = [...this.watched.values()].filter(({ isAnswered }) => isAnswered).length
    const observedAt = this.lastAnswerAtMs === null ? null : new Date(this.lastAnswerAtMs).toISOString()
    const common = { name: 'DNS', objects: answered, observedAt, namespaces: null }
    const isFailing = this.failing !== null && this.failing.names.size >= Math.min(failingNamesMin, this.watched.size)
    const blocker = this.problem ?? (isFailing && answered === 0 ? (this.failing?.unavailable ?? null) : null)
    if (blocker !== null) {
      const { reason, detail, need } = blocker
      return { ...common, state: 'unavailable', reason, detail, need, staleSince: null, staleReason: null }
    }
    if (this.lastAnswerAtMs === null && this.watched.size > 0) {
      const detail = 'the first names are being asked'
      return {
        ...common,
        state: 'unavailable',
        reason: 'pending',
        detail,
        need: null,
        staleSince: null,
        staleReason: null,
      }
    }
    const unanswered = [...this.watched.values()].filter(
      ({ isAnswered, failures }) => !isAnswered && failures > 0,
    ).length
    const detail = unanswered === 0 ? null : `${unanswered} of ${this.watched.size} names have no answer`
    const staleSince = isFailing && this.failing !== null ? new Date(this.failing.sinceMs).toISOString() : null
    const staleReason = isFailing && this.failing !== null ? this.failing.unavailable.detail : null
    return { ...common, state: 'observed', reason: null, detail, need: null, staleSince, staleReason }
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.unsubscribe()
    clearInterval(this.namesTimer)
    for (const timer of [this.askTimer, this.followTimer]) if (timer !== null) clearTimeout(timer)
    const asking = [...this.watched.values()].flatMap((watched) => watched.asking ?? [])
    this.watched.clear()
    this.abort.abort()
    this.gate.stop()
    await Promise.all(asking)
    this.gate.stop()
  }

  private followNames(): void {
    if (this.isStopped) return
    const nowMs = this.nowMs()
    for (const [name, untilMs] of this.requested) if (untilMs < nowMs) this.requested.delete(name)
    const wanted = new Set<string>([...this.options.listNames(), ...this.requested.keys()])
    for (const name of wanted) this.want(name)
    for (const name of [...this.watched.keys(), ...this.refused]) {
      if (wanted.has(name)) continue
      this.watched.delete(name)
      this.refused.delete(name)
      this.options.store.removeDnsAnswer(name)
    }
    this.schedule()
  }

  private want(name: string): void {
    if (this.isStopped || this.watched.has(name) || this.refused.has(name)) return
    const query = readQueryName(name)
    const problem =
      this.problem ??
      ('problem' in query ? unavailable(name, 'not-configured', `not asked: ${query.problem}`, null) : null)
    if (problem !== null || 'problem' in query) {
      this.refused.add(name)
      if (problem !== null)
        this.options.store.setDnsAnswer(name, { ...problem, what: `DNS records of ${name.slice(0, 253)}` })
      return
    }
    this.watched.set(name, { queryName: query.name, dueAtMs: 0, failures: 0, asking: null, isAnswered: false })
  }

  /** Asks what is due, as much as may run at a time, and wakes up for the next. */
  private schedule(): void {
    if (this.askTimer !== null) clearTimeout(this.askTimer)
    this.askTimer = null
    if (this.isStopped) return
    const nowMs = this.nowMs()
    const concurrencyMax = this.options.concurrencyMax ?? 16
    const due = [...this.watched]
      .filter(([, { asking }]) => asking === null)
      .sort(([, a], [, b]) => a.dueAtMs - b.dueAtMs)
    for (const [name, watched] of due) {
      if (this.askingCount >= concurrencyMax) return
      if (watched.dueAtMs > nowMs) {
        this.askTimer = setTimeout(() => this.schedule(), Math.min(watched.dueAtMs - nowMs, 60_000))
        return
      }
      void this.ask(name, watched)
    }
  }

  private ask(name: string, watched: Watched): Promise<DnsAnswer | Unavailable> {
    this.askingCount += 1
    watched.asking = this.resolve(name, watched).finally(() => {
      watched.asking = null
      this.askingCount -= 1
      this.scheduleSoon()
    })
    return watched.asking
  }

  /** Many answers at once make one look at what is due next. */
  private scheduleSoon(): void {
    if (this.isStopped) return
    if (this.askTimer !== null) clearTimeout(this.askTimer)
    this.askTimer = setTimeout(() => this.schedule(), 1)
  }

  private async resolve(name: string, watched: Watched): Promise<DnsAnswer | Unavailable> {
    const { servers, timings, nowMs } = this
    const gate = <T>(task: () => Promise<T>) => this.gate.run(task)
    const { signal } = this.abort
    const resolution = await resolveName(watched.queryName, {
      servers,
      timeoutMs: timings.queryTimeoutMs,
      signal,
      nowMs,
      gate,
    })
    const isWanted = this.watched.get(name) === watched
    if (resolution.state === 'resolved') {
      const answer = { ...resolution.answer, name }
      watched.failures = 0
      watched.isAnswered = true
      watched.dueAtMs = nowMs() + this.lifetimeSeconds(answer) * 1000
      this.lastAnswerAtMs = nowMs()
      this.failing = null
      if (isWanted) this.options.store.setDnsAnswer(name, answer)
      return answer
    }
    watched.failures += 1
    const waitMs = Math.min(timings.retryMaxMs, timings.retryMinMs * 2 ** (watched.failures - 1))
    watched.dueAtMs = nowMs() + waitMs
    const failure = unavailable(
      name,
      resolution.reason,
      resolution.detail,
      `a DNS server that answers for ${name} (dns.servers in the configuration of this cluster)`,
    )
    this.failing ??= { names: new Set(), sinceMs: nowMs(), unavailable: failure }
    this.failing.names.add(name)
    this.failing.unavailable = failure
    const isGivenUp = !watched.isAnswered || watched.failures >= failuresMax
    if (isGivenUp) watched.isAnswered = false
    if (isWanted && isGivenUp) this.options.store.setDnsAnswer(name, failure)
    return failure
  }

  private lifetimeSeconds(answer: DnsAnswer): number {
    const { ttlSecondsMin, ttlSecondsMax, negativeTtlSecondsMax } = this.timings
    if (answer.outcome !== 'answered') {
      return Math.max(
        ttlSecondsMin,
        Math.min(answer.negativeTtlSeconds ?? negativeTtlSecondsMax / 2, negativeTtlSecondsMax),
      )
    }
    const shortest = Math.min(...answer.recordSets.map(({ ttlSeconds }) => ttlSeconds))
    return Math.max(ttlSecondsMin, Math.min(shortest, ttlSecondsMax))
  }
}

function unavailable(name: string, reason: Unavailable['reason'], detail: string, need: string | null): Unavailable {
  return { what: `DNS records of ${name.slice(0, 253)}`, reason, detail, need }
}

function readServers(texts: readonly string[]): { servers: ServerAddress[]; problem: Unavailable | null } {
  const chosen = texts.length > 0 ? texts : getServers()
  const servers: ServerAddress[] = []
  const bad: string[] = []
  for (const text of chosen) {
    const server = parseServer(text)
    if (server === undefined) bad.push(text)
    else if (!servers.some((other) => formatServer(other) === formatServer(server))) servers.push(server)
  }
  const need = 'dns.servers as IP or IP:port in the configuration of this cluster'
  const what = 'DNS records'
  if (texts.length > 0 && bad.length > 0) {
    return {
      servers,
      problem: {
        what,
        reason: 'not-configured',
        detail: `dns.servers has "${bad.join('", "')}", which is not IP or IP:port`,
        need,
      },
    }
  }
  if (servers.length === 0)
    return { servers, problem: { what, reason: 'not-configured', detail: 'this system has no DNS servers', need } }
  return { servers, problem: null }
}
