import 'server-only'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { areJsonEqual } from '@/lib/model/json-equality'
import type { KindDescription, KubernetesObject } from '@/lib/model/kubernetes'
import type { UnavailableReason } from '@/lib/model/unavailable'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import type { KubernetesConnection, SourceLog } from './api-answer'
import { Backoff } from './backoff'
import type { Gate } from './gate'
import { isRecord, type JsonRecord, readRecord, readString } from './json-record'
import { describeError } from './kubeconfig'
import { collectionPath, formatNeed, formatResource, formatScope } from './need'
import { Pause } from './pause'
import { fail, failRequest, failStatus, readPage, readStatusText, type Step } from './reflector-step'
import type { KubernetesTimings } from './timings'
import { readLines } from './watch-lines'

/**
 * How well one scope is known. `stale`: the last good objects stay in use since the source was lost. `unavailable`: there
 * are no objects to use.
 */
export type ScopeCondition =
  | { state: 'pending' }
  | { state: 'observed' }
  | { state: 'stale'; sinceMs: number; reason: string }
  | { state: 'unavailable'; reason: UnavailableReason; detail: string; need: string | null }

export interface ReflectorOptions {
  connection: KubernetesConnection
  store: ObjectStore
  description: KindDescription
  /** Null: the whole cluster. */
  namespace: string | null
  /** Trims an arriving object, or null for one that nobody reads. */
  transform(object: JsonRecord): KubernetesObject | null
  fieldSelector?: string
  labelSelector?: string
  timings: KubernetesTimings
  /** Shared by all kinds: a page of each at once would be a peak of memory. */
  listGate: Gate
  log: SourceLog
  nowMs(): number
  /** In [0, 1). */
  random(): number
  onCondition(condition: ScopeCondition): void
  /** Called whenever the server said something about this scope, at most a few times a second. */
  onSignOfLife(atMs: number): void
}

/** A watch that ends sooner than this without an event is not followed by another at once. */
const shortWatchMs = 1_000
/** A watch that lived longer than this proves that the server is well again, even without an event. */
const provenWatchMs = 5_000
/** A 404 is believed after this pause: an API server that starts answers so until it has loaded its custom resources. */
const notFoundConfirmMs = 2_000

/**
 * Keeps one scope of a kind equal to the API server: lists it in pages, then watches from there. Objects in the store are
 * never taken away for a failure that may pass; a new list replaces them in one step.
 * Fact: Kubernetes API concepts, "Efficient detection of changes", "Watch bookmarks", "410 Gone responses", v1.31.
 */
export class Reflector {
  private readonly options: ReflectorOptions
  private readonly backoff: Backoff
  private readonly pause = new Pause()
  private readonly done: Promise<void>
  private attempt = new AbortController()
  private condition: ScopeCondition = { state: 'pending' }
  /** Where the next watch starts; null when a list must come first. */
  private version: string | null = null
  private isStopped = false
  private isFilled = false
  private lostAtMs: number | null = null
  private lastSignMs = 0
  private hasWritten = false
  private notFoundCount = 0
  /** Watches in a row that carried garbage or an error before any event. */
  private brokenWatches = 0
  private expiredLists = 0

  constructor(options: ReflectorOptions) {
    this.options = options
    this.backoff = new Backoff(options.timings.retryMinMs, options.timings.retryMaxMs)
    this.done = this.run()
  }

  /** Gives up the connection and the current pause, and tries at once from where it was. */
  reconnectNow(): void {
    this.backoff.reset()
    this.attempt.abort()
    this.pause.cutShort()
  }

  /**
   * Someone else noticed that nothing answers since `sinceMs`. The state heals with the next thing that the server says
   * here.
   */
  markLost(sinceMs: number, reason: string): void {
    if (
      this.condition.state === 'stale' ||
      (this.condition.state === 'unavailable' && this.condition.reason !== 'pending')
    )
      return
    this.lostAtMs = sinceMs
    if (this.isFilled) this.setCondition({ state: 'stale', sinceMs, reason })
    else this.setCondition({ state: 'unavailable', reason: 'unreachable', detail: reason, need: null })
  }

  /** Nothing is written after this call; resolves when the connection is let go. Objects stay in the store. */
  async stop(): Promise<void> {
    this.isStopped = true
    this.attempt.abort()
    this.pause.cutShort()
    await this.done
  }

  private async run(): Promise<void> {
    // The owner of this object finishes its own construction first.
    await yieldToOthers()
    while (!this.isStopped) {
      this.attempt = new AbortController()
      const startedAtMs = this.options.nowMs()
      let step: Step
      try {
        step =
          this.version === null
            ? await this.list(this.attempt.signal)
            : await this.watch(this.version, this.attempt.signal)
      } catch (error) {
        step = fail(`reading ${formatResource(this.options.description)} failed: ${describeError(error)}`)
      }
      if (this.isStopped) return
      const waitMs = this.judge(step, this.options.nowMs() - startedAtMs)
      if (waitMs > 0) await this.pause.wait(waitMs)
    }
  }

  /** Draws the consequences of a step and says how long to wait before the next. */
  private judge(step: Step, tookMs: number): number {
    const { timings, log, random, description, namespace } = this.options
    if (step.end !== 'not-found') this.notFoundCount = 0
    if (step.end === 'done') return 0
    const scope = formatScope(description, namespace)
    if (step.end === 'expired') {
      log.debug({ scope }, 'The version to continue from has expired; listing again')
      this.version = null
      // An answer of 410 to every request must not become a busy loop.
      return tookMs < shortWatchMs ? this.backoff.nextMs(random()) / 4 : 0
    }
    if (step.end === 'not-found') return this.judgeNotFound()
    if (step.end === 'forbidden') {
      const need = formatNeed(step.verbs, description, namespace)
      this.dropObjects()
      this.setCondition({ state: 'unavailable', reason: 'forbidden', detail: step.message, need })
      return timings.retryForbiddenMs * (0.75 + random() / 4)
    }
    log.debug({ scope, detail: step.detail }, 'Reading was interrupted')
    this.lostAtMs ??= this.options.nowMs()
    if (step.wasOpen && tookMs >= shortWatchMs) {
      // A broken watch is usually back in a moment: say that something is missing only when the next try fails as well.
      return Math.max(1, random() * Math.min(250, timings.retryMinMs))
    }
    if (this.isFilled) this.setCondition({ state: 'stale', sinceMs: this.lostAtMs, reason: step.detail })
    else if (!this.isKnownToBeMissing)
      this.setCondition({ state: 'unavailable', reason: step.reason, detail: step.detail, need: step.need })
    return Math.max(step.retryAfterMs ?? 0, this.backoff.nextMs(random()))
  }

  /** A server that is away has not changed which kinds it has. */
  private get isKnownToBeMissing(): boolean {
    return this.condition.state === 'unavailable' && this.condition.reason === 'not-installed'
  }

  private judgeNotFound(): number {
    const { timings, random, description } = this.options
    const name = formatResource(description)
    this.notFoundCount += 1
    if (this.isFilled && this.notFoundCount === 1) {
      this.lostAtMs ??= this.options.nowMs()
      this.setCondition({
        state: 'stale',
        sinceMs: this.lostAtMs,
        reason: `the API server does not know ${name} at the moment`,
      })
      return notFoundConfirmMs
    }
    this.dropObjects()
    this.setCondition({
      state: 'unavailable',
      reason: 'not-installed',
      detail: `the cluster has no ${name} (${description.version})`,
      need: null,
    })
    return timings.retryNotInstalledMs * (0.75 + random() / 4)
  }

  private async list(signal: AbortSignal): Promise<Step> {
    const { connection, description, namespace, store, timings } = this.options
    const { kind } = description
    // The first read goes straight into the store page by page: nobody reads a scope that is not observed yet.
    const isFilling =
      !this.isFilled && (namespace === null ? store.count(kind) : store.list(kind, namespace).length) === 0
    const objects: KubernetesObject[] = []
    let token = ''
    do {
      const query = this.query()
      // Several lists in a row that expired half-way: take it in one piece, as client-go's pager does.
      if (this.expiredLists < 3) query.set('limit', String(timings.pageSize))
      if (token !== '') query.set('continue', token)
      const path = `${collectionPath(description, namespace)}?${query}`
      const answer = await this.options.listGate.run(() =>
        connection.requestJson(path, { signal, timeoutMs: timings.listTimeoutMs }),
      )
      if (signal.aborted) return { end: 'done' }
      if (answer.state === 'failed') return failRequest(answer)
      if (answer.status === 410) {
        this.expiredLists += 1
        return { end: 'expired' }
      }
      if (answer.status !== 200)
        return failStatus(answer.status, answer.message, answer.retryAfterMs, ['list', 'watch'])
      this.sign()
      const page = readPage(answer.json)
      if (page === null) return fail(`${connection.server} answered a list that is not one`)
      for (const entry of page.objects) {
        const object = this.transform(entry)
        if (object === null) continue
        if (isFilling) {
          this.hasWritten = true
          store.applyObject(kind, object)
        } else objects.push(this.reuse(object))
      }
      token = page.token
      if (token === '') this.version = page.version
      else await yieldToOthers()
      if (signal.aborted) return { end: 'done' }
    } while (token !== '')
    if (!isFilling) store.replaceObjects(kind, namespace, objects)
    this.hasWritten = true
    this.expiredLists = 0
    this.isFilled = true
    this.succeed()
    return { end: 'done' }
  }

  private async watch(version: string, signal: AbortSignal): Promise<Step> {
    const { connection, description, namespace, timings, random } = this.options
    const query = this.query()
    const seconds =
      timings.watchSecondsMin + Math.floor(random() * (timings.watchSecondsMax - timings.watchSecondsMin + 1))
    query.set('watch', 'true')
    query.set('resourceVersion', version)
    query.set('allowWatchBookmarks', 'true')
    query.set('timeoutSeconds', String(seconds))
    const path = `${collectionPath(description, namespace)}?${query}`
    const answer = await connection.request(path, { signal, timeoutMs: timings.watchHeadTimeoutMs })
    if (signal.aborted) return { end: 'done' }
    if (answer.state === 'failed') return failRequest(answer)
    if (answer.status === 410) {
      await answer.text().catch(() => '')
      return { end: 'expired' }
    }
    if (answer.status !== 200 || answer.body === null) {
      const message = readStatusText(await answer.text().catch(() => ''))
      return failStatus(answer.status, message, answer.retryAfterMs, ['watch'])
    }
    this.sign()
    this.succeed()
    return this.readEvents(answer.body, signal)
  }

  private async readEvents(body: Parameters<typeof readLines>[0], signal: AbortSignal): Promise<Step> {
    const { connection, timings, random, nowMs } = this.options
    const openedAtMs = nowMs()
    let isSilent = false
    let hasEvents = false
    const attempt = this.attempt
    const watchdog = setTimeout(() => {
      isSilent = true
      this.options.connection.renewConnections()
      attempt.abort()
    }, timings.idleMs)
    const onBytes = () => {
      watchdog.refresh()
      this.sign()
      if (this.condition.state === 'stale') this.succeed()
    }
    try {
      for await (const line of readLines(body, onBytes)) {
        if (signal.aborted) break
        const step = this.applyEvent(line)
        if (step !== null) return this.noteBrokenWatch(step)
        hasEvents = true
        this.brokenWatches = 0
        this.backoff.reset()
      }
    } catch (error) {
      if (!isSilent && !signal.aborted) {
        const detail = `the connection to ${connection.server} broke (${describeError(error)})`
        return { end: 'failed', reason: 'unreachable', detail, need: null, retryAfterMs: null, wasOpen: true }
      }
    } finally {
      clearTimeout(watchdog)
      if (nowMs() - openedAtMs > provenWatchMs) this.backoff.reset()
    }
    if (isSilent) {
      this.lostAtMs ??= Math.max(this.lastSignMs, openedAtMs)
      const detail = `${connection.server} was silent for ${timings.idleMs / 1000} s`
      return { end: 'failed', reason: 'timed-out', detail, need: null, retryAfterMs: null, wasOpen: true }
    }
    // The server ends every watch after its timeout; one that ends at once is trouble in disguise.
    if (!signal.aborted && !hasEvents && nowMs() - openedAtMs < shortWatchMs)
      await this.pause.wait(this.backoff.nextMs(random()))
    return { end: 'done' }
  }

  /** A server that repeats the same unreadable event from one version is asked for a new list instead. */
  private noteBrokenWatch(step: Step): Step {
    if (step.end !== 'failed') return step
    this.brokenWatches += 1
    if (this.brokenWatches < 3) return step
    this.brokenWatches = 0
    this.version = null
    return step
  }

  /** Writes one event into the store. A step ends the watch. */
  private applyEvent(line: string): Step | null {
    const { description, store } = this.options
    let event: unknown
    try {
      event = JSON.parse(line)
    } catch {
      return this.failGarbage(line)
    }
    const object = isRecord(event) ? readRecord(event, 'object') : undefined
    if (!isRecord(event) || object === undefined) return this.failGarbage(line)
    const type = readString(event, 'type')
    if (type === 'ERROR') {
      const message = readString(object, 'message') ?? 'unknown error'
      if (object.code === 410) return { end: 'expired' }
      return {
        end: 'failed',
        reason: 'unreachable',
        detail: `the watch ended with an error: ${message}`,
        need: null,
        retryAfterMs: null,
        wasOpen: false,
      }
    }
    const metadata = readRecord(object, 'metadata')
    const version = readString(metadata, 'resourceVersion')
    if (version === undefined) return this.failGarbage(line)
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
      const name = readString(metadata, 'name')
      if (name === undefined) return this.failGarbage(line)
      const kept = type === 'DELETED' ? null : this.transform(object)
      if (kept === null) store.removeObject(description.kind, readString(metadata, 'namespace') ?? null, name)
      else store.applyObject(description.kind, kept)
    }
    this.version = version
    return null
  }

  private transform(object: JsonRecord): KubernetesObject | null {
    try {
      return this.options.transform(object)
    } catch (error) {
      const name = readString(readRecord(object, 'metadata'), 'name')
      this.options.log.warn(
        { kind: this.options.description.kind, name, error: describeError(error) },
        'An object could not be read and is left out',
      )
      return null
    }
  }

  /** The stored object when it is the same but for its version, so that replacing 50,000 unchanged objects is quick. */
  private reuse(object: KubernetesObject): KubernetesObject {
    const { namespace, name } = object.metadata
    const before = this.options.store.find(this.options.description.kind, namespace ?? null, name)
    if (before === undefined) return object
    const sameVersion = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: before.metadata.resourceVersion },
    }
    return areJsonEqual(before, sameVersion) ? before : object
  }

  private query(): URLSearchParams {
    const query = new URLSearchParams()
    if (this.options.fieldSelector !== undefined) query.set('fieldSelector', this.options.fieldSelector)
    if (this.options.labelSelector !== undefined) query.set('labelSelector', this.options.labelSelector)
    return query
  }

  private failGarbage(line: string): Step {
    this.options.log.warn(
      { scope: formatScope(this.options.description, this.options.namespace), line: line.slice(0, 80) },
      'A watch line is not an event; reconnecting',
    )
    return fail('the watch carried something that is not a Kubernetes event')
  }

  private succeed(): void {
    this.lostAtMs = null
    this.setCondition({ state: 'observed' })
  }

  private sign(): void {
    const atMs = this.options.nowMs()
    if (atMs - this.lastSignMs < 100) return
    this.lastSignMs = atMs
    this.options.onSignOfLife(atMs)
  }

  private dropObjects(): void {
    this.version = null
    this.isFilled = false
    this.lostAtMs = null
    // Objects of other scopes of this kind are not ours to drop.
    if (!this.hasWritten) return
    this.hasWritten = false
    this.options.store.replaceObjects(this.options.description.kind, this.options.namespace, [])
  }

  private setCondition(condition: ScopeCondition): void {
    if (areJsonEqual(this.condition, condition)) return
    this.condition = condition
    this.options.onCondition(condition)
  }
}
