import 'server-only'
import type { HostTraceAnswer } from '@/lib/api/ingresses'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Trace } from '@/lib/model/trace'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { listDeclaredHosts } from '@/lib/snapshot/indexes'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { AppError } from './errors'
import { describeFreshness } from './freshness'
import { judgeOneIngress } from './judged-ingresses'
import { traceKinds } from './list-ingresses'
import { findNearestNames } from './nearest-names'

/**
 * The trace of a host, whoever declares it: one entry per Ingress that does. An undeclared host has none, and the nearest
 * declared names instead. Throws `bad-request` for text that cannot be a host name.
 */
export async function getHostTrace(clusterName: string, text: string): Promise<HostTraceAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  if (host === '' || host.length > 253 || /[\s/?#@:]/.test(host)) {
    throw new AppError('bad-request', 'host: give a host name such as shop.example.net, without scheme, port or path.')
  }
  const listing = new ClusterView(cluster.store, Date.now()).listingByIndex('Ingress', 'host', host, null)
  if (listing.state === 'unavailable') {
    const { what, detail, need } = listing.unavailable
    throw new AppError('unavailable', `Cannot read ${what}: ${detail}${need === null ? '' : `; needed: ${need}`}.`)
  }
  const traces = listing.objects.map((ingress) => judgeOneIngress(cluster, ingress).trace)
  const declaredBy = traces.map((trace) => trace.object)
  const freshness = describeFreshness(cluster, traceKinds)
  const asked = {
    host,
    declaredBy,
    nearestHosts: traces.length === 0 ? findNearestNames(host, listAllHosts(cluster)) : [],
    observedAt: freshness.observedAt,
    revision: freshness.revision,
    freshness,
  }
  const first = traces[0]
  if (first === undefined) {
    const missing = listing.missing === null ? [] : [{ ...listing.missing, checks: ['host-not-declared'] }]
    return {
      ...asked,
      object: null,
      className: null,
      addresses: [],
      verdict: missing.length > 0 ? 'undetermined' : 'failing',
      rootCause: null,
      hosts: [],
      findings: [],
      notChecked: missing,
    }
  }
  return { ...asked, ...mergeTraces(traces, host), object: onlyOne(declaredBy) }
}

const onlyOne = (refs: readonly ObjectRef[]): ObjectRef | null => (refs.length === 1 ? (refs[0] ?? null) : null)

/** The parts of several Ingresses' traces that are about one host. Any failing part fails the host: each serves its own paths. */
function mergeTraces(traces: readonly Trace[], host: string): Omit<Trace, 'object'> {
  const hosts = traces.flatMap((trace) => trace.hosts.filter((traced) => traced.host === host))
  const worst = [...hosts].sort((a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict))[0]
  const findings = traces.flatMap((trace) =>
    trace.findings.filter((finding) => finding.host === undefined || finding.host === host),
  )
  return {
    className: traces[0]?.className ?? null,
    addresses: [...new Set(traces.flatMap((trace) => trace.addresses))],
    verdict: worst?.verdict ?? 'undetermined',
    rootCause: worst?.rootCause ?? null,
    hosts,
    findings: findings.filter((finding, position) => findings.findIndex(({ id }) => id === finding.id) === position),
    notChecked: traces.flatMap((trace) => trace.notChecked),
  }
}

function listAllHosts(cluster: ManagedCluster): Set<string> {
  return new Set(cluster.store.list('Ingress', null).flatMap(listDeclaredHosts))
}
