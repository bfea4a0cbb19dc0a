import type { Check } from '@/lib/checks/define-check'
import { runCheck } from '@/lib/checks/run-check'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import {
  describeEndpointsHop,
  describePodsHop,
  describeServiceHop,
  type HopDescription,
} from '@/lib/ingress-path/backends'
import { readServedProof } from '@/lib/ingress-path/certificates/served-proof'
import { isDnsName } from '@/lib/ingress-path/dns-expectation'
import { listIngressHosts, listOwnPrefixes } from '@/lib/ingress-path/external-dns/annotated-hosts'
import { asIngressSource } from '@/lib/ingress-path/external-dns/dns-source'
import { type HopEvidence, type JudgedCheck, judgeHop, listErrors } from '@/lib/ingress-path/hop-verdict'
import {
  describeControllerHop,
  describeDnsHop,
  describeLoadBalancerHop,
  describeRuleHop,
  tryToRead,
} from '@/lib/ingress-path/host-hops'
import { describeHost, findUnseenCause, findWaitingHop } from '@/lib/ingress-path/host-sentence'
import { hasTlsEntryFor } from '@/lib/ingress-path/locations'
import { findPathPorts, listEntryPorts } from '@/lib/ingress-path/port-mapping'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import {
  type HostSubject,
  type Ingress,
  type IngressPath,
  listPaths,
  type PathSubject,
} from '@/lib/ingress-path/subjects'
import { selectTls } from '@/lib/ingress-path/tls-selection'
import {
  chooseRootCause,
  linkConsequences,
  mergeFindings,
  NotCheckedList,
  rollUpHost,
  rollUpPath,
  rollUpTrace,
} from '@/lib/ingress-path/trace'
import type { Finding } from '@/lib/model/finding'
import { type HopId, hopTitles } from '@/lib/model/hop'
import type { Backend, Hop, Trace, TracedHost, TracedPath } from '@/lib/model/trace'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeCertificateHop } from './certificates/judge-certificate-hop'
import { hostChecks, pathChecks } from './ingress-checks'

/** One host judged, with everything that was found and everything that could not be looked at. */
export interface JudgedHost {
  traced: TracedHost
  findings: Finding[]
}

/**
 * Judges every host and path that an Ingress declares. Reads only through the view, so that the result is made again exactly when
 * something it read has changed. Never throws for what was not observed: it says so in the hops and in `notChecked`.
 */
export function judgeIngress(view: ClusterView, ingress: Ingress): Trace {
  const { namespace = '', name } = ingress.metadata
  const lookup = view.lookUp('Ingress', namespace, name)
  const current = lookup.state === 'found' ? lookup.object : ingress
  const notChecked = new NotCheckedList()
  const judged = listIngressHosts(current, listOwnPrefixes(view)).map((host) =>
    judgeDeclaredHost(view, { ingress: current, host }, notChecked),
  )
  const hosts = judged.map(({ traced }) => traced)
  return {
    object: { kind: 'Ingress', namespace, name },
    className: current.spec?.ingressClassName ?? current.metadata.annotations?.['kubernetes.io/ingress.class'] ?? null,
    addresses: listStatusAddresses(current),
    ...rollUpTrace(hosts),
    hosts,
    findings: mergeFindings(judged.flatMap(({ findings }) => findings)),
    notChecked: notChecked.list(),
  }
}

/** Judges one host of one Ingress: its checks, its hops, its paths. What could not be read is added to `notChecked`. */
export function judgeDeclaredHost(view: ClusterView, subject: HostSubject, notChecked: NotCheckedList): JudgedHost {
  const { ingress, host } = subject
  const runs = hostChecks.map((check) => runCheck(check, subject, view, { host }))
  const checks = linkConsequences(runs, runs)
  const judgedPaths = listPaths(ingress, host).map((path) => judgePath(view, { ...subject, path }, checks, notChecked))
  const pathRuns = judgedPaths.flatMap((path) => path.checks)
  const { hops, hasNoRecord } = judgeHostHops(view, subject, checks, pathRuns, notChecked)
  for (const { check, unavailable } of checks) {
    if (unavailable !== null) notChecked.add(unavailable, check.id)
  }
  noteWhatIsNotSeen(view, subject, hops, notChecked)
  const paths = judgedPaths.map(({ traced }) => traced)
  const isCertificateMeant = hasTlsEntryFor(ingress, host) || selectTls(view, subject).isMeant
  const allRuns = [...checks, ...pathRuns]
  const findings = allRuns.flatMap((run) => run.findings)
  const rootCause = chooseRootCause(allRuns, host)
  const verdict = rollUpHost(hops, paths, isCertificateMeant)
  const partial = { host, verdict, rootCause, entryPorts: listEntryPorts(view, subject), hops, paths }
  const finding = findings.find(({ id }) => id === rootCause?.finding)
  const inShort = allRuns.find((run) => run.inShort?.[finding?.id ?? ''] !== undefined)?.inShort?.[finding?.id ?? '']
  const cause = finding === undefined ? null : { finding, inShort }
  const sentence = describeHost(partial, {
    cause,
    hasNoRecord,
    waitingHop: findWaitingHop(allRuns),
    unseen: findUnseenCause(allRuns),
  })
  return { traced: { ...partial, sentence }, findings }
}

function judgeHostHops(
  view: ClusterView,
  subject: HostSubject,
  checks: readonly JudgedCheck[],
  pathRuns: readonly JudgedCheck[],
  notChecked: NotCheckedList,
): { hops: Hop[]; hasNoRecord: boolean } {
  const ofHop = (id: HopId) => checks.filter(({ check }) => check.hop === id)
  const controllerDraft = describeControllerHop(view, subject)
  const balancerDraft = describeLoadBalancerHop(view, subject)
  const dnsDraft = describeDnsHop(view, { source: asIngressSource(subject.ingress), host: subject.host })
  const controller = judgeHop({ ...controllerDraft, checks: ofHop('controller') }, view)
  const controllerFailure = controller.verdict === 'failing' ? nameFailure(ofHop('controller'), controller) : null
  const balancer = judgeHop({ ...balancerDraft, checks: ofHop('load-balancer'), blockedBy: controllerFailure }, view)
  const balancerFailure = balancer.verdict === 'failing' ? nameFailure(ofHop('load-balancer'), balancer) : null
  const isUnclaimed =
    controllerFailure !== null &&
    !ofHop('controller').some(({ check, findings }) => check.id === 'controller-not-running' && findings.length > 0)
  // A record that is there and right can be judged by itself, unless nobody serves the Ingress: then its status may be anyone's.
  const isSeenRight = dnsDraft.comparison?.state === 'equal' && dnsDraft.isKept && !isUnclaimed
  const dns = judgeHop(
    {
      ...dnsDraft,
      checks: ofHop('dns-record'),
      blockedBy: isSeenRight ? null : (controllerFailure ?? balancerFailure),
      isBlockedByConsequence: true,
    },
    view,
  )
  const rule = judgeHop(
    {
      ...describeRuleHop(subject),
      checks: [...ofHop('ingress-rule'), ...pathRuns.filter(({ check }) => check.hop === 'ingress-rule')],
    },
    view,
  )
  for (const { unavailable } of [controllerDraft, balancerDraft, dnsDraft]) {
    if (unavailable !== null) notChecked.add(unavailable, null)
  }
  const hops = [dns, balancer, controller, rule, judgeCertificateHop(view, subject, ofHop('certificate'), notChecked)]
  return { hops, hasNoRecord: dnsDraft.comparison?.state === 'absent' }
}

/** Rows of the catalogue from here on are about Pods that are endpoints already: who may reach them, and how they answer. */
const firstAfterEndpoints = 135

export interface JudgedPath {
  traced: TracedPath
  checks: JudgedCheck[]
}

/** Judges one path of a host: its own checks and its hops. */
export function judgePath(
  view: ClusterView,
  subject: PathSubject,
  hostRuns: readonly JudgedCheck[],
  notChecked: NotCheckedList,
  ownChecks: readonly Check<PathSubject>[] = pathChecks,
): JudgedPath {
  const place = { host: subject.host, path: subject.path.path ?? 'default backend' }
  const runs = ownChecks.map((check) => runCheck(check, subject, view, place))
  const checks = linkConsequences(runs, [...runs, ...hostRuns])
  for (const { check, unavailable } of checks) {
    if (unavailable !== null) notChecked.add(unavailable, check.id)
  }
  const ofHop = (id: HopId) => checks.filter(({ check }) => check.hop === id)
  const describe = (id: HopId, read: () => HopDescription): HopDescription & HopEvidence => {
    const described = tryToRead(read)
    if (described.value !== null) return { id, ...described.value, checks: ofHop(id) }
    notChecked.add(described.unavailable, null)
    const unknown = describeUnavailable(described.unavailable)
    return { id, headline: 'not known', objects: [], facts: [], checks: ofHop(id), unknown }
  }
  const service = judgeHop(
    describe('service', () => describeServiceHop(view, subject)),
    view,
  )
  const serviceFailure = service.verdict === 'failing' ? nameFailure(ofHop('service'), service) : null
  const { byDesign = null, ...podsDraft } = describe('pods', () => describePodsHop(view, subject))
  const hasPodFindings = ofHop('pods').some(({ findings }) => findings.length > 0)
  const noPods = findByDesign(ofHop('pods')) ?? (hasPodFindings ? null : byDesign)
  const pods = judgeHop(
    { ...podsDraft, blockedBy: serviceFailure, notApplicable: serviceFailure === null ? noPods : null },
    view,
  )
  const early = ofHop('pods').filter(({ check }) => check.order < firstAfterEndpoints)
  const podsFailure = pods.verdict === 'failing' && listErrors(early).length > 0 ? nameFailure(early, pods) : null
  const endpoints = judgeHop(
    {
      ...describe('endpoints', () => describeEndpointsHop(view, subject)),
      blockedBy: serviceFailure ?? podsFailure,
      notApplicable: serviceFailure === null ? findByDesign(ofHop('endpoints')) : null,
    },
    view,
  )
  const hops = [service, endpoints, pods]
  const hostRuleRuns = hostRuns.filter(({ check }) => check.hop === 'ingress-rule')
  const rule = judgeHop({ ...describeRuleHop(subject), checks: [...hostRuleRuns, ...ofHop('ingress-rule')] }, view)
  const traced: TracedPath = {
    path: subject.path.path,
    pathType: subject.path.pathType,
    rule: { verdict: rule.verdict, reason: rule.reason },
    backend: readBackend(subject.path),
    ports: findPathPorts(view, subject),
    verdict: rollUpPath(hops, checks),
    rootCause: chooseRootCause(checks, subject.host),
    hops,
  }
  return { traced, checks }
}

/** Why a hop does not exist by design: no check of it applies. Null when one does. */
function findByDesign(checks: readonly JudgedCheck[]): string | null {
  const doesApply = checks.length === 0 || checks.some(({ result }) => result.outcome !== 'not-applicable')
  return doesApply ? null : (checks[0]?.result.reason ?? 'it does not apply')
}

/** What a failing hop fails from, in the words of its first finding. */
export function nameFailure(checks: readonly JudgedCheck[], hop: Hop): string {
  const errors = listErrors(checks)
  const own = errors.find(({ finding }) => finding.consequenceOf === undefined) ?? errors[0]
  return own === undefined ? `${hopTitles[hop.id]} fails` : own.finding.title
}

function readBackend({ backend }: IngressPath): Backend {
  const { service, resource } = backend
  const port = service?.port?.name ?? service?.port?.number
  return {
    service: service?.name ?? null,
    port: port === undefined ? null : String(port),
    resource: resource === undefined || resource === null ? null : `${resource.kind} ${resource.name}`,
  }
}

/** Things beside the path that nobody looked at; they leave the verdict alone. */
function noteWhatIsNotSeen(
  view: ClusterView,
  subject: HostSubject,
  hops: readonly Hop[],
  notChecked: NotCheckedList,
): void {
  const { host } = subject
  const certificate = hops.find(({ id }) => id === 'certificate')
  if (certificate !== undefined && certificate.verdict !== 'not-applicable' && isDnsName(host)) {
    const read = readServedProof(view, subject)
    if (read.state === 'unavailable') notChecked.add({ ...read.unavailable, what: 'Certificate as served' }, null)
  }
}
