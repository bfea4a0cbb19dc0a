import 'server-only'
import { getServers } from 'node:dns'
import { setMaxListeners } from 'node:events'
import { type DnsAnswer, readDnsKey } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'
import { QueryGate } from './query-gate'
import { readQueryName } from './query-name'
import { resolveName, resolveTexts } from './resolve-name'
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
  /** Every name that somebody wants to know about, also as `textKey` for its TXT records; duplicates and nonsense are fine. */
  listNames(): Iterable<string>
  timings?: Partial<DnsTimings>
  /** Queries under way at a time; 16 when absent. */
  concurrencyMax?: number
  /** 200 when absent: 5,000 names are known after a minute, and a resolver does not notice. */
  queriesPerSecondMax?: number
  now?: () => number
  /** In [0, 1). */
  random?: () => number
}

export interface DnsObserver {
  /** Asks now, whatever is cached. A name that nobody else wants is kept up to date for a few minutes. */
  observeNow(name: string): Promise<DnsAnswer | Unavailable>
  /** Somebody looks at these names: those without an answer are asked before all others. */
  prefer(names: Iterable<string>): void
  status(): SourceStatus
  stop(): Promise<void>
}

interface Watched {
  question: 'addresses' | 'texts'
  /** As asked; the store's key is the name that was wanted. */
  queryName: string
  dueAtMs: number
  failures: number
  asking: Promise<DnsAnswer | Unavailable> | null
}

/** Failures in a row after which the last good answer is no longer believed. */
const failuresMax = 3
/** Names that fail one after the other, with no answer between, until the servers count as gone. */
const failingNamesMin = 3
const requestedForMs = 300_000
/** Answers that arrive within this time become one change of the store. */
const gatherMs = 200
/** The soonest that due names are looked for again. */
const lookMs = 25
/** Queries of one name: A and AAAA. */
const queriesPerName = 2
const concurrencyDefault = 16
const queriesPerSecondDefault = 200

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
  /** Names whose last good answer is in use. */
  private readonly answered = new Set<string>()
  /** Names that were asked in vain and have no answer in use. */
  private readonly unanswered = new Set<string>()
  /** Names that are due, the most urgent first. */
  private due: string[] = []
  /** What the store is told next; null takes an answer away. */
  private readonly changes = new Map<string, DnsAnswer | Unavailable | null>()
  private tellTimer: NodeJS.Timeout | null = null
  private lastToldMs = Number.NEGATIVE_INFINITY
  private readonly concurrencyMax: number
  private readonly queriesPerSecondMax: number
  private readonly random: () => number
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
    this.random = options.random ?? Math.random
    this.concurrencyMax = options.concurrencyMax ?? concurrencyDefault
    this.queriesPerSecondMax = options.queriesPerSecondMax ?? queriesPerSecondDefault
    this.gate = new QueryGate(this.concurrencyMax, this.queriesPerSecondMax)
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
    if (this.refused.has(name)) this.tellNow()
    const watched = this.watched.get(name)
    if (watched !== undefined) return watched.asking ?? this.ask(name, watched)
    const known = this.options.store.findDnsAnswer(name)
    return Promise.resolve(known ?? unavailable(name, 'pending', 'the observer has stopped', null))
  }

  prefer(names: Iterable<string>): void {
    const wanted = [...names].filter((name) => this.watched.has(name) && !this.answered.has(name))
    if (wanted.length === 0 || this.isStopped) return
    const first = new Set(wanted)
    this.due = [...wanted, ...this.due.filter((name) => !first.has(name))]
    this.schedule()
  }

  status(): SourceStatus {
    // Ownership records accompany a name; readers count names.
    let answered = 0
    for (const key of this.answered) if (readDnsKey(key).question === 'addresses') answered += 1
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
    const unanswered = this.unanswered.size
    const detail = unanswered === 0 ? null : `${unanswered} of ${this.watched.size} names have no answer`
    const staleSince = isFailing && this.failing !== null ? new Date(this.failing.sinceMs).toISOString() : null
    const staleReason = isFailing && this.failing !== null ? this.failing.unavailable.detail : null
    return { ...common, state: 'observed', reason: null, detail, need: null, staleSince, staleReason }
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.unsubscribe()
    clearInterval(this.namesTimer)
    for (const timer of [this.askTimer, this.followTimer, this.tellTimer]) if (timer !== null) clearTimeout(timer)
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
      this.answered.delete(name)
      this.unanswered.delete(name)
      this.tell(name, null)
    }
    this.tellNow()
    this.schedule()
  }

  private want(name: string): void {
    if (this.isStopped || this.watched.has(name) || this.refused.has(name)) return
    const { name: asked, question } = readDnsKey(name)
    if (question === 'zone') return
    const query = readQueryName(asked)
    const problem =
      this.problem ??
      ('problem' in query ? unavailable(name, 'not-configured', `not asked: ${query.problem}`, null) : null)
    if (problem !== null || 'problem' in query) {
      this.refused.add(name)
      if (problem !== null) this.tell(name, { ...problem, what: `DNS records of ${name.slice(0, 253)}` })
      return
    }
    this.watched.set(name, { question, queryName: query.name, dueAtMs: 0, failures: 0, asking: null })
    this.due.push(name)
  }

  /** Asks what is due, as much as may run at a time, and wakes up for the next. */
  private schedule(): void {
    if (this.askTimer !== null) clearTimeout(this.askTimer)
    this.askTimer = null
    if (this.isStopped || this.askingCount >= this.concurrencyMax) return
    let nextDueMs = Number.POSITIVE_INFINITY
    if (this.due.length === 0) nextDueMs = this.findDue()
    let position = 0
    while (position < this.due.length && this.askingCount < this.concurrencyMax) {
      const name = this.due[position] ?? ''
      const watched = this.watched.get(name)
      position += 1
      if (watched !== undefined && watched.asking === null && watched.dueAtMs <= this.nowMs())
        void this.ask(name, watched)
    }
    this.due.splice(0, position)
    if (this.askingCount >= this.concurrencyMax || this.watched.size === 0) return
    const waitMs = this.due.length > 0 || nextDueMs === Number.POSITIVE_INFINITY ? 0 : nextDueMs - this.nowMs()
    this.askTimer = setTimeout(() => this.schedule(), Math.max(lookMs, Math.min(waitMs, 60_000)))
  }

  /** Gathers the names that are due, the longest overdue first, and returns when the next one will be. */
  private findDue(): number {
    const nowMs = this.nowMs()
    const due: { name: string; dueAtMs: number }[] = []
    let nextMs = Number.POSITIVE_INFINITY
    for (const [name, { asking, dueAtMs }] of this.watched) {
      if (asking !== null) continue
      if (dueAtMs <= nowMs) due.push({ name, dueAtMs })
      else nextMs = Math.min(nextMs, dueAtMs)
    }
    this.due = due.sort((a, b) => a.dueAtMs - b.dueAtMs).map(({ name }) => name)
    return nextMs
  }

  /** Gathers what the store is to learn. The first change is told at once, those that follow closely as one. */
  private tell(name: string, change: DnsAnswer | Unavailable | null): void {
    this.changes.set(name, change)
    if (this.tellTimer !== null) return
    const waitMs = this.lastToldMs + gatherMs - performance.now()
    // Also the first waits for what the same turn of the event loop brings.
    this.tellTimer = setTimeout(() => this.tellNow(), Math.max(0, waitMs))
  }

  private tellNow(): void {
    if (this.tellTimer !== null) clearTimeout(this.tellTimer)
    this.tellTimer = null
    if (this.isStopped || this.changes.size === 0) return
    this.lastToldMs = performance.now()
    const changes = new Map(this.changes)
    this.changes.clear()
    this.options.store.changeDnsAnswers(changes)
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
    const resolve = watched.question === 'texts' ? resolveTexts : resolveName
    const resolution = await resolve(watched.queryName, {
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
      watched.dueAtMs = nowMs() + this.lifetimeMs(answer)
      this.lastAnswerAtMs = nowMs()
      this.failing = null
      if (isWanted) {
        this.answered.add(name)
        this.unanswered.delete(name)
        this.tell(name, answer)
        if (this.requested.has(name)) this.tellNow()
      }
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
    const isGivenUp = !this.answered.has(name) || watched.failures >= failuresMax
    if (isWanted && isGivenUp) {
      this.answered.delete(name)
      this.unanswered.add(name)
      this.tell(name, failure)
      if (this.requested.has(name)) this.tellNow()
    }
    return failure
  }

  /**
   * How long an answer is used. Names asked together do not all end together; and with thousands of names each is used so long that
   * asking again takes half of the queries that are allowed, whatever the TTL says.
   */
  private lifetimeMs(answer: DnsAnswer): number {
    const affordableSeconds = (this.watched.size * queriesPerName) / (this.queriesPerSecondMax / 2)
    const seconds = Math.max(this.lifetimeSeconds(answer), Math.min(affordableSeconds, this.timings.ttlSecondsMax))
    return seconds * 1000 * (0.85 + this.random() * 0.15)
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
