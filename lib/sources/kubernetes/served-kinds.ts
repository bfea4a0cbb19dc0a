import 'server-only'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import type { KubernetesConnection } from './api-answer'
import { isRecord, type JsonRecord, readRecords, readString } from './json-record'
import { Pause } from './pause'

export interface ServedKindsOptions {
  connection: KubernetesConnection
  store: ObjectStore
  groups: readonly string[]
  intervalMs: number
  timeoutMs: number
}

/** Groups of custom kinds that external-dns may be told to read, and that nobody here does. */
export const watchedGroups = ['gateway.networking.k8s.io', 'externaldns.k8s.io']

/**
 * Keeps in the store which kinds the API server serves in a few groups, by plain discovery that everybody may read. What could not be asked keeps its last
 * answer. Never rejects.
 */
export class ServedKinds {
  private readonly options: ServedKindsOptions
  private readonly pause = new Pause()
  private readonly abort = new AbortController()
  private readonly done: Promise<void>
  private isStopped = false

  constructor(options: ServedKindsOptions) {
    this.options = options
    this.done = this.run()
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.abort.abort()
    this.pause.cutShort()
    await this.done
  }

  private async run(): Promise<void> {
    const { groups, store, intervalMs } = this.options
    while (!this.isStopped) {
      for (const group of groups) {
        const served = await this.ask(group)
        if (this.isStopped) return
        const isKnown = !('reason' in served)
        const before = store.findServedKinds(group)
        if (isKnown || before === undefined || 'reason' in before) store.setServedKinds(group, served)
      }
      await this.pause.wait(intervalMs)
    }
  }

  /** Fact: Kubernetes API reference, `GET /apis/<group>` (APIGroup) and `GET /apis/<group>/<version>` (APIResourceList); 404 for a group without kinds. */
  private async ask(group: string): Promise<readonly string[] | Unavailable> {
    const found = await this.request(`/apis/${group}`, group)
    if (found.state !== 'found') return found.state === 'absent' ? [] : found.unavailable
    const kinds = new Set<string>()
    for (const version of readRecords(found.body, 'versions').flatMap((entry) => readString(entry, 'version') ?? [])) {
      const listed = await this.request(`/apis/${group}/${version}`, group)
      if (listed.state === 'unavailable') return listed.unavailable
      if (listed.state === 'absent') continue
      for (const resource of readRecords(listed.body, 'resources')) {
        // Subresources carry the kind of what they take.
        const kind = readString(resource, 'kind')
        if (kind !== undefined && readString(resource, 'name')?.includes('/') === false) kinds.add(kind)
      }
    }
    return [...kinds].sort()
  }

  private async request(path: string, group: string): Promise<Discovered> {
    const { connection, timeoutMs } = this.options
    const answer = await connection.requestJson(path, { signal: this.abort.signal, timeoutMs })
    if (answer.state === 'answered' && answer.status === 404) return { state: 'absent' }
    if (answer.state === 'answered' && answer.status === 200 && isRecord(answer.json))
      return { state: 'found', body: answer.json }
    const what = `kinds of ${group}`
    if (answer.state === 'failed') {
      const reason = answer.reason === 'timed-out' ? 'timed-out' : 'unreachable'
      return { state: 'unavailable', unavailable: { what, reason, detail: answer.detail, need: null } }
    }
    const isForbidden = answer.status === 401 || answer.status === 403
    const detail = `the API server answered ${answer.status}: ${answer.message}`
    const need = isForbidden ? `get on the path /apis/${group} (ClusterRole system:discovery)` : null
    return {
      state: 'unavailable',
      unavailable: { what, reason: isForbidden ? 'forbidden' : 'unreachable', detail, need },
    }
  }
}

type Discovered =
  | { state: 'found'; body: JsonRecord }
  | { state: 'absent' }
  | { state: 'unavailable'; unavailable: Unavailable }
