import type { ListedFinding } from '@/lib/api/findings'
import type { SearchHit } from '@/lib/api/search'
import type { CheckDescription } from '@/lib/checks/define-check'
import { rankMatch, type SearchText } from '@/lib/format/rank-match'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import { compareVerdictsWorstFirst, type PathVerdict } from '@/lib/model/verdict'
import type { TraceSummary } from './condense-trace'

/** One thing that can be found, with the lower-case texts it is found by. */
export interface SearchEntry {
  hit: SearchHit
  names: readonly string[]
  others: readonly string[]
}

const noHit = { detail: null, verdict: null, severity: null, namespace: null, name: null } as const
const lower = (text: string) => text.toLowerCase()

/** Ingresses by namespace and name; also by address, class and the check that explains their failure. */
export function listIngressEntries(traces: readonly TraceSummary[]): SearchEntry[] {
  return traces.map(({ object, verdict, hosts, addresses, className, rootCause }) => {
    const namespace = object.namespace ?? ''
    const label = `${namespace}/${object.name}`
    const [first] = hosts
    const detail = first === undefined ? null : first.host === '*' ? 'every host' : first.host
    return {
      hit: { ...noHit, kind: 'ingress', id: label, label, detail, verdict, namespace, name: object.name },
      names: [lower(label), lower(object.name)],
      others: [...addresses, className ?? '', rootCause?.check ?? ''].map(lower),
    }
  })
}

/** A host that a Service of type LoadBalancer declares by annotation. */
export interface ServiceHost {
  host: string
  service: ObjectRef
}

/**
 * Declared hosts, each once with its worst verdict: null for one that Services alone declare, which are judged when somebody asks.
 * One that a single Ingress declares carries that Ingress.
 */
export function listHostEntries(
  traces: readonly TraceSummary[],
  serviceHosts: readonly ServiceHost[] = [],
): SearchEntry[] {
  const byHost = new Map<string, { verdict: PathVerdict | null; declaredBy: ObjectRef[] }>()
  for (const { object, hosts } of traces) {
    for (const { host, verdict } of hosts) {
      if (host === '*') continue
      const known = byHost.get(host)
      if (known === undefined) byHost.set(host, { verdict, declaredBy: [object] })
      else {
        known.declaredBy.push(object)
        if (known.verdict === null || compareVerdictsWorstFirst(verdict, known.verdict) < 0) known.verdict = verdict
      }
    }
  }
  for (const { host, service } of serviceHosts) {
    const known = byHost.get(host)
    if (known === undefined) byHost.set(host, { verdict: null, declaredBy: [service] })
    else known.declaredBy.push(service)
  }
  return [...byHost].map(([host, { verdict, declaredBy }]) => {
    const [only, second] = declaredBy
    const isOne = only?.kind === 'Ingress' && second === undefined
    return {
      hit: {
        ...noHit,
        kind: 'host',
        id: host,
        label: host,
        detail: isOne ? `${only.namespace}/${only.name}` : describeDeclaring(declaredBy),
        verdict,
        namespace: isOne ? only.namespace : null,
        name: isOne ? only.name : null,
      },
      names: [lower(host)],
      others: [],
    }
  })
}

/** `Service data/postgres`, `2 ingresses`, or `2 objects` where they are of several kinds. */
function describeDeclaring(declaredBy: readonly ObjectRef[]): string {
  const [only, second] = declaredBy
  if (only !== undefined && second === undefined) return formatObjectRef(only)
  const isIngress = declaredBy.every(({ kind }) => kind === 'Ingress')
  return `${declaredBy.length} ${isIngress ? 'ingresses' : 'objects'}`
}

/** Namespaces by name. */
export function listNamespaceEntries(names: readonly string[]): SearchEntry[] {
  return names.map((name) => ({
    hit: { ...noHit, kind: 'namespace', id: name, label: name, detail: null },
    names: [lower(name)],
    others: [],
  }))
}

/** Nodes by name and address. */
export function listNodeEntries(nodes: readonly { name: string; addresses: readonly string[] }[]): SearchEntry[] {
  return nodes.map(({ name, addresses }) => ({
    hit: { ...noHit, kind: 'node', id: name, label: name, detail: addresses[0] ?? null },
    names: [lower(name)],
    others: addresses.map(lower),
  }))
}

/** Findings by title, check and id; also by the object and host they are about. */
export function listFindingEntries(findings: readonly ListedFinding[]): SearchEntry[] {
  return findings.map(({ id, check, title, severity, object, host }) => ({
    hit: { ...noHit, kind: 'finding', id, label: title, detail: host ?? formatObjectRef(object), severity },
    names: [lower(title), lower(check), id],
    others: [lower(formatObjectRef(object)), lower(object.name), lower(host ?? '')],
  }))
}

/** Checks of the catalogue by id and title. */
export function listCheckEntries(checks: readonly CheckDescription[]): SearchEntry[] {
  return checks.map(({ id, title }) => ({
    hit: { ...noHit, kind: 'check', id, label: title, detail: id },
    names: [lower(id), lower(title)],
    others: [],
  }))
}

const severityRank = { error: 0, warning: 1, info: 2 }

/**
 * The best hits of one kind: by how well they fit, then the worst first, then the shorter name, then by name. `total` counts all
 * that fit; `rank` is that of the best, null without hits.
 */
export function searchEntries(
  entries: readonly SearchEntry[],
  text: SearchText,
  limit: number,
): { hits: SearchHit[]; total: number; rank: number | null } {
  const found = entries.flatMap(({ hit, names, others }) => {
    const rank = rankMatch(text, names, others)
    return rank === null ? [] : [{ hit, rank }]
  })
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      compareTrouble(a.hit, b.hit) ||
      a.hit.label.length - b.hit.label.length ||
      compareText(a.hit.label, b.hit.label) ||
      compareText(a.hit.id, b.hit.id),
  )
  return { hits: found.slice(0, limit).map(({ hit }) => hit), total: found.length, rank: found[0]?.rank ?? null }
}

function compareTrouble(a: SearchHit, b: SearchHit): number {
  if (a.verdict !== null && b.verdict !== null) return compareVerdictsWorstFirst(a.verdict, b.verdict)
  if (a.severity !== null && b.severity !== null) return severityRank[a.severity] - severityRank[b.severity]
  return 0
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
