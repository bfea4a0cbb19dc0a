import { formatMoment } from '@/lib/format/age'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'
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

/** What a report is made of. `url` is the page to come back to; `observedAt` is ISO 8601 UTC, null when nothing was read. */
export interface TraceReport {
  title: string
  cluster: string
  verdict: PathVerdict
  observedAt: string | null
  url: string
  hosts: readonly TracedHost[]
  findings: readonly Finding[]
  notChecked: readonly NotChecked[]
}

const teams = { tenant: 'the team that owns the namespace', platform: 'the platform team', either: 'either team' }

/** A fence longer than any run of backticks inside, so that a command cannot end its own block. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const marks = '`'.repeat(longest + 1)
  return `${marks}sh\n${text}\n${marks}`
}

/** Cluster text goes on one line of Markdown: line breaks would end a list item. */
const inline = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()

function describeFinding(finding: Finding, level: string): string {
  const lines = [
    `${level} ${inline(finding.title)}`,
    '',
    `${finding.severity}, check \`${finding.check}\`, ${formatObjectRef(finding.object)}`,
    '',
    finding.summary,
  ]
  if (finding.waitingUntil)
    lines.push('', `Waiting until ${formatMoment(finding.waitingUntil)}; not a fault before then.`)
  if (finding.evidence.length > 0) {
    lines.push('', 'Evidence:')
    for (const { object, field, observed, expected, source, at } of finding.evidence) {
      const where = [object ? formatObjectRef(object) : null, field ? `\`${field}\`` : null].filter(Boolean).join(' ')
      lines.push(
        `- ${where ? `${where}: ` : ''}${inline(observed)}${expected ? `; expected ${inline(expected)}` : ''} (${source}, ${at})`,
      )
    }
  }
  lines.push('', `Fix, by ${teams[finding.fix.who]}: ${finding.fix.text}`)
  if (finding.fix.commands.length > 0) lines.push('', fence(finding.fix.commands.join('\n')))
  return lines.join('\n')
}

function describeHopLine(hop: Hop): string {
  const reason = hop.reason ? `; ${inline(hop.reason)}` : ''
  return `${hop.title}: **${hop.verdict}**, ${inline(hop.headline)}${reason}`
}

function describeHostSection(host: TracedHost, findings: readonly Finding[]): string {
  const paths = keyPaths(host.paths)
  const selected = selectPath(paths, null)?.path ?? null
  const certificate = findCertificateHop(host)
  const lines = [`## ${describeHost(host.host)}: ${host.verdict}`, '', host.sentence, '']
  listDrawnHops(host, selected).forEach((hop, index) => {
    lines.push(`${index + 1}. ${describeHopLine(hop)}`)
  })
  if (certificate) lines.push('', describeHopLine(certificate))
  if (paths.length > 1) {
    lines.push('', 'Paths:')
    for (const { path } of paths) lines.push(`- ${describePath(path)} to ${describeBackend(path)}: ${path.verdict}`)
  }
  const groups = groupFindings(
    findings.filter((finding) => finding.host !== undefined),
    host,
    selected,
  )
  const sections = [...(groups.root ? [groups.root] : []), ...groups.alsoFound]
  for (const group of sections) {
    lines.push('', describeFinding(group.finding, '###'))
    for (const consequence of group.consequences) lines.push('', describeFinding(consequence, '#### Follows from it:'))
  }
  for (const finding of groups.waiting) lines.push('', describeFinding(finding, '### Waiting:'))
  return lines.join('\n')
}

/** The whole trace as Markdown, for a ticket or an incident channel: worst host first, then findings that belong to no host. */
export function writeTraceReport(report: TraceReport): string {
  const lines = [`# ${report.title} on ${report.cluster}: ${report.verdict}`, '']
  lines.push(`Observed ${report.observedAt ?? 'never'}. ${report.url}`)
  for (const host of orderHostsWorstFirst(report.hosts)) lines.push('', describeHostSection(host, report.findings))
  const shared = report.findings.filter((finding) => finding.host === undefined)
  if (shared.length > 0) lines.push('', '## For every host')
  for (const finding of shared) lines.push('', describeFinding(finding, '###'))
  if (report.notChecked.length > 0) {
    lines.push('', '## What could not be checked', '')
    for (const { what, reason, detail, need } of report.notChecked) {
      lines.push(`- ${what}: ${reason}, ${inline(detail)}${need ? ` Needs: ${inline(need)}.` : ''}`)
    }
  }
  return `${lines.join('\n')}\n`
}
