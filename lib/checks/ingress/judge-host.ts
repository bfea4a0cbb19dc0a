import { measureEditDistance } from '@/lib/ingress-path/backend-service'
import { compareWithDns, formatAnswer, isDnsName } from '@/lib/ingress-path/dns-expectation'
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
import { listDeclaredHosts } from '@/lib/snapshot/indexes'
import { judgeDeclaredHost } from './judge-ingress'

/**
 * The trace of a host, whoever declares it. `hosts` holds one judgement for each Ingress of `declaredBy`, in that order; when nobody
 * declares the host it holds one that says so. `matchedHost` is the declared name that covers it: itself, or a wildcard.
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
  const { matchedHost, ingresses, missing } = findDeclaring(view, host)
  if (missing !== null) notChecked.add(missing, null)
  if (ingresses.length === 0) {
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
  const judged = ingresses.map((ingress) => judgeDeclaredHost(view, { ingress, host: matchedHost }, notChecked))
  const hosts = judged.map(({ traced }) => traced)
  return {
    host,
    object: null,
    declaredBy: ingresses.map((ingress) => refTo('Ingress', ingress)),
    matchedHost,
    similarHosts: [],
    ...rollUpTrace(hosts),
    hosts,
    findings: mergeFindings(judged.flatMap(({ findings }) => findings)),
    notChecked: notChecked.list(),
  }
}

/** Ingresses that declare the host itself, else those that declare the wildcard above it. */
function findDeclaring(
  view: ClusterView,
  host: string,
): { matchedHost: string; ingresses: readonly Ingress[]; missing: Unavailable | null } {
  let missing: Unavailable | null = null
  for (const candidate of [host, wildcardOf(host)]) {
    if (candidate === null) continue
    const listing = view.listingByIndex('Ingress', 'host', candidate, null)
    if (listing.state === 'unavailable') return { matchedHost: host, ingresses: [], missing: listing.unavailable }
    missing ??= listing.missing
    if (listing.objects.length > 0) return { matchedHost: candidate, ingresses: listing.objects, missing }
  }
  return { matchedHost: host, ingresses: [], missing }
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
      ? `No Ingress declares ${host}, so NGINX answers 404.`
      : `No Ingress that can be read declares ${host}. ${missing.what}: ${missing.detail}`
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
  const listing = view.listing('Ingress')
  if (listing.state === 'unavailable') return []
  const distances = new Map<string, number>()
  for (const declared of listing.objects.flatMap(listDeclaredHosts)) {
    if (!distances.has(declared)) distances.set(declared, measureEditDistance(declared, host, similarDistanceMax))
  }
  return [...distances]
    .filter(([, distance]) => distance <= similarDistanceMax)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, similarHostsMax)
    .map(([declared]) => declared)
}
