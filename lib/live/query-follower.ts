import type { Query, QueryClient } from '@tanstack/react-query'
import type { Topic } from '@/lib/api/events'
import { ApiError } from '@/lib/api/fetch-json'

/** While something shown could not be read, how often to look whether it is time to ask again, and the longest pause. */
const healIntervalMs = 2_000
const healPauseMaxMs = 30_000

interface Moment {
  /** The server's clock, milliseconds since 1970: compares with what was rendered there. */
  serverMs: number
  /** Our own clock, milliseconds: compares with when a request of ours was sent. */
  clientMs: number
}

/**
 * Makes queries ask again when what they show has changed, so that no change is lost: an answer that was on its way when the change was
 * told, or was rendered before it, is asked for once more. A request under way is never cut off, or changes that come faster
 * than answers would leave a page without any.
 */
export class QueryFollower {
  private readonly queryClient: QueryClient
  private readonly nowMs: () => number
  private readonly lastChanges = new Map<string, Moment>()
  private readonly fetchStarts = new WeakMap<Query, number>()

  constructor(queryClient: QueryClient, nowMs: () => number = () => performance.now()) {
    this.queryClient = queryClient
    this.nowMs = nowMs
  }

  /** Listens to the queries until the answered function is called. */
  start(): () => void {
    const unsubscribe = this.queryClient.getQueryCache().subscribe((event) => {
      if (event.type === 'added') this.judgeRendered(event.query)
      if (event.type !== 'updated') return
      if (event.action.type === 'setState') this.judgeRendered(event.query)
      if (event.action.type === 'fetch') this.fetchStarts.set(event.query, this.nowMs())
      if (event.action.type === 'success' && event.action.manual !== true) this.judgeAnswer(event.query)
    })
    const timer = setInterval(() => this.heal(), healIntervalMs)
    return () => {
      unsubscribe()
      clearInterval(timer)
    }
  }

  /** These topics of the cluster changed at `at`, the server's time. */
  change(cluster: string, topics: readonly Topic[], at: string): void {
    const moment = this.moment(at)
    for (const topic of topics) {
      this.lastChanges.set(topic === 'clusters' ? 'clusters' : `${cluster}|${topic}`, moment)
      this.askAgain(topic === 'clusters' ? ['clusters'] : ['cluster', cluster, topic])
    }
  }

  /** Anything about the cluster, or with null about any, may have changed. */
  reset(cluster: string | null, at: string): void {
    const moment = this.moment(at)
    if (cluster === null) {
      this.lastChanges.clear()
      this.lastChanges.set('everything', moment)
      this.askAgain([])
      return
    }
    this.lastChanges.set(`${cluster}|everything`, moment)
    this.lastChanges.set('clusters', moment)
    this.askAgain(['cluster', cluster])
    this.askAgain(['clusters'])
  }

  /** Asks again for what is shown and could not be read; `isImpatient` without the usual pause. */
  heal(isImpatient = false): void {
    for (const query of this.queryClient.getQueryCache().findAll({ type: 'active', fetchStatus: 'idle' })) {
      const { error, isInvalidated, errorUpdatedAt, errorUpdateCount } = query.state
      if (error === null && !isInvalidated) continue
      if (error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500) continue
      const pauseMs = isImpatient ? 0 : Math.min(healPauseMaxMs, healIntervalMs * errorUpdateCount)
      if (error !== null && Date.now() - errorUpdatedAt < pauseMs) continue
      void this.queryClient.refetchQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
    }
  }

  private moment(at: string): Moment {
    return { serverMs: Date.parse(at), clientMs: this.nowMs() }
  }

  private askAgain(queryKey: readonly unknown[]): void {
    void this.queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false })
  }

  /** Of all changes that concern the query, the last. */
  private lastChange(query: Query): Moment | null {
    const [scope, cluster, topic] = query.queryKey
    const names = ['everything']
    if (scope === 'clusters') names.push('clusters')
    if (scope === 'cluster') names.push(`${cluster}|everything`, `${cluster}|${topic}`)
    let last: Moment | null = null
    for (const name of names) {
      const moment = this.lastChanges.get(name)
      if (moment !== undefined && (last === null || moment.clientMs > last.clientMs)) last = moment
    }
    return last
  }

  private judgeRendered(query: Query): void {
    const { data, dataUpdatedAt } = query.state
    const last = this.lastChange(query)
    if (data !== undefined && last !== null && last.serverMs >= dataUpdatedAt) this.askAgainLater(query)
  }

  private judgeAnswer(query: Query): void {
    const last = this.lastChange(query)
    const startedMs = this.fetchStarts.get(query)
    if (last !== null && startedMs !== undefined && last.clientMs >= startedMs) this.askAgainLater(query)
  }

  /** The cache is still telling of the answer. */
  private askAgainLater(query: Query): void {
    queueMicrotask(() => {
      void this.queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
    })
  }
}
