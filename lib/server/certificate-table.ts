import 'server-only'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { type JudgedCertificate, judgeCertificate } from '@/lib/checks/ingress/certificates/judge-certificate'
import type { Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { coverageReadKey, objectReadKey } from '@/lib/snapshot/read-keys'

/** Longest stretch of judging before others get their turn, and how long an answer waits for judgements. */
const sliceMs = 8
const settleMs = 400

const idPrefix = 'certificate-row:'
const objectPrefix = objectReadKey('Certificate', '', '').slice(0, -1)
const coverageKey = coverageReadKey('Certificate')

/**
 * Every Certificate of a cluster that can be read, judged. A change outdates the few that read what changed, and only these are judged
 * again: in the background, or by the request that comes first. Nothing is judged before somebody has asked.
 */
export class CertificateTable {
  /** Grows whenever a row changed: what is derived from the rows holds as long as it stays. */
  version = 0
  private readonly store: ObjectStore
  private readonly judgements: Judgements
  private readonly rowsByKey = new Map<string, JudgedCertificate>()
  private readonly outdated = new Set<string>()
  private unreadableReason: Unavailable | null = null
  private isListOutdated = true
  private isAsked = false
  private wasReadEarly = false

  constructor(store: ObjectStore, judgements: Judgements) {
    this.store = store
    this.judgements = judgements
    judgements.onOutdated((id) => {
      if (id.startsWith(idPrefix)) this.outdated.add(id.slice(idPrefix.length))
    })
    store.onChange(({ keys }) => {
      if (keys.has(coverageKey)) this.isListOutdated = true
      if (!keys.has('Certificate/*')) return
      for (const key of keys) {
        if (key.startsWith(objectPrefix) && !key.endsWith('/*')) this.outdated.add(key.slice(objectPrefix.length))
      }
    })
  }

  /** Every row that was judged, by `namespace/name`. */
  get rows(): ReadonlyMap<string, JudgedCertificate> {
    return this.rowsByKey
  }

  /** What could not be listed (null: everything could). */
  get unreadable(): Unavailable | null {
    return this.unreadableReason
  }

  /** How many Certificates wait to be judged, or judged again. */
  get unsettled(): number {
    return this.outdated.size
  }

  /** Whether some row that somebody asked for may no longer hold, or is not judged yet. */
  get isOutdated(): boolean {
    return this.isAsked && (this.isListOutdated || this.outdated.size > 0)
  }

  /** Waits until every row holds, or until `waitMs` are over. */
  async settle(waitMs = settleMs): Promise<void> {
    this.isAsked = true
    const untilMs = performance.now() + waitMs
    while (!this.work()) {
      if (performance.now() >= untilMs) {
        this.wasReadEarly = true
        return
      }
      await yieldToOthers()
    }
  }

  /** Whether an answer was given before everything was judged; asking clears it. */
  takeReadEarly(): boolean {
    const { wasReadEarly } = this
    this.wasReadEarly = false
    return wasReadEarly
  }

  /** Judges for some milliseconds. True when nothing is left to judge. */
  work(): boolean {
    const nowMs = Date.now()
    const untilMs = performance.now() + sliceMs
    this.judgements.expire(nowMs)
    if (this.isListOutdated) this.readList(nowMs)
    for (const key of this.outdated) {
      this.outdated.delete(key)
      this.judge(key, nowMs)
      if (performance.now() >= untilMs) break
    }
    return this.outdated.size === 0
  }

  private readList(nowMs: number): void {
    this.isListOutdated = false
    const listing = new ClusterView(this.store, nowMs).listing('Certificate')
    this.unreadableReason = listing.state === 'unavailable' ? listing.unavailable : listing.missing
    this.version += 1
    const wanted = new Set<string>()
    for (const { metadata } of listing.state === 'unavailable' ? [] : listing.objects) {
      const key = `${metadata.namespace ?? ''}/${metadata.name}`
      wanted.add(key)
      if (!this.rowsByKey.has(key)) this.outdated.add(key)
    }
    for (const key of this.rowsByKey.keys()) if (!wanted.has(key)) this.drop(key)
  }

  private judge(key: string, nowMs: number): void {
    const [namespace = '', name = ''] = key.split('/')
    const lookup = new ClusterView(this.store, nowMs).lookUp('Certificate', namespace, name)
    if (lookup.state !== 'found') {
      this.drop(key)
      return
    }
    const judged = this.judgements.get(`${idPrefix}${key}`, nowMs, (view) =>
      judgeCertificate(view, view.find('Certificate', namespace, name) ?? lookup.object),
    )
    if (this.rowsByKey.get(key) === judged) return
    this.rowsByKey.set(key, judged)
    this.version += 1
  }

  private drop(key: string): void {
    this.outdated.delete(key)
    this.judgements.forgetOne(`${idPrefix}${key}`)
    if (this.rowsByKey.delete(key)) this.version += 1
  }
}
