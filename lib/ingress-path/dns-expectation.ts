import ipaddr from 'ipaddr.js'
import type { DnsAnswer } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { controllerInputs, findExternalDnsInstances } from './controllers'
import type { DnsSource } from './external-dns/dns-source'
import { listNames } from './external-dns/host-names'
import { type Replay, type ReplayStep, replayHost, type StepId } from './external-dns/replay'
import { alphaPrefix, stablePrefix } from './external-dns/settings'
import { groupTargets, isIPv4, isIPv6, type RecordTargets } from './external-dns/targets'
import { listStatusAddresses } from './publish'

/** What every external-dns that can be seen makes of one host, one replay for each instance. */
export interface HostReplays {
  replays: Replay[]
  /** Why there may be further instances, or null. */
  missing: Unavailable | null
}

/** The answer of DNS held against what is expected. `absent` covers NXDOMAIN and names without addresses. */
export type DnsComparison =
  | { state: 'equal'; answer: DnsAnswer; expected: RecordTargets }
  | { state: 'differs'; answer: DnsAnswer; expected: RecordTargets }
  | { state: 'absent'; answer: DnsAnswer; expected: RecordTargets | null }
  | { state: 'not-known'; unavailable: Unavailable; answer: DnsAnswer | null }

/** Everything that the replays of a host read. */
export const replayInputs = ['Ingress', ...controllerInputs] as const satisfies readonly InputName[]

/** The replay of a host (lower case) by every instance. Pure work on one object; only the instances are read. */
export function replayHostEverywhere(view: ClusterView, source: DnsSource, host: string): HostReplays {
  const { namespace = '', name } = source.object.metadata
  return view.fact(`host-dns:${source.kind}/${namespace}/${name}/${host}`, (inner) => {
    const current = readAgain(inner, source)
    const { instances, missing } = findExternalDnsInstances(inner)
    return { replays: instances.map((instance) => replayHost(current, host, instance)), missing }
  })
}

/** The fact outlives the object that it was first made for. */
function readAgain(view: ClusterView, source: DnsSource): DnsSource {
  const { namespace = '', name } = source.object.metadata
  if (source.kind === 'Ingress') {
    const lookup = view.lookUp('Ingress', namespace, name)
    return lookup.state === 'found' ? { kind: 'Ingress', object: lookup.object } : source
  }
  const lookup = view.lookUp('Service', namespace, name)
  return lookup.state === 'found' ? { kind: 'Service', object: lookup.object } : source
}

/** An instance that drops a host, and the filter that does it. */
export interface NearestDrop {
  replay: Replay
  step: ReplayStep
}

const targetSteps: ReadonlySet<StepId> = new Set(['targets', 'target-nets', 'record-types'])

/**
 * Of the instances that read the kind of object and drop the host by a filter, those that come nearest to keeping it: with a public and a
 * private external-dns, the one that stops at the last filter is the one that was meant.
 */
export function findNearestDrops(replays: readonly Replay[]): NearestDrop[] {
  const dropped = replays.flatMap((replay) => {
    if (replay.readsKind === false) return []
    const position = replay.steps.findIndex(({ id, outcome }) => outcome === 'dropped' && !targetSteps.has(id))
    const step = replay.steps[position]
    return step === undefined ? [] : [{ replay, step, position }]
  })
  const furthest = Math.max(...dropped.map(({ position }) => position))
  return dropped.filter(({ position }) => position === furthest).map(({ replay, step }) => ({ replay, step }))
}

/** Whether a host can have a DNS record of its own: `*` stands for no name at all, and an address is none. */
export function isDnsName(host: string): boolean {
  return host !== '*' && host !== '' && !isIPv4(host) && !host.includes(':')
}

/**
 * The record values that a host should have: what the instances that keep it want, else what the object itself says (target
 * annotation, status); null when that is nothing or not known. Kept by several instances: the values of the first that has any.
 */
export function findExpectedTargets({ object }: DnsSource, { replays }: HostReplays): RecordTargets | null {
  const isUseful = (targets: RecordTargets | null): targets is RecordTargets =>
    targets !== null && targets.A.length + targets.AAAA.length + targets.CNAME.length > 0
  const keeping = replays.filter(({ outcome }) => outcome === 'kept').map(({ targets }) => targets)
  const wanted = keeping.find(isUseful) ?? replays.map(({ targets }) => targets).find(isUseful)
  if (wanted !== undefined) return wanted
  if (replays.some(({ targets }) => targets === null)) return null
  const annotated = [alphaPrefix, stablePrefix].flatMap((prefix) =>
    listNames(object.metadata.annotations?.[`${prefix}target`]),
  )
  const own = groupTargets(annotated.length > 0 ? annotated : listStatusAddresses(object))
  return isUseful(own) ? own : null
}

/**
 * Compares what DNS answers for a host with the expected values. Addresses must be the same set. A hostname is met when it stands in
 * the CNAME chain, or when it leads to one of the same addresses (an alias record; load balancers rotate their addresses).
 * `not-known` when DNS was not asked, or when nothing is known to compare with.
 */
export function compareWithDns(view: ClusterView, host: string, expected: RecordTargets | null): DnsComparison {
  const asked = view.dnsAnswer(host)
  if (asked.state === 'unavailable') return { state: 'not-known', unavailable: asked.unavailable, answer: null }
  const { answer } = asked
  if (answer.outcome !== 'answered') return { state: 'absent', answer, expected }
  if (expected === null) {
    const what = `Expected DNS record of ${host}`
    const unavailable: Unavailable = {
      what,
      reason: 'pending',
      detail: 'it is not known what it should answer',
      need: null,
    }
    return { state: 'not-known', unavailable, answer }
  }
  if (expected.CNAME.length > 0 && expected.A.length + expected.AAAA.length === 0)
    return compareHostnames(view, answer, expected)
  const wanted = [...expected.A, ...expected.AAAA].map(normaliseAddress).sort()
  const got = answer.addresses.map(normaliseAddress).sort()
  const isSame = wanted.length === got.length && wanted.every((address, position) => address === got[position])
  return { state: isSame ? 'equal' : 'differs', answer, expected }
}

/** `A 20.61.7.41`, `CNAME lb.example.net`: expected values for a reader. */
export function formatTargets(targets: RecordTargets): string {
  const types = (['A', 'AAAA', 'CNAME'] as const).filter((type) => targets[type].length > 0)
  return types.map((type) => `${type} ${targets[type].join(', ')}`).join('; ') || 'nothing'
}

/** Who answered, for evidence; a resolver that was asked in place of the servers of the zone is told with the reason. */
export function nameDnsSource({ resolver, fallback }: Pick<DnsAnswer, 'resolver' | 'fallback'>): string {
  return fallback === undefined ? `DNS ${resolver}` : `DNS ${resolver} (a resolver: ${fallback})`
}

/** What DNS answered, for a reader. */
export function formatAnswer(answer: DnsAnswer): string {
  if (answer.outcome === 'nxdomain') return 'NXDOMAIN (the name does not exist)'
  if (answer.outcome === 'nodata') return 'no address (the name exists without A, AAAA or CNAME record)'
  const chain = answer.cnames.length > 0 ? [`CNAME ${answer.cnames.join(' → ')}`] : []
  return [...chain, ...(answer.addresses.length > 0 ? [answer.addresses.join(', ')] : [])].join('; ')
}

function compareHostnames(view: ClusterView, answer: DnsAnswer, expected: RecordTargets): DnsComparison {
  const chain = answer.cnames.map((name) => name.toLowerCase().replace(/\.$/, ''))
  if (expected.CNAME.some((name) => chain.includes(name))) return { state: 'equal', answer, expected }
  let unavailable: Unavailable | null = null
  for (const name of expected.CNAME) {
    const target = view.dnsAnswer(name)
    if (target.state === 'unavailable') unavailable ??= target.unavailable
    else if (target.answer.addresses.some((address) => answer.addresses.includes(address)))
      return { state: 'equal', answer, expected }
  }
  return unavailable === null ? { state: 'differs', answer, expected } : { state: 'not-known', unavailable, answer }
}

function normaliseAddress(text: string): string {
  return isIPv6(text) ? ipaddr.parse(text).toNormalizedString() : text
}
