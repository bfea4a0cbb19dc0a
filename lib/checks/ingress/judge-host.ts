import { measureEditDistance } from '@/lib/ingress-path/backend-service'
import { compareWithDns, formatAnswer, isDnsName } from '@/lib/ingress-path/dns-expectation'
import type { Service } from '@/lib/ingress-path/external-dns/dns-source'
import { judgeHop } from '@/lib/ingress-path/hop-verdict'
import { refTo, wildcardOf } from '@/lib/ingress-path/locations'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { mergeFindings, NotCheckedList, rollUpTrace } from '@/lib/ingress-path/trace'
import type { Finding } from '@/lib/model/finding'
import { hopTitles, hostHopIds } from '@/lib/model/hop'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Hop, NotChecked, RootCause, TracedHost } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { PathVerdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { listDeclaredHosts, listServiceHosts } from '@/lib/snapshot/indexes'
import { judgeDeclaredHost } from './judge-ingress'
import { judgeServiceHost } from './judge-service-host'

/**
 * The trace of a host, whoever declares it: an Ingress, or a Service of type LoadBalancer by annotation. `hosts` holds one judgement for
 * each object of `declaredBy`, in that order; when nobody declares the host it holds one that says so. `matchedHost` is the declared name that covers it: itself, or a wildcard.
 */
export interface HostTrace {
  host: string
  object: null
  declaredBy: ObjectRef[]
  matchedHost: string | null
  /** Declared hosts that are spelled alike, nearest first; only when nobody declares the host. */
  similarHosts: string[]
  verdict: PathVerdict
  rootCause: RootCause | null
  hosts: TracedHost[]
  findings: Finding[]
  notChecked: NotChecked[]
}

const similarHostsMax = 3
const similarDistanceMax = 3

/** Judges a host by name, in any case and with or without a trailing dot. */
export function judgeHost(view: ClusterView, name: string): HostTrace {
  const host = name.trim().toLowerCase().replace(/\.$/, '')
  const notChecked = new NotCheckedList()
  const { matchedHost, ingresses, services, missing } = findDeclaring(view, host)
  if (missing !== null) notChecked.add(missing, null)
  if (ingresses.length + services.length === 0) {
    const traced = describeUndeclared(view, host, missing, notChecked)
    const similarHosts = missing === null ? listSimilarHosts(view, host) : []
    return {
      host,
      object: null,
      declaredBy: [],
      matchedHost: null,
      similarHosts,
      verdict: traced.verdict,
      rootCause: null,
      hosts: [traced],
      findings: [],
      notChecked: notChecked.list(),
    }
  }
  const judged = [
    ...ingresses.map((ingress) => judgeDeclaredHost(view, { ingress, host: matchedHost }, notChecked)),
    ...services.map((service) => judgeServiceHost(view, { service, host: matchedHost }, notChecked)),
  ]
  const hosts = judged.map(({ traced }) => traced)
  return {
    host,
    object: null,
    declaredBy: [
      ...ingresses.map((ingress) => refTo('Ingress', ingress)),
      ...services.map((service) => refTo('Service', service)),
    ],
    matchedHost,
    similarHosts: [],
    ...rollUpTrace(hosts),
    hosts,
    findings: mergeFindings(judged.flatMap(({ findings }) => findings)),
    notChecked: notChecked.list(),
  }
}

interface Declaring {
  matchedHost: string
  ingresses: readonly Ingress[]
  services: readonly Service[]
  missing: Unavailable | null
}

/** Objects that declare the host itself, else those that declare the wildcard above it. */
function findDeclaring(view: ClusterView, host: string): Declaring {
  let missing: Unavailable | null = null
  for (const candidate of [host, wildcardOf(host)]) {
    if (candidate === null) continue
    const declaring = view.listingByIndex('Ingress', 'host', candidate, null)
    const annotated = view.listingByIndex('Service', 'host', candidate, null)
    for (const listing of [declaring, annotated])
      missing ??= listing.state === 'unavailable' ? listing.unavailable : listing.missing
    const ingresses = declaring.state === 'unavailable' ? [] : declaring.objects
    const named = annotated.state === 'unavailable' ? [] : annotated.objects
    const services = named.filter(({ spec }) => spec?.type === 'LoadBalancer')
    if (ingresses.length + services.length > 0) return { matchedHost: candidate, ingresses, services, missing }
  }
  return { matchedHost: host, ingresses: [], services: [], missing }
}

function describeUndeclared(
  view: ClusterView,
  host: string,
  missing: Unavailable | null,
  notChecked: NotCheckedList,
): TracedHost {
  const comparison = isDnsName(host) ? compareWithDns(view, host, null) : null
  const answer = comparison?.answer ?? null
  if (comparison?.state === 'not-known' && answer === null) notChecked.add(comparison.unavailable, null)
  const reason =
    missing === null
      ? `No Ingress and no Service declares ${host}, so nothing here answers for it.`
      : `Nothing that can be read declares ${host}. ${missing.what}: ${missing.detail}`
  const hops = hostHopIds.map((id): Hop => {
    const base = { id, title: hopTitles[id], headline: '—', objects: [], facts: [], checks: [] }
    if (id === 'ingress-rule')
      return { ...base, headline: 'no rule', verdict: missing === null ? 'failing' : 'not-checked', reason }
    if (id === 'dns-record' && answer !== null) {
      const facts = [{ label: `Answer of ${answer.resolver}`, value: formatAnswer(answer) }]
      return judgeHop(
        {
          id,
          headline: formatAnswer(answer),
          objects: [],
          facts,
          checks: [],
          blockedBy: 'no Ingress declares the host',
        },
        view,
      )
    }
    return {
      ...base,
      verdict: missing === null ? 'blocked' : 'not-checked',
      reason: missing === null ? 'after failure: no Ingress declares the host' : reason,
    }
  })
  return {
    host,
    verdict: missing === null ? 'failing' : 'undetermined',
    rootCause: null,
    sentence: reason,
    hops,
    entryPorts: [],
    paths: [],
  }
}

function listSimilarHosts(view: ClusterView, host: string): string[] {
  const ingresses = view.listing('Ingress')
  const services = view.listing('Service')
  if (ingresses.state === 'unavailable' || services.state === 'unavailable') return []
  const distances = new Map<string, number>()
  for (const declared of [
    ...ingresses.objects.flatMap(listDeclaredHosts),
    ...services.objects.flatMap(listServiceHosts),
  ]) {
    if (!distances.has(declared)) distances.set(declared, measureEditDistance(declared, host, similarDistanceMax))
  }
  return [...distances]
    .filter(([, distance]) => distance <= similarDistanceMax)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, similarHostsMax)
    .map(([declared]) => declared)
}
