import { severityWords, verdictWords } from '@/components/findings/verdict-look'
import type { ClusterList, ClusterSummary } from '@/lib/api/clusters'
import type { DnsCacheAnswer } from '@/lib/api/dns-cache'
import type { EgressAnswer } from '@/lib/api/egress'
import type { FindingAnswer } from '@/lib/api/finding-permalink'
import type { HostTraceAnswer, TraceAnswer } from '@/lib/api/ingresses'
import { formatCount, formatCounted } from '@/lib/format/count'
import { compareVerdictsWorstFirst, type PathVerdict, pathVerdicts } from '@/lib/model/verdict'

/** The end of every title. */
export const siteName = 'Fairlead'

/** Parts of a title, the one that tells tabs apart first: `shop/checkout failing: … · blue`. */
const join = (...parts: string[]) => parts.join(' · ')

/** What a page is about and its verdict; what follows says more, as far as it is known. */
const judge = (subject: string, verdict: PathVerdict, detail: string | null) =>
  `${subject} ${verdictWords[verdict].toLowerCase()}${detail === null ? '' : `: ${detail}`}`

export function titleOfClusters({ items }: Pick<ClusterList, 'items'>): string {
  const failing = items.filter(({ verdict }) => verdict === 'failing').length
  return failing === 0 ? 'Clusters' : `Clusters: ${formatCount(failing)} of ${formatCount(items.length)} failing`
}

export function titleOfOverview({ name, verdict, findings }: ClusterSummary): string {
  return judge(name, verdict, findings.error === 0 ? null : formatCounted(findings.error, 'error'))
}

export function titleOfIngresses({ name, ingresses }: ClusterSummary): string {
  if (ingresses === null) return join('Ingresses', name)
  const all = formatCounted(ingresses.total, 'ingress', 'ingresses')
  const { failing = 0 } = ingresses.byVerdict
  return join(failing === 0 ? all : `${formatCount(failing)} of ${all} failing`, name)
}

/** The worst verdict of the ingresses of a cluster; what could not be read is undetermined, and none is nothing to judge. */
export function rollUpIngresses({ ingresses }: Pick<ClusterSummary, 'ingresses'>): PathVerdict {
  if (ingresses === null) return 'undetermined'
  const [worst] = pathVerdicts
    .filter((verdict) => (ingresses.byVerdict[verdict] ?? 0) > 0)
    .sort(compareVerdictsWorstFirst)
  return worst ?? 'not-applicable'
}

type Judged = Pick<TraceAnswer, 'verdict' | 'rootCause'>

export function titleOfIngress(cluster: string, name: string, { verdict, rootCause }: Judged): string {
  return join(judge(name, verdict, rootCause?.title ?? null), cluster)
}

export function titleOfHost(
  cluster: string,
  { host, verdict, rootCause, declaredBy }: Judged & Pick<HostTraceAnswer, 'host' | 'declaredBy'>,
): string {
  if (declaredBy.length === 0) return join(`${host}: declared by nobody`, cluster)
  return join(judge(host, verdict, rootCause?.title ?? null), cluster)
}

/** How many nodes until the ports drop, where there is one, because that is what somebody keeps this page open for. */
export function titleOfEgress(
  cluster: string,
  verdict: PathVerdict,
  { allocation: { portsPerNode }, headroom: { nodesToNextDrop } }: Pick<EgressAnswer, 'allocation' | 'headroom'>,
): string {
  const detail =
    portsPerNode === null
      ? 'SNAT ports unknown'
      : nodesToNextDrop === null
        ? `${formatCount(portsPerNode)} SNAT ports per node`
        : // That many may still join; the one after them brings the drop.
          `${formatCounted(nodesToNextDrop + 1, 'node')} to the next drop`
  return join(judge('Egress', verdict, detail), cluster)
}

export function titleOfDnsCache(
  cluster: string,
  verdict: PathVerdict,
  { found, findings }: Pick<DnsCacheAnswer, 'found' | 'findings'>,
): string {
  if (found === false) return join('DNS cache: not installed', cluster)
  return join(
    judge('DNS cache', verdict, findings.length === 0 ? null : formatCounted(findings.length, 'finding')),
    cluster,
  )
}

export function titleOfFinding(cluster: string, answer: FindingAnswer): string {
  if (answer.state === 'gone') return join(`${answer.past?.title ?? 'A finding'}: not found any more`, cluster)
  const { severity, title, object } = answer.finding
  const subject = [object.namespace, object.name].filter((part) => part !== null).join('/')
  return join(`${severityWords[severity]} at ${subject}: ${title}`, cluster)
}

export function titleOfSources({ name, sources }: Pick<ClusterSummary, 'name' | 'sources'>): string {
  const readable = sources.filter(({ state }) => state === 'observed').length
  return join(`Sources: ${formatCount(readable)} of ${formatCount(sources.length)} readable`, name)
}
