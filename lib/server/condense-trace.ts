import 'server-only'
import type { IngressRow } from '@/lib/api/schemas/ingresses'
import type { KindMap } from '@/lib/model/kubernetes'
import type { NotChecked, Trace, TracedHost } from '@/lib/model/trace'

/** A trace without its hops and paths: what lists, counts and searches read. The whole is judged when somebody opens it. */
export interface TraceSummary extends Omit<Trace, 'hosts'> {
  hosts: Pick<TracedHost, 'host' | 'verdict' | 'rootCause' | 'sentence'>[]
}

/** One Ingress of a cluster as it was judged last. */
export interface JudgedIngress {
  /** `namespace/name`. */
  key: string
  /** False until it has been judged for the first time; its verdict is then `undetermined`. */
  isJudged: boolean
  trace: TraceSummary
  row: IngressRow
  /** What a search looks through, in lower case. */
  searchText: string
  /** Ids of the checks that could look at it. */
  ranChecks: readonly string[]
  /** Ids of its findings that are the root cause of a host or path. */
  rootFindings: readonly string[]
}

/** Keeps what a list needs of a whole trace, at a fiftieth of its size. */
export function condenseTrace(ingress: KindMap['Ingress'], trace: Trace, isJudged = true): JudgedIngress {
  const hosts = trace.hosts.map(({ host, verdict, rootCause, sentence }) => ({ host, verdict, rootCause, sentence }))
  const summary = { ...trace, hosts, notChecked: shareRows(trace.notChecked) }
  const key = `${trace.object.namespace ?? ''}/${trace.object.name}`
  const row = makeRow(ingress, summary)
  const searched = [key, row.className ?? '', row.rootCause?.check ?? '', ...row.addresses, ...row.hosts]
  return {
    key,
    isJudged,
    trace: summary,
    row,
    searchText: searched.join(' ').toLowerCase(),
    ranChecks: listRanChecks(trace),
    rootFindings: listRootFindings(trace),
  }
}

/** The row of an Ingress that nobody has judged: it exists, and nothing else is known. */
export function condenseUnjudged(ingress: KindMap['Ingress'], sentence: string): JudgedIngress {
  const { namespace = '', name } = ingress.metadata
  const hosts = (ingress.spec?.rules ?? []).map(({ host = '*' }) => ({
    host,
    verdict: 'undetermined' as const,
    rootCause: null,
    sentence,
    entryPorts: [],
    hops: [],
    paths: [],
  }))
  const trace: Trace = {
    object: { kind: 'Ingress', namespace, name },
    className: ingress.spec?.ingressClassName ?? null,
    addresses: [],
    verdict: 'undetermined',
    rootCause: null,
    hosts,
    findings: [],
    notChecked: [],
  }
  const condensed = condenseTrace(ingress, trace, false)
  return { ...condensed, row: { ...condensed.row, sentence } }
}

function makeRow(ingress: KindMap['Ingress'], trace: TraceSummary): IngressRow {
  const worst = trace.hosts.find(
    (host) => host.rootCause !== null && host.rootCause.finding === trace.rootCause?.finding,
  )
  const shown = worst ?? trace.hosts.find((host) => host.verdict === trace.verdict) ?? trace.hosts[0]
  return {
    namespace: trace.object.namespace ?? '',
    name: trace.object.name,
    className: trace.className,
    hosts: trace.hosts.map(({ host }) => host),
    addresses: trace.addresses,
    verdict: trace.verdict,
    rootCause: trace.rootCause,
    sentence: shown?.sentence ?? 'It declares no host.',
    createdAt: ingress.metadata.creationTimestamp ?? null,
  }
}

function listRootFindings({ hosts }: Trace): readonly string[] {
  const roots = new Set<string>()
  for (const { rootCause, paths } of hosts) {
    if (rootCause !== null) roots.add(rootCause.finding)
    for (const path of paths) if (path.rootCause !== null) roots.add(path.rootCause.finding)
  }
  return [...roots]
}

function listRanChecks({ hosts }: Trace): readonly string[] {
  const ran = new Set<string>()
  for (const { hops, paths } of hosts) {
    for (const hop of [...hops, ...paths.flatMap((path) => path.hops)]) {
      for (const { check, outcome } of hop.checks) if (outcome !== 'not-run' && outcome !== 'crashed') ran.add(check)
    }
  }
  const ids = [...ran]
  return share(ids.join(), ids)
}

/** Thousands of Ingresses run the same checks and miss the same things. */
const sharedMax = 5_000
const shared = new Map<string, unknown>()

function share<T>(text: string, value: T): T {
  const known = shared.get(text)
  // The same text was made from a value of the same shape.
  if (known !== undefined) return known as T
  if (shared.size >= sharedMax) shared.clear()
  shared.set(text, value)
  return value
}

function shareRows(rows: readonly NotChecked[]): NotChecked[] {
  const ownRows = rows.map((row) => share(JSON.stringify(row), row))
  return share(JSON.stringify(ownRows), ownRows)
}
