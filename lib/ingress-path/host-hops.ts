import { describeUnavailable } from '@/lib/format/describe-unavailable'
import type { Fact } from '@/lib/model/trace'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type Claim, controllerKey, findClaim, listClaimingControllers, readEffectiveClass } from './claim'
import type { ControllerInstance } from './controllers'
import {
  compareWithDns,
  type DnsComparison,
  findNearestDrops,
  formatAnswer,
  formatTargets,
  type HostReplays,
  isDnsName,
  replayHostEverywhere,
} from './dns-expectation'
import { describeDecisions } from './external-dns/decisions'
import type { DnsSource, DnsSubject } from './external-dns/dns-source'
import { findRecordTargets } from './external-dns/record-targets'
import { findDroppingStep, findUnknownStep, type Replay } from './external-dns/replay'
import { findHostSources } from './external-dns/same-host'
import type { HopEvidence } from './hop-verdict'
import { describeSettings } from './nginx/describe-settings'
import { listServingNodes, listStatusAddresses, type Publication, readPublication } from './publish'
import { type HostSubject, listPaths } from './subjects'
import { describeAnswer } from './wildcard-answer'

/** A hop before its checks are added, with what could not be read for it. */
export type HopDraft = Omit<HopEvidence, 'checks' | 'blockedBy'> & { unavailable: Unavailable | null }

/** An Ingress that is older than this and still has no record does not wait for anything: no default in the chain adds up to it. */
const longestWaitMs = 10 * 60_000

type Read<T> = { value: T; unavailable: null } | { value: null; unavailable: Unavailable }

/** The value, or what would have to be read for it. */
export function tryToRead<T>(read: () => T): Read<T> {
  try {
    return { value: read(), unavailable: null }
  } catch (error) {
    if (error instanceof NotObservedError) return { value: null, unavailable: error.unavailable }
    throw error
  }
}

/** The controller hop: who claims the Ingress, how many of its Pods are ready, and what it runs with. */
export function describeControllerHop(view: ClusterView, { ingress }: HostSubject): HopDraft {
  const claim = findClaim(view, ingress)
  const controllers = listClaimingControllers(view, claim)
  const facts: Fact[] = [{ label: 'Class', value: formatClass(ingress) }]
  for (const controller of controllers) {
    facts.push({ label: controllerKey(controller), value: describeInstance(controller) })
  }
  for (const { controller, answer, because } of claim.answers) {
    facts.push({ label: `${controller} ${answerWords[answer]}`, value: because })
  }
  const unavailable = claim.state === 'unknown' ? claim.unavailable : null
  return {
    id: 'controller',
    headline: controllers.map(({ name }) => name).join(', ') || (claim.state === 'unknown' ? 'not known' : 'none'),
    objects: controllers.map(({ workload }) => workload),
    facts,
    settings: controllers.map((controller) => describeSettings(view, controller)),
    unknown: unavailable === null ? null : describeUnavailable(unavailable),
    unavailable,
  }
}

/** The load balancer hop: the address that clients are sent to, and where the controller takes it from. */
export function describeLoadBalancerHop(view: ClusterView, { ingress }: HostSubject): HopDraft {
  const claim = findClaim(view, ingress)
  const status = listStatusAddresses(ingress)
  const facts: Fact[] = [{ label: 'Status of the Ingress', value: status.join(', ') || 'empty' }]
  const base = { id: 'load-balancer' as const, headline: status.join(', ') || 'no address', facts, objects: [] }
  if (claim.state === 'unknown')
    return { ...base, unknown: describeUnavailable(claim.unavailable), unavailable: claim.unavailable }
  const controllers = listClaimingControllers(view, claim)
  const read = tryToRead(() => controllers.map((controller) => readPublication(view, controller)))
  if (read.value === null)
    return { ...base, unknown: describeUnavailable(read.unavailable), unavailable: read.unavailable }
  const publications = read.value
  const services = publications.flatMap(({ service }) => service ?? [])
  for (const service of services) {
    const policy =
      service.externalTrafficPolicy === null ? '' : `, externalTrafficPolicy ${service.externalTrafficPolicy}`
    facts.push({
      label: `Service ${service.ref.namespace}/${service.ref.name}`,
      value: `${service.type || 'does not exist'}${policy}`,
    })
  }
  for (const { from, addresses } of publications) {
    facts.push({ label: 'Published', value: `${addresses.join(', ') || 'nothing'} (${publicationWords[from]})` })
  }
  for (const controller of controllers) {
    const nodes = listServingNodes(controller)
    if (nodes !== null) facts.push({ label: 'Nodes with a ready controller Pod', value: String(nodes.length) })
  }
  return {
    ...base,
    objects: services.filter(({ exists }) => exists).map(({ ref }) => ref),
    problem: claim.state === 'claimed' ? describeStatusProblem(status, publications) : null,
    unavailable: null,
  }
}

function describeStatusProblem(status: readonly string[], publications: readonly Publication[]): string | null {
  const missing = publications.flatMap(({ service }) => (service !== null && !service.exists ? [service.ref] : []))[0]
  if (missing !== undefined && publications.every(({ addresses }) => addresses.length === 0)) {
    return `The controller publishes the address of Service ${missing.namespace}/${missing.name}, which does not exist.`
  }
  if (status.length > 0) return null
  const addresses = publications.flatMap((publication) => publication.addresses)
  if (addresses.length === 0) return 'The status is empty, and the controller has no address to publish.'
  return `The status is empty although the controller publishes ${addresses.join(', ')}, and none of the causes Fairlead checks explains it.`
}

/** The ingress rule hop: the paths that the Ingress declares for the host. */
export function describeRuleHop({ ingress, host }: HostSubject): HopDraft {
  const paths = listPaths(ingress, host)
  const texts = paths.map(({ path, pathType }) =>
    path === null ? 'default backend' : `${path} ${pathType ?? ''}`.trim(),
  )
  const [first = 'no rule'] = texts
  return {
    id: 'ingress-rule',
    headline: texts.length > 1 ? `${texts.length} paths` : first,
    objects: [{ kind: 'Ingress', namespace: ingress.metadata.namespace ?? '', name: ingress.metadata.name }],
    facts: texts.slice(0, 10).map((value, index) => ({ label: `Path ${index + 1}`, value })),
    unavailable: null,
  }
}

/** The DNS hop, and the comparison that it rests on (null for a host that has no name). */
export function describeDnsHop(
  view: ClusterView,
  subject: DnsSubject,
): HopDraft & { comparison: DnsComparison | null; isKept: boolean } {
  const { source, host } = subject
  const base = { id: 'dns-record' as const, objects: [], unavailable: null }
  if (!isDnsName(host)) {
    const reason = 'a rule without a host name has no DNS record'
    return { ...base, headline: '—', facts: [], notApplicable: reason, comparison: null, isKept: false }
  }
  const all = replayHostEverywhere(view, source, host)
  const expected = findRecordTargets(view, source, host, all)
  const comparison = compareWithDns(view, host, expected)
  const isKept = all.replays.some(({ outcome }) => outcome === 'kept')
  const decisions = describeDecisions(view, source, host, all)
  const facts: Fact[] = [{ label: 'Expected', value: expected === null ? 'not known' : formatTargets(expected) }]
  if (comparison.answer) {
    facts.push(...describeAnswer(view, host, comparison.answer))
  }
  for (const replay of all.replays)
    facts.push({ label: `external-dns ${replay.instance}`, value: describeReplay(replay) })
  const judged = judgeComparison(view, subject, all, comparison)
  return {
    ...base,
    headline: describeAnswerShort(comparison),
    facts,
    decisions,
    ...judged,
    isProven: comparison.state === 'equal' && isKept && findHostSources(view, host).unlisted === null,
    comparison,
    isKept,
  }
}

function judgeComparison(
  view: ClusterView,
  { host, source }: DnsSubject,
  { replays, missing }: HostReplays,
  comparison: DnsComparison,
): Pick<HopDraft, 'problem' | 'unknown' | 'risk' | 'unavailable'> {
  const none = { problem: null, unknown: null, risk: null, unavailable: null }
  const isKept = replays.some(({ outcome }) => outcome === 'kept')
  const unclear = missing ?? findUnclear(replays) ?? findUnclearTargets(view, source, replays)
  const drop = findNearestDrops(replays)[0] ?? findTargetDrop(replays)
  const skipped =
    drop === undefined
      ? null
      : `external-dns ${drop.replay.instance} makes no record: ${drop.step.title} (${drop.step.detail})`
  if (comparison.state === 'equal') {
    if (isKept) return none
    if (unclear !== null) return { ...none, unknown: describeUnavailable(unclear), unavailable: unclear }
    return {
      ...none,
      risk: `DNS answers as needed, but not through external-dns${skipped === null ? '' : `: ${skipped}`}.`,
    }
  }
  if (!isKept && unclear === null && skipped !== null) return { ...none, problem: `${skipped}.` }
  if (comparison.state === 'absent') {
    const answer = `${host} has no DNS record: ${comparison.answer.resolver} answers ${formatAnswer(comparison.answer)}`
    if (isKept) {
      const expected = comparison.expected === null ? '' : ` ${formatTargets(comparison.expected)}`
      return {
        ...none,
        problem: `${answer}, although external-dns publishes${expected}. Whether its DNS provider accepted the write stands in the log of external-dns only.`,
      }
    }
    if (unclear === null) return { ...none, problem: `${answer}.` }
    const seen = skipped === null ? '' : `; ${skipped}`
    const reason = `${answer}${seen}. Whether that is all cannot be seen: ${describeUnavailable(unclear)}`
    const createdAtMs = Date.parse(source.object.metadata.creationTimestamp ?? '')
    const isOld = Number.isNaN(createdAtMs) || view.hasPassed(createdAtMs + longestWaitMs)
    return isOld
      ? { ...none, problem: reason, unavailable: unclear }
      : { ...none, unknown: reason, unavailable: unclear }
  }
  if (comparison.state === 'not-known') {
    return { ...none, unknown: describeUnavailable(comparison.unavailable), unavailable: comparison.unavailable }
  }
  return !isKept && unclear !== null ? { ...none, unknown: describeUnavailable(unclear), unavailable: unclear } : none
}

/** A host that every filter keeps and that is dropped at its targets: by network filters or record types. */
function findTargetDrop(replays: readonly Replay[]) {
  return replays
    .filter(({ outcome, readsKind }) => outcome === 'dropped' && readsKind !== false)
    .flatMap((replay) => {
      const step = findDroppingStep(replay)
      return step === undefined ? [] : [{ replay, step }]
    })[0]
}

function findUnclear(replays: readonly Replay[]): Unavailable | null {
  const unclear = replays.find(({ outcome }) => outcome === 'unknown')
  const step = unclear && findUnknownStep(unclear)
  if (unclear === undefined || step === undefined) return null
  const need = 'the flag written in the arguments of the container'
  return { what: `Flags of external-dns ${unclear.instance}`, reason: 'not-configured', detail: step.detail, need }
}

/** An empty status is the fault of external-dns's input only when it is known who should have filled it, and with what. */
function findUnclearTargets(view: ClusterView, source: DnsSource, replays: readonly Replay[]): Unavailable | null {
  if (source.kind === 'Service' || findTargetDrop(replays)?.step.id !== 'targets') return null
  const claim = findClaim(view, source.object)
  if (claim.state === 'unknown') return claim.unavailable
  const controllers = listClaimingControllers(view, claim)
  return tryToRead(() => controllers.map((controller) => readPublication(view, controller))).unavailable
}

function describeReplay(replay: Replay): string {
  const version = replay.version === null ? '' : `v${replay.version}: `
  const dropping = findDroppingStep(replay)
  if (dropping !== undefined) return `${version}${dropping.title} (${dropping.detail})`
  const unknown = findUnknownStep(replay)
  if (unknown !== undefined) return `${version}not known: ${unknown.detail}`
  return `${version}keeps the host, publishes ${replay.targets === null ? 'nothing' : formatTargets(replay.targets)}`
}

function describeAnswerShort(comparison: DnsComparison): string {
  if (comparison.answer === null) return 'not asked'
  if (comparison.state === 'absent') return 'no record'
  const { addresses, cnames } = comparison.answer
  return addresses.join(', ') || cnames.join(', ') || 'answered'
}

function describeInstance({ version, readyPods, desiredPods }: ControllerInstance): string {
  const pods = desiredPods === null ? `${readyPods} ready` : `${readyPods} of ${desiredPods} ready`
  return version === null ? pods : `v${version}, ${pods}`
}

function formatClass(ingress: HostSubject['ingress']): string {
  const effective = readEffectiveClass(ingress)
  if (effective.from === 'none') return 'none'
  return effective.from === 'field' ? effective.name : `${effective.name || '(empty)'} (annotation)`
}

const answerWords: Record<Claim['answers'][number]['answer'], string> = {
  claims: 'claims it',
  rejects: 'rejects it',
  'does-not-watch': 'does not watch it',
  unknown: 'is not known',
}

const publicationWords: Record<Publication['from'], string> = {
  'publish-status-address': '--publish-status-address',
  'publish-service': '--publish-service',
  'node-addresses': 'addresses of nodes with a ready controller Pod',
}
