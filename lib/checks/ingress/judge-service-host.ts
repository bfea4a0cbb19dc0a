import type { Check } from '@/lib/checks/define-check'
import { runCheck } from '@/lib/checks/run-check'
import { findBackendService } from '@/lib/ingress-path/backend-service'
import { asServiceSource, type Service, type ServiceHostSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { type JudgedCheck, judgeHop } from '@/lib/ingress-path/hop-verdict'
import { describeDnsHop, tryToRead } from '@/lib/ingress-path/host-hops'
import { describeHost, findUnseenCause, findWaitingHop } from '@/lib/ingress-path/host-sentence'
import { readPortMapping } from '@/lib/ingress-path/port-mapping'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import type { Ingress, PathSubject } from '@/lib/ingress-path/subjects'
import { chooseRootCause, linkConsequences, type NotCheckedList, rollUpHost } from '@/lib/ingress-path/trace'
import type { HopId } from '@/lib/model/hop'
import type { Hop, PortMapping, TracedPath } from '@/lib/model/trace'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { backendChecks } from './backend'
import { serviceHostChecks } from './ingress-checks'
import { type JudgedHost, type JudgedPath, judgePath, nameFailure } from './judge-ingress'

/** Checks of a backend that hold for a Service which a load balancer leads to; the Service and its ports are given here. */
const portChecks: readonly Check<PathSubject>[] = backendChecks.filter(
  ({ id }) => id !== 'service-missing' && id !== 'service-port-mismatch',
)

/**
 * Judges a host that a Service of type LoadBalancer declares by annotation: its DNS record, its load balancer, and behind each of
 * its ports the endpoints and Pods. There is no controller and no rule between them. What could not be read is added to `notChecked`.
 */
export function judgeServiceHost(
  view: ClusterView,
  { service, host }: ServiceHostSubject,
  notChecked: NotCheckedList,
): JudgedHost {
  const { namespace = '', name } = service.metadata
  const lookup = view.lookUp('Service', namespace, name)
  const current = lookup.state === 'found' ? lookup.object : service
  const subject = { service: current, host }
  const runs = serviceHostChecks.map((check) => runCheck(check, subject, view, { host }))
  const checks = linkConsequences(runs, runs)
  for (const { check, unavailable } of checks) if (unavailable !== null) notChecked.add(unavailable, check.id)
  const judgedPaths = judgePorts(view, subject, checks, notChecked)
  const { hops, hasNoRecord } = judgeEntryHops(view, subject, checks, notChecked)
  const paths = judgedPaths.map(({ traced }) => traced)
  const allRuns = [...checks, ...judgedPaths.flatMap((path) => path.checks)]
  const findings = allRuns.flatMap((run) => run.findings)
  const rootCause = chooseRootCause(allRuns, host)
  const verdict = rollUpHost(hops, paths, false)
  const partial = { host, verdict, rootCause, entryPorts: listPorts(view, current), hops, paths }
  const finding = findings.find(({ id }) => id === rootCause?.finding)
  const inShort = allRuns.find((run) => run.inShort?.[finding?.id ?? ''] !== undefined)?.inShort?.[finding?.id ?? '']
  const sentence = describeHost(partial, {
    cause: finding === undefined ? null : { finding, inShort },
    hasNoRecord,
    waitingHop: findWaitingHop(allRuns),
    unseen: findUnseenCause(allRuns),
  })
  return { traced: { ...partial, sentence }, findings }
}

function judgeEntryHops(
  view: ClusterView,
  { service, host }: ServiceHostSubject,
  checks: readonly JudgedCheck[],
  notChecked: NotCheckedList,
): { hops: Hop[]; hasNoRecord: boolean } {
  const ofHop = (id: HopId) => checks.filter(({ check }) => check.hop === id)
  const { namespace = '', name } = service.metadata
  const addresses = listStatusAddresses(service)
  const policy = service.spec?.externalTrafficPolicy
  const balancer = judgeHop(
    {
      id: 'load-balancer',
      headline: addresses.join(', ') || 'no address',
      objects: [{ kind: 'Service', namespace, name }],
      facts: [
        { label: 'Status of the Service', value: addresses.join(', ') || 'empty' },
        ...(policy === undefined ? [] : [{ label: 'External traffic policy', value: policy }]),
      ],
      checks: ofHop('load-balancer'),
    },
    view,
  )
  const failure = balancer.verdict === 'failing' ? nameFailure(ofHop('load-balancer'), balancer) : null
  const draft = describeDnsHop(view, { source: asServiceSource(service), host })
  if (draft.unavailable !== null) notChecked.add(draft.unavailable, null)
  const isSeenRight = draft.comparison?.state === 'equal' && draft.isKept
  const dns = judgeHop(
    { ...draft, checks: ofHop('dns-record'), blockedBy: isSeenRight ? null : failure, isBlockedByConsequence: true },
    view,
  )
  return { hops: [dns, balancer], hasNoRecord: draft.comparison?.state === 'absent' }
}

/** The ports of a Service as the paths of its host: `5432/TCP`. */
function judgePorts(
  view: ClusterView,
  { service, host }: ServiceHostSubject,
  hostRuns: readonly JudgedCheck[],
  notChecked: NotCheckedList,
): JudgedPath[] {
  const { metadata } = service
  // What the checks of a backend read of an Ingress: its namespace, and annotations of NGINX, of which there are none.
  const carrier: Ingress = { metadata: { name: metadata.name, namespace: metadata.namespace } }
  return (service.spec?.ports ?? []).map(({ port, protocol }) => {
    const backend = { service: { name: metadata.name, port: { number: port } } }
    const path = { path: `${port}/${protocol ?? 'TCP'}`, pathType: null, backend }
    const judged = judgePath(
      view,
      { ingress: carrier, host, path, entry: 'load-balancer' },
      hostRuns,
      notChecked,
      portChecks,
    )
    const rule: TracedPath['rule'] = {
      verdict: 'not-applicable',
      reason: 'the load balancer leads straight to the Service',
    }
    return { ...judged, traced: { ...judged.traced, rule } }
  })
}

function listPorts(view: ClusterView, { metadata }: Service): PortMapping[] {
  const read = tryToRead(() => {
    const backend = findBackendService(view, metadata.namespace ?? '', metadata.name)
    return (backend?.ports ?? []).map((port) => (backend === null ? null : readPortMapping(view, backend, port)))
  })
  return (read.value ?? []).filter((mapping) => mapping !== null)
}
