import { describeFinding } from '@/components/findings/finding-markdown'
import { writeCode, writeProse } from '@/components/findings/markdown-text'
import { verdictWords } from '@/components/findings/verdict-look'
import { reasonWords } from '@/components/states/reason-words'
import { formatMoment } from '@/lib/format/age'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import type { Hop, NotChecked, TracedHost } from '@/lib/model/trace'
import type { PathVerdict } from '@/lib/model/verdict'
import { groupFindings } from './group-findings'
import {
  describeBackend,
  describeHost,
  describePath,
  findCertificateHop,
  keyPaths,
  listDrawnHops,
  orderHostsWorstFirst,
  selectPath,
} from './trace-selection'

/**
 * What a report is made of: an Ingress with its hosts, or a host with one trace for each Ingress that declares it. `url` is the page
 * to come back to; `observedAt` is ISO 8601 UTC, null when nothing was read.
 */
export interface TraceReport {
  title: string
  cluster: string
  verdict: PathVerdict
  observedAt: string | null
  url: string
  hosts: readonly TracedHost[]
  /** Which Ingress each of `hosts` belongs to, in the same order; only where they are several. */
  declaredBy?: readonly ObjectRef[]
  findings: readonly Finding[]
  notChecked: readonly NotChecked[]
  /** Address of a finding's page. */
  findingUrl: (id: string) => string
}

/** The whole trace as Markdown, for a ticket or an incident channel: worst host first, then findings that belong to no host. */
export function writeTraceReport(report: TraceReport): string {
  const { title, cluster, verdict, observedAt, hosts, declaredBy, notChecked } = report
  const lines = [`# ${writeProse(title)}: ${verdictWords[verdict]}`, '']
  lines.push(`- Cluster: ${writeCode(cluster)}`)
  lines.push(`- Observed: ${observedAt === null ? 'nothing read yet' : formatMoment(observedAt)}`)
  lines.push(`- Link: <${report.url}>`)
  // One that hits several hosts, or several Ingresses of a host, is told once.
  const told = new Set<string>()
  for (const host of orderHostsWorstFirst(hosts))
    lines.push('', describeHostSection(report, host, declaredBy?.[hosts.indexOf(host)], told))
  const shared = report.findings.filter(({ id }) => !told.has(id))
  if (shared.length > 0) lines.push('', '## For every host')
  for (const finding of shared)
    lines.push('', describeFinding(finding, { url: report.findingUrl(finding.id), heading: '###' }))
  if (notChecked.length > 0) {
    lines.push('', '## What could not be checked', '')
    for (const { what, reason, detail, need } of notChecked)
      lines.push(
        `- ${writeProse(what)}: ${reasonWords[reason]}. ${writeProse(detail)}${need ? ` Needs ${writeCode(need)}.` : ''}`,
      )
  }
  return `${lines.join('\n')}\n`
}

function describeHostSection(
  { findings, findingUrl }: TraceReport,
  host: TracedHost,
  ingress: ObjectRef | undefined,
  told: Set<string>,
): string {
  const paths = keyPaths(host.paths)
  const selected = selectPath(paths, null)?.path ?? null
  const certificate = findCertificateHop(host)
  const owner = ingress === undefined ? '' : ` (${writeProse(formatObjectRef(ingress))})`
  const lines = [
    `## ${writeProse(describeHost(host.host))}${owner}: ${verdictWords[host.verdict]}`,
    '',
    writeProse(host.sentence),
    '',
    ...listDrawnHops(host, selected).map((hop, index) => `${index + 1}. ${describeHop(hop)}`),
  ]
  if (certificate) lines.push('', describeHop(certificate))
  if (paths.length > 1) {
    lines.push('', 'Paths:', '')
    for (const { path } of paths)
      lines.push(
        `- ${writeCode(describePath(path))} to ${writeCode(describeBackend(path))}: ${verdictWords[path.verdict]}`,
      )
  }
  const groups = groupFindings(
    findings.filter((finding) => finding.host !== undefined),
    host,
    selected,
  )
  const tell = (finding: Finding, heading: string) => {
    if (told.has(finding.id)) return
    told.add(finding.id)
    lines.push('', describeFinding(finding, { url: findingUrl(finding.id), heading }))
  }
  for (const group of [...(groups.root ? [groups.root] : []), ...groups.alsoFound]) {
    tell(group.finding, '###')
    for (const consequence of group.consequences) tell(consequence, '#### Follows from it:')
  }
  for (const finding of groups.waiting) tell(finding, '### Waiting:')
  return lines.join('\n')
}

function describeHop({ title, verdict, headline, reason }: Hop): string {
  const words = [headline, reason].flatMap((part) => part ?? []).map(writeProse)
  return `${title}: **${verdictWords[verdict]}**, ${words.join('; ')}`
}
