import {
  compareWithDns,
  formatAnswer,
  formatTargets,
  type HostReplays,
  replayHostEverywhere,
} from '@/lib/ingress-path/dns-expectation'
import { type DnsSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { findRecordTargets } from '@/lib/ingress-path/external-dns/record-targets'
import { findDroppingStep, findUnknownStep } from '@/lib/ingress-path/external-dns/replay'
import { findHostSources } from '@/lib/ingress-path/external-dns/same-host'
import type { NameState } from '@/lib/model/dns-names'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findConflict } from './name-conflict'
import { findHolder, type NameHolder, type Signature } from './name-holder'
import { describeOrphan, explainTemplates, type Orphan } from './orphan'
import { findRegistryUsers } from './registries'
import { findZoneName } from './zone-facts'

/** A record that an external-dns of the cluster makes for the name, and the object that it makes it from. */
export interface WantedRecord {
  /** `namespace/name` of the external-dns. */
  instance: string
  object: ObjectRef
  /** `A 203.0.113.10`. */
  targets: string
}

/** One name of one cluster: what is wanted, what DNS holds, and whose it is. Plain JSON. */
export interface NameRow {
  /** Lower case, as the objects have it; `*.shop.example.net` is a wildcard. */
  host: string
  /** The longest known zone that holds it; null when none is known to. */
  zone: string | null
  state: NameState
  holder: NameHolder['state']
  declaredBy: ObjectRef[]
  wanted: WantedRecord[]
  /** What DNS answers; null when that is not known. */
  answer: string | null
  /** DNS answers what is wanted here; null when either is not known, or nothing is wanted. */
  isRight: boolean | null
  signature: Signature | null
  /** Why no external-dns makes a record of it; set for the state `not-taken`. */
  dropped: string | null
  /** Several wishes or signatures that exclude each other, in a sentence without its end. */
  conflict: string | null
  /** Why something about it is not known; set for the state `unknown`. */
  unavailable: Unavailable | null
  /** What becomes of a record that is signed here and not wanted here; set for the state `orphaned`. */
  orphan: Orphan | null
}

interface ReplayedSource {
  source: DnsSource
  replayed: HostReplays
}

/**
 * One declared host (lower case) of a cluster. It depends on the objects that declare the host, on the external-dns instances, on ClusterIssuers and on
 * what DNS says about this name, and on nothing else. Source: external-dns v0.22.0 `plan/plan.go`, `endpoint/endpoint.go`.
 */
export function judgeName(view: ClusterView, host: string): NameRow {
  const { sources, missing } = findHostSources(view, host)
  const all = sources.map((source) => ({ source, replayed: replayHostEverywhere(view, source, host) }))
  const wanted = listWanted(all)
  const registries = findRegistryUsers(view)
  const holder = findHolder(view, host, registries)
  const conflict =
    holder.state === 'contested' ? sayContested(holder.owners) : findConflict(view, host, wanted, registries)
  const unavailable = explainUnknown({ holder, all, wanted, missing: missing ?? registries.missing })
  const asked = view.dnsAnswer(host)
  const row: Omit<NameRow, 'state'> = {
    host,
    zone: findZoneName(view, host),
    holder: holder.state,
    declaredBy: sources.map(refToSource),
    wanted,
    answer: asked.state === 'observed' ? formatAnswer(asked.answer) : null,
    isRight: wanted.length === 0 ? null : judgeAnswer(view, host, all),
    signature: readSignature(holder),
    dropped: wanted.length > 0 ? null : explainDrop(all),
    conflict,
    unavailable,
    orphan: null,
  }
  const state = chooseState(row)
  if (state !== 'orphaned' || row.signature === null) return { ...row, state }
  return { ...row, state, orphan: describeOrphan(view, host, row.signature) }
}

/**
 * The row of a host that no object of this cluster declares, although its record is signed by this cluster: known only because another
 * cluster (`seen`) wants the name and looked. Null when the signature is not of this cluster.
 */
export function judgeUndeclared(
  view: ClusterView,
  seen: Pick<NameRow, 'host' | 'zone' | 'answer' | 'signature'>,
): NameRow | null {
  const { host, zone, answer, signature } = seen
  if (signature === null) return null
  const { users, missing } = findRegistryUsers(view)
  if (!users.some(({ txt }) => txt?.ownerId === signature.owner)) return null
  const { sources, missing: unread } = findHostSources(view, host)
  if (sources.length > 0) return null
  const unavailable = unread ?? missing ?? explainTemplates(host, users)
  return {
    host,
    zone,
    state: unavailable === null ? 'orphaned' : 'unknown',
    holder: 'here',
    declaredBy: [],
    wanted: [],
    answer,
    isRight: null,
    signature,
    dropped: null,
    conflict: null,
    unavailable,
    orphan: describeOrphan(view, host, signature),
  }
}

function listWanted(all: readonly ReplayedSource[]): WantedRecord[] {
  return all.flatMap(({ source, replayed }) =>
    replayed.replays.flatMap(({ outcome, instance, targets }) =>
      outcome === 'kept' && targets !== null
        ? [{ instance, object: refToSource(source), targets: formatTargets(targets) }]
        : [],
    ),
  )
}

function chooseState({ unavailable, wanted, holder, conflict }: Omit<NameRow, 'state'>): NameState {
  if (unavailable !== null) return 'unknown'
  if (wanted.length === 0) return holder === 'here' ? 'orphaned' : 'not-taken'
  if (conflict !== null && holder !== 'elsewhere') return 'conflict'
  if (holder === 'here') return 'held-here'
  if (holder === 'elsewhere') return 'held-elsewhere'
  return holder === 'unsigned' ? 'unsigned' : 'free'
}

interface UnknownInput {
  holder: NameHolder
  all: readonly ReplayedSource[]
  wanted: readonly WantedRecord[]
  missing: Unavailable | null
}

/** Why the state of a name is not known, or null. That nobody wants it is knowledge only when everything could be read. */
function explainUnknown({ holder, all, wanted, missing }: UnknownInput): Unavailable | null {
  if (holder.state === 'unknown') return holder.unavailable
  if (wanted.length > 0) return null
  if (missing !== null) return missing
  const unknown = all
    .flatMap(({ replayed }) => replayed.replays)
    .find(({ outcome, readsKind }) => outcome === 'unknown' && readsKind !== false)
  if (unknown === undefined) return null
  return {
    what: `Flags of external-dns ${unknown.instance}`,
    reason: 'not-configured',
    detail: findUnknownStep(unknown)?.detail ?? 'a flag is not known',
    need: 'the flag written in the arguments of the container',
  }
}

function judgeAnswer(view: ClusterView, host: string, all: readonly ReplayedSource[]): boolean | null {
  for (const { source, replayed } of all) {
    if (!replayed.replays.some(({ outcome }) => outcome === 'kept')) continue
    const { state } = compareWithDns(view, host, findRecordTargets(view, source, host, replayed))
    return state === 'not-known' ? null : state === 'equal'
  }
  return null
}

/** What keeps the host away from every external-dns: the filter of the one that comes nearest to taking it. */
function explainDrop(all: readonly ReplayedSource[]): string {
  const drops = all
    .flatMap(({ replayed }) => replayed.replays)
    .flatMap((replay) => {
      const step = findDroppingStep(replay)
      return step === undefined ? [] : [{ title: step.title, position: replay.steps.indexOf(step) }]
    })
    .sort((a, b) => b.position - a.position)
  return drops[0]?.title ?? 'None runs in this cluster'
}

function readSignature(holder: NameHolder): Signature | null {
  if (holder.state === 'nobody') return holder.left
  return 'signature' in holder ? holder.signature : null
}

const sayContested = (owners: readonly string[]) => `it is signed by several owners at once: ${owners.join(', ')}`
