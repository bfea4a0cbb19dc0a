import 'server-only'
import { setMaxListeners } from 'node:events'
import { type DnsAnswer, type DnsZone, readDnsKey } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'
import { type DnsTimings, defaultTimings, readLifetimeSeconds } from './dns-timings'
import { DueNames, type Watched } from './due-names'
import { GatheredChanges } from './gathered-changes'
import { ObservedNames } from './observed-names'
import { QueryGate } from './query-gate'
import { readQueryName } from './query-name'
import { readServers } from './read-servers'
import { type Ask, resolveName, resolveTexts } from './resolve-name'
import { nameServerPort, ZoneDirectory } from './zone-directory'

export interface DnsObserverOptions {
  store: ObjectStore
  /** `ip` or `ip:port`, asked in this order; empty: the resolvers of the system that this process runs on. */
  servers: readonly string[]
  /** Names are asked at the servers of their zone, and at `servers` only where those do not answer. */
  isAuthoritative?: boolean
  /** Where name servers of zones listen; 53 when absent. */
  nameServerPort?: number
  /**
   * Every name that somebody wants to know about, also as `textKey` for its TXT records and as `zoneKey` for its zone; duplicates and nonsense
   * are fine. The same set again means that nothing changed.
   */
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

/** Failures in a row after which the last good answer is no longer believed. */
const failuresMax = 3
const requestedForMs = 300_000
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
  private readonly problem: Unavailable | null
  private readonly gate: QueryGate
  private readonly zones: ZoneDirectory
  private readonly ask: Ask
  private readonly nowMs: () => number
  private readonly watched = new Map<string, Watched>()
  /** Names that cannot be asked; told once. */
  private readonly refused = new Set<string>()
  private readonly requested = new Map<string, number>()
  private readonly unsubscribe: () => void
  private readonly names = new ObservedNames()
  private readonly changes: GatheredChanges
  private readonly due: DueNames
  private followed: Iterable<string> | null = null
  private readonly concurrencyMax: number
  private readonly queriesPerSecondMax: number
  private readonly random: () => number
  private askTimer: NodeJS.Timeout | null = null
  private namesTimer: NodeJS.Timeout
  private followTimer: NodeJS.Timeout | null = null
  private askingCount = 0
  private readonly abort = new AbortController()
  private isStopped = false

  constructor(options: DnsObserverOptions) {
    // Every query under way listens for the one signal that ends them all.
    setMaxListeners(0, this.abort.signal)
    this.options = options
    this.timings = { ...defaultTimings, ...options.timings }
    this.nowMs = options.now ?? Date.now
    this.due = new DueNames(this.watched, this.nowMs)
    this.random = options.random ?? Math.random
    this.concurrencyMax = options.concurrencyMax ?? concurrencyDefault
    this.queriesPerSecondMax = options.queriesPerSecondMax ?? queriesPerSecondDefault
    this.gate = new QueryGate(this.concurrencyMax, this.queriesPerSecondMax)
    this.changes = new GatheredChanges((changes) => options.store.changeDnsAnswers(changes))
    const { servers, problem } = readServers(options.servers)
    this.problem = problem
    this.zones = new ZoneDirectory({
      resolvers: servers,
      nameServerPort: options.nameServerPort ?? nameServerPort,
      timeoutMs: this.timings.queryTimeoutMs,
      signal: this.abort.signal,
      nowMs: this.nowMs,
      gate: (task) => this.gate.run(task),
    })
    this.ask = (name, type) =>
      options.isAuthoritative === true ? this.zones.askZone(name, type) : this.zones.askResolvers(name, type)
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

  async observeNow(name: string): Promise<DnsAnswer | Unavailable> {
    this.requested.set(name, this.nowMs() + requestedForMs)
    this.want(name)
    if (this.refused.has(name)) this.changes.tellNow()
    const watched = this.watched.get(name)
    if (watched === undefined) {
      const known = this.options.store.findDnsAnswer(name)
      return known ?? unavailable(name, 'pending', 'the observer has stopped', null)
    }
    const fact = await (watched.asking ?? this.askName(name, watched))
    if ('zone' in fact) throw new Error(`asked for a zone instead of a name: ${name}`)
    return fact
  }

  prefer(names: Iterable<string>): void {
    const wanted = [...names].filter((name) => this.watched.has(name) && !this.names.isAnswered(name))
    if (wanted.length === 0 || this.isStopped) return
    this.due.putFirst(wanted)
    this.schedule()
  }

  status(): SourceStatus {
    return this.names.describe(this.watched.size, this.problem)
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.unsubscribe()
    clearInterval(this.namesTimer)
    for (const timer of [this.askTimer, this.followTimer]) if (timer !== null) clearTimeout(timer)
    const asking = [...this.watched.values()].flatMap((watched) => watched.asking ?? [])
    this.watched.clear()
    this.changes.stop()
    this.abort.abort()
    this.gate.stop()
    await Promise.all(asking)
    this.gate.stop()
  }

  private followNames(): void {
    if (this.isStopped) return
    const nowMs = this.nowMs()
    const requestedCount = this.requested.size
    for (const [name, untilMs] of this.requested) if (untilMs < nowMs) this.requested.delete(name)
    const listed = this.options.listNames()
    const isSame = listed === this.followed && listed instanceof Set && this.requested.size === requestedCount
    this.followed = listed
    if (isSame) return
    const wanted = new Set<string>([...listed, ...this.requested.keys()])
    for (const name of wanted) this.want(name)
    for (const name of [...this.watched.keys(), ...this.refused]) {
      if (wanted.has(name)) continue
      this.watched.delete(name)
      this.refused.delete(name)
      this.names.forget(name)
      this.changes.tell(name, null)
    }
    this.changes.tellNow()
    this.schedule()
  }

  private want(name: string): void {
    if (this.isStopped || this.watched.has(name) || this.refused.has(name)) return
    const { name: asked, question } = readDnsKey(name)
    const query = readQueryName(asked)
    const problem =
      this.problem ??
      ('problem' in query ? unavailable(name, 'not-configured', `not asked: ${query.problem}`, null) : null)
    if (problem !== null || 'problem' in query) {
      this.refused.add(name)
      if (problem !== null) this.changes.tell(name, { ...problem, what: nameKey(name) })
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
    while (this.askingCount < this.concurrencyMax) {
      const next = this.due.take()
      if (next === null) break
      void this.askName(next.name, next.watched)
    }
    if (this.askingCount >= this.concurrencyMax || this.watched.size === 0) return
    const waitMs = this.due.nextAtMs - this.nowMs()
    this.askTimer = setTimeout(() => this.schedule(), Math.max(lookMs, Math.min(waitMs, 60_000)))
  }

  private askName(name: string, watched: Watched): Promise<DnsAnswer | DnsZone | Unavailable> {
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

  private async resolve(name: string, watched: Watched): Promise<DnsAnswer | DnsZone | Unavailable> {
    const { timings, nowMs } = this
    const found = await this.findFact(watched)
    const isWanted = this.watched.get(name) === watched
    if (!('reason' in found)) {
      const fact = { ...found, name: readDnsKey(name).question === 'zone' ? found.name : name }
      watched.failures = 0
      watched.dueAtMs = nowMs() + this.lifetimeMs(fact)
      if (isWanted) {
        this.names.noteAnswer(name, nowMs(), 'outcome' in fact ? fact.fallback : undefined)
        this.tellStore(name, fact)
      }
      return fact
    }
    watched.failures += 1
    const waitMs = Math.min(timings.retryMaxMs, timings.retryMinMs * 2 ** (watched.failures - 1))
    watched.dueAtMs = nowMs() + waitMs
    const need = `a DNS server that answers for ${readDnsKey(name).name} (dns.servers in the configuration of this cluster)`
    const failure = unavailable(name, found.reason, found.detail, need)
    this.names.noteFailure(name, nowMs(), failure)
    if (isWanted && (!this.names.isAnswered(name) || watched.failures >= failuresMax)) {
      this.names.giveUp(name)
      this.tellStore(name, failure)
    }
    return failure
  }

  private async findFact({
    question,
    queryName,
  }: Watched): Promise<DnsAnswer | DnsZone | Pick<Unavailable, 'reason' | 'detail'>> {
    if (question === 'zone') {
      const finding = await this.zones.findZone(queryName)
      return finding.state === 'found' ? finding.zone : finding
    }
    const resolve = question === 'texts' ? resolveTexts : resolveName
    const resolution = await resolve(queryName, { ask: this.ask, nowMs: this.nowMs })
    return resolution.state === 'resolved' ? resolution.answer : resolution
  }

  private tellStore(name: string, fact: DnsAnswer | DnsZone | Unavailable): void {
    this.changes.tell(name, fact)
    // Somebody waits for it.
    if (this.requested.has(name)) this.changes.tellNow()
  }

  /**
   * How long an answer is used. Names asked together do not all end together; and with thousands of names each is used so long that
   * asking again takes half of the queries that are allowed, whatever the TTL says.
   */
  private lifetimeMs(fact: DnsAnswer | DnsZone): number {
    const affordableSeconds = (this.watched.size * queriesPerName) / (this.queriesPerSecondMax / 2)
    const ownSeconds = readLifetimeSeconds(fact, this.timings)
    const seconds = Math.max(ownSeconds, Math.min(affordableSeconds, this.timings.ttlSecondsMax))
    return seconds * 1000 * (0.85 + this.random() * 0.15)
  }
}

function unavailable(key: string, reason: Unavailable['reason'], detail: string, need: string | null): Unavailable {
  return { what: nameKey(key), reason, detail, need }
}

function nameKey(key: string): string {
  const { name, question } = readDnsKey(key)
  return `${question === 'zone' ? 'DNS zone' : 'DNS records'} of ${name.slice(0, 253)}`
}
