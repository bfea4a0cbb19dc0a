import 'server-only'
import { type KindDescription, type KindName, kindDescriptions } from '@/lib/model/kubernetes'
import type { ObjectStore, ScopeState } from '@/lib/snapshot/object-store'
import type { AccessDecision } from './access'
import type { KubernetesConnection, SourceLog } from './api-answer'
import type { Gate } from './gate'
import { fieldSelectors } from './kept-objects'
import { formatNeed, formatScope } from './need'
import { Reflector, type ScopeCondition } from './reflector'
import type { ScopeStatus, SourceStatus } from './source-status'
import type { KubernetesTimings } from './timings'
import { trimObject } from './trim'

/** What all kinds of one cluster share. */
export interface WatchContext {
  connection: KubernetesConnection
  store: ObjectStore
  timings: KubernetesTimings
  listGate: Gate
  log: SourceLog
  nowMs(): number
  random(): number
  onSignOfLife(atMs: number): void
  /** A scope became observed, stale or unavailable. */
  onStatusChange(): void
  /** A kind turned out to be readable in single namespaces at most. */
  onScoped(): void
}

const toIso = (ms: number) => new Date(ms).toISOString()

/** One scope of a kind: what access says, what the reflector says, and whether the server is there, told to the store. */
class ScopeWatch {
  readonly namespace: string | null
  private readonly description: KindDescription
  private readonly context: WatchContext
  private reflector: Reflector | null = null
  private condition: ScopeCondition = { state: 'pending' }
  private decision: AccessDecision | null = null
  private lastSignMs: number | null = null
  private lastToldMs = 0
  private lastTold = ''
  private isClosed = false
  private readonly onCondition: () => void

  constructor(kind: KindName, namespace: string | null, context: WatchContext, onCondition: () => void) {
    this.namespace = namespace
    this.description = kindDescriptions[kind]
    this.context = context
    this.onCondition = onCondition
  }

  get isObserved(): boolean {
    return this.condition.state === 'observed' || this.condition.state === 'stale'
  }

  /** Whether reading this scope is not allowed, by the access review or by the list's own answer. */
  get isForbidden(): boolean {
    return this.condition.state === 'unavailable' && this.condition.reason === 'forbidden'
  }

  /** Whether the first answer is in, be it that there is none to be had. */
  get isSettled(): boolean {
    if (this.condition.state === 'pending') return false
    return (
      this.condition.state !== 'unavailable' ||
      this.condition.reason === 'forbidden' ||
      this.condition.reason === 'not-installed'
    )
  }

  decide(decision: AccessDecision): void {
    const before = this.decision
    if (decision.state === 'unknown' && before !== null && before.state !== 'unknown') return
    this.decision = decision
    if (decision.state === 'denied') {
      if (this.reflector !== null) this.stopReading()
      const need = formatNeed(decision.missingVerbs, this.description, this.namespace)
      this.setCondition({ state: 'unavailable', reason: 'forbidden', detail: decision.detail, need })
      return
    }
    if (this.reflector === null) {
      this.condition = { state: 'pending' }
      this.startReading()
    } else if (decision.state === 'allowed' && this.isForbidden) this.reflector.reconnectNow()
  }

  reconnectNow(): void {
    this.reflector?.reconnectNow()
  }

  markLost(sinceMs: number, reason: string): void {
    this.reflector?.markLost(sinceMs, reason)
  }

  close(isDropping: boolean): void {
    this.isClosed = true
    void this.reflector?.stop()
    this.reflector = null
    if (isDropping) this.context.store.replaceObjects(this.description.kind, this.namespace, [])
  }

  async stop(): Promise<void> {
    this.isClosed = true
    await this.reflector?.stop()
  }

  status(): ScopeStatus {
    const state = this.scopeState()
    const { kind } = this.description
    const { store } = this.context
    const objects = this.namespace === null ? store.count(kind) : store.list(kind, this.namespace).length
    const observedAt = this.lastSignMs === null ? null : toIso(this.lastSignMs)
    if (state.state === 'unavailable') {
      const { reason, detail, need } = state
      return { state: 'unavailable', reason, detail, need, objects, observedAt, staleSince: null, staleReason: null }
    }
    const { staleSince, staleReason } = state
    return { state: 'observed', reason: null, detail: null, need: null, objects, observedAt, staleSince, staleReason }
  }

  private startReading(): void {
    const { connection, store, timings, listGate, log, nowMs, random } = this.context
    const { kind } = this.description
    this.reflector = new Reflector({
      connection,
      store,
      description: this.description,
      namespace: this.namespace,
      transform: (object) => trimObject(kind, object),
      fieldSelector: fieldSelectors[kind],
      timings,
      listGate,
      log,
      nowMs,
      random,
      onCondition: (condition) => this.setCondition(condition),
      onSignOfLife: (atMs) => this.noteSignOfLife(atMs),
    })
    this.tell()
  }

  private stopReading(): void {
    void this.reflector?.stop()
    this.reflector = null
    this.context.store.replaceObjects(this.description.kind, this.namespace, [])
  }

  private setCondition(condition: ScopeCondition): void {
    if (this.isClosed) return
    this.condition = condition
    this.tell()
    this.onCondition()
  }

  private noteSignOfLife(atMs: number): void {
    if (this.isClosed) return
    this.lastSignMs = atMs
    this.context.onSignOfLife(atMs)
    // The age is read by people: a second is precise enough.
    if (atMs - this.lastToldMs >= 1_000) this.tell()
  }

  private tell(): void {
    if (this.isClosed) return
    const state = this.scopeState()
    this.lastToldMs = this.context.nowMs()
    this.context.store.setScopeState(this.description.kind, this.namespace, state)
    const told =
      state.state === 'observed'
        ? `${state.staleSince}${state.staleReason}`
        : `${state.reason}${state.detail}${state.need}`
    if (told === this.lastTold) return
    this.lastTold = told
    this.context.onStatusChange()
  }

  private scopeState(): ScopeState {
    const { condition } = this
    const what = formatScope(this.description, this.namespace)
    if (condition.state === 'unavailable') {
      const { reason, detail, need } = condition
      return { state: 'unavailable', what, reason, detail, need }
    }
    if (condition.state === 'pending') {
      return { state: 'unavailable', what, reason: 'pending', detail: `${what} have not been read yet`, need: null }
    }
    const observedAt = toIso(this.lastSignMs ?? this.context.nowMs())
    if (condition.state === 'observed') return { state: 'observed', observedAt, staleSince: null, staleReason: null }
    return { state: 'observed', observedAt, staleSince: toIso(condition.sinceMs), staleReason: condition.reason }
  }
}

/**
 * Keeps one kind in the store: in the whole cluster where that is allowed, else in each namespace where it is. On the way
 * back to the whole cluster the namespaces stay in use until the first complete list.
 */
export class KindWatch {
  readonly kind: KindName
  readonly description: KindDescription
  private readonly context: WatchContext
  private readonly cluster: ScopeWatch
  private readonly namespaces = new Map<string, ScopeWatch>()
  private hasNamespaceDecisions = false

  constructor(kind: KindName, context: WatchContext) {
    this.kind = kind
    this.description = kindDescriptions[kind]
    this.context = context
    this.cluster = new ScopeWatch(kind, null, context, () => this.noteClusterCondition())
  }

  /** Whether the kind must be read namespace by namespace. */
  get isScoped(): boolean {
    return this.description.isNamespaced && this.cluster.isForbidden
  }

  get isSettled(): boolean {
    if (!this.cluster.isSettled) return false
    return (
      !this.isScoped || (this.hasNamespaceDecisions && [...this.namespaces.values()].every((scope) => scope.isSettled))
    )
  }

  get namespaceNames(): string[] {
    return [...this.namespaces.keys()]
  }

  decideCluster(decision: AccessDecision): void {
    this.cluster.decide(decision)
  }

  decideNamespace(namespace: string, decision: AccessDecision): void {
    if (!this.isScoped) return
    let scope = this.namespaces.get(namespace)
    if (scope === undefined) {
      scope = new ScopeWatch(this.kind, namespace, this.context, () => {})
      this.namespaces.set(namespace, scope)
    }
    scope.decide(decision)
  }

  /** Lets go of namespaces that are no longer asked for. Call it after a round of decisions, also with nothing to keep. */
  keepNamespaces(wanted: ReadonlySet<string>): void {
    this.hasNamespaceDecisions = true
    for (const namespace of this.namespaces.keys()) if (!wanted.has(namespace)) this.dropNamespace(namespace, true)
  }

  markLost(sinceMs: number, reason: string): void {
    for (const scope of this.scopes()) scope.markLost(sinceMs, reason)
  }

  reconnectNow(): void {
    for (const scope of this.scopes()) scope.reconnectNow()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.scopes()].map((scope) => scope.stop()))
  }

  status(): SourceStatus {
    const whole = this.cluster.status()
    if (!this.isScoped || this.namespaces.size === 0)
      return { name: this.kind, ...whole, namespaces: this.isScoped ? [] : null }
    const namespaces = [...this.namespaces].map(([namespace, scope]) => ({ namespace, ...scope.status() }))
    namespaces.sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
    const observed = namespaces.filter((scope) => scope.state === 'observed')
    if (observed.length === 0) return { name: this.kind, ...whole, namespaces }
    const stalest = observed
      .filter((scope) => scope.staleSince !== null)
      .sort((a, b) => ((a.staleSince ?? '') < (b.staleSince ?? '') ? -1 : 1))[0]
    const observedAts = observed.flatMap((scope) => scope.observedAt ?? []).sort()
    return {
      ...whole,
      name: this.kind,
      state: 'observed',
      observedAt: observedAts[0] ?? null,
      staleSince: stalest?.staleSince ?? null,
      staleReason: stalest?.staleReason ?? null,
      namespaces,
    }
  }

  private noteClusterCondition(): void {
    if (this.isScoped && !this.hasNamespaceDecisions) this.context.onScoped()
    if (!this.cluster.isObserved) return
    this.hasNamespaceDecisions = false
    for (const namespace of this.namespaces.keys()) this.dropNamespace(namespace, false)
  }

  private dropNamespace(namespace: string, isDroppingObjects: boolean): void {
    this.namespaces.get(namespace)?.close(isDroppingObjects)
    this.namespaces.delete(namespace)
    this.context.store.removeScope(this.kind, namespace)
  }

  private scopes(): ScopeWatch[] {
    return [this.cluster, ...this.namespaces.values()]
  }
}
