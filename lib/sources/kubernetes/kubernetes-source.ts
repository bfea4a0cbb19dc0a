import 'server-only'
import { setMaxListeners } from 'node:events'
import { type KindName, kindNames } from '@/lib/model/kubernetes'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { listReadKey } from '@/lib/snapshot/read-keys'
import { reviewAccess, runBounded } from './access'
import { type KubernetesConnection, type SourceLog, silentLog } from './api-answer'
import { Gate } from './gate'
import { KindWatch } from './kind-watch'
import { describeError } from './kubeconfig'
import { Pause } from './pause'
import { ServedKinds, watchedGroups } from './served-kinds'
import { ServerProbe } from './server-probe'
import type { SourceStatus } from './source-status'
import { defaultTimings, type KubernetesTimings } from './timings'

export interface KubernetesSourceOptions {
  connection: KubernetesConnection
  store: ObjectStore
  /** Default: every kind. */
  kinds?: readonly KindName[]
  /** Namespaces to try where Namespaces cannot be listed, besides the context's and those of well-known controllers. */
  namespaces?: readonly string[]
  timings?: Partial<KubernetesTimings>
  /** Milliseconds since the epoch. */
  now?: () => number
  random?: () => number
  log?: SourceLog
}

export interface KubernetesSource {
  /** The server's version such as `v1.31.2`, null until it has told. */
  readonly serverVersion: string | null
  /** One entry for each kind, in the order of `kinds`. */
  status(): SourceStatus[]
  /** True when every kind has been read or is certainly not readable; false when that takes longer than `timeoutMs`. */
  whenSynced(timeoutMs: number): Promise<boolean>
  /** Called when a kind became observed, stale or unavailable; several changes at once make one call. Returns how to stop it. */
  onStatusChange(listener: () => void): () => void
  /** Asks every right again now. */
  reviewAccessNow(): void
  stop(): Promise<void>
}

/** Where the controllers that Fairlead explains usually run: tried when Namespaces cannot be listed. */
const wellKnownNamespaces = ['ingress-nginx', 'external-dns', 'cert-manager', 'kube-system']
/** A burst of new Namespaces is answered with one round of reviews. */
const namespaceDebounceMs = 300

/** Starts reading a cluster into the store. It never throws and never gives up: what cannot be read is told as status. */
export function startKubernetesSource(options: KubernetesSourceOptions): KubernetesSource {
  return new LiveSource(options)
}

class LiveSource implements KubernetesSource {
  serverVersion: string | null = null
  private readonly connection: KubernetesConnection
  private readonly store: ObjectStore
  private readonly extraNamespaces: readonly string[]
  private readonly timings: KubernetesTimings
  private readonly log: SourceLog
  private readonly nowMs: () => number
  private readonly watches: KindWatch[]
  private readonly probe: ServerProbe
  private readonly servedKinds: ServedKinds
  private readonly abort = new AbortController()
  private readonly pause = new Pause()
  private readonly listeners = new Set<() => void>()
  private readonly reviews: Promise<void>
  private readonly stopListening: () => void
  private lastSignMs = 0
  private isReviewWanted = false
  private isNotifying = false
  private isStopped = false

  constructor(options: KubernetesSourceOptions) {
    // Every watch of every kind listens for the one signal that ends them all.
    setMaxListeners(0, this.abort.signal)
    this.connection = options.connection
    this.store = options.store
    this.extraNamespaces = options.namespaces ?? []
    this.timings = { ...defaultTimings, ...options.timings }
    this.log = options.log ?? silentLog
    this.nowMs = options.now ?? Date.now
    const context = {
      connection: this.connection,
      store: this.store,
      timings: this.timings,
      listGate: new Gate(this.timings.listConcurrencyMax),
      log: this.log,
      nowMs: this.nowMs,
      random: options.random ?? Math.random,
      onSignOfLife: (atMs: number) => {
        this.lastSignMs = Math.max(this.lastSignMs, atMs)
      },
      onStatusChange: () => this.notify(),
      onScoped: () => this.reviewAccessNow(),
    }
    this.watches = (options.kinds ?? kindNames).map((kind) => new KindWatch(kind, context))
    this.probe = new ServerProbe({
      connection: this.connection,
      timings: this.timings,
      nowMs: this.nowMs,
      lastSignMs: () => this.lastSignMs,
      onLost: (sinceMs, reason) => this.noteLost(sinceMs, reason),
      onFound: () => this.noteFound(),
      onVersion: (version) => {
        this.serverVersion = version
      },
    })
    this.servedKinds = new ServedKinds({
      connection: this.connection,
      store: this.store,
      groups: watchedGroups,
      intervalMs: this.timings.accessIntervalMs,
      timeoutMs: this.timings.probeTimeoutMs,
    })
    const namespaceKey = listReadKey('Namespace', null)
    let debounce: NodeJS.Timeout | null = null
    const unsubscribe = this.store.onChange((change) => {
      if (debounce !== null || !change.keys.has(namespaceKey) || !this.watches.some((watch) => watch.isScoped)) return
      debounce = setTimeout(() => {
        debounce = null
        this.reviewAccessNow()
      }, namespaceDebounceMs)
    })
    this.stopListening = () => {
      unsubscribe()
      if (debounce !== null) clearTimeout(debounce)
    }
    this.reviews = this.reviewForever()
  }

  status(): SourceStatus[] {
    return this.watches.map((watch) => watch.status())
  }

  async whenSynced(timeoutMs: number): Promise<boolean> {
    const isSynced = () => this.watches.every((watch) => watch.isSettled)
    const untilMs = Date.now() + timeoutMs
    while (!isSynced()) {
      if (this.isStopped || Date.now() >= untilMs) return false
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, timeoutMs)))
    }
    return true
  }

  onStatusChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  reviewAccessNow(): void {
    this.isReviewWanted = true
    this.pause.cutShort()
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.stopListening()
    this.listeners.clear()
    this.abort.abort()
    this.pause.cutShort()
    await Promise.all([
      this.probe.stop(),
      this.servedKinds.stop(),
      this.reviews,
      ...this.watches.map((watch) => watch.stop()),
    ])
  }

  private async reviewForever(): Promise<void> {
    while (!this.isStopped) {
      this.isReviewWanted = false
      try {
        await this.reviewOnce()
      } catch (error) {
        this.log.warn({ error: describeError(error) }, 'A round of access reviews failed')
      }
      if (this.isStopped) return
      if (!this.isReviewWanted) await this.pause.wait(this.timings.accessIntervalMs)
    }
  }

  private async reviewOnce(): Promise<void> {
    const { accessConcurrencyMax } = this.timings
    const { signal } = this.abort
    await runBounded(this.watches, accessConcurrencyMax, async (watch) => {
      const decision = await reviewAccess(this.connection, watch.description, null, signal)
      if (!this.isStopped) watch.decideCluster(decision)
    })
    await this.letNamespacesArrive()
    const scoped = this.watches.filter((watch) => watch.isScoped)
    if (scoped.length === 0 || this.isStopped) return
    const candidates = this.listCandidates()
    const tasks = scoped.flatMap((watch) => [...candidates].map((namespace) => ({ watch, namespace })))
    await runBounded(tasks, accessConcurrencyMax, async ({ watch, namespace }) => {
      const decision = await reviewAccess(this.connection, watch.description, namespace, signal)
      if (!this.isStopped) watch.decideNamespace(namespace, decision)
    })
    if (!this.isStopped) for (const watch of scoped) watch.keepNamespaces(candidates)
  }

  /** The namespaces to ask about are those that the first list brings: give it a moment. */
  private async letNamespacesArrive(): Promise<void> {
    const untilMs = Date.now() + 2_000
    const isOpen = () => this.watches.some((watch) => watch.kind === 'Namespace' && !watch.isSettled)
    while (isOpen() && Date.now() < untilMs && !this.isStopped) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  private listCandidates(): Set<string> {
    const isListed = this.store.coverage('Namespace').cluster.state === 'observed'
    if (isListed) return new Set(this.store.list('Namespace', null).map((namespace) => namespace.metadata.name))
    const own = this.connection.namespace === null ? ['default'] : [this.connection.namespace]
    return new Set([...own, ...wellKnownNamespaces, ...this.extraNamespaces])
  }

  private noteLost(sinceMs: number, reason: string): void {
    this.log.info({ server: this.connection.server, reason }, 'The API server does not answer')
    for (const watch of this.watches) watch.markLost(sinceMs, reason)
  }

  private noteFound(): void {
    this.log.info({ server: this.connection.server }, 'The API server answers again')
    // Watches that were open may be dead without knowing it; starting again from their version loses nothing.
    for (const watch of this.watches) watch.reconnectNow()
    this.reviewAccessNow()
  }

  private notify(): void {
    if (this.isNotifying || this.isStopped) return
    this.isNotifying = true
    setImmediate(() => {
      this.isNotifying = false
      for (const listener of this.listeners) listener()
    })
  }
}
