import { formatMoment } from '@/lib/format/age'
import type { Evidence, Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'
import { writeCode, writeCodeBlock, writeProse } from './markdown-text'
import { severityWords } from './verdict-look'

const whoWords: Record<Finding['fix']['who'], string> = {
  tenant: 'the owner of the object',
  platform: 'the platform team',
  either: 'the owner of the object or the platform team',
}

export interface FindingContext {
  /** Left out where the report around it names it. */
  cluster?: string
  /** Address of the finding's page, with its origin. */
  url: string
  /** What a heading begins with, as deep as the report around it wants it: `##`, or `### Follows from it:`. */
  heading?: string
}

/**
 * A finding as Markdown, to paste into a ticket or an incident channel: what, where, the evidence, the fix, the way back. Whatever
 * comes from the cluster is shown and never acted upon. Ends without a newline.
 */
export function describeFinding(finding: Finding, { cluster, url, heading = '##' }: FindingContext): string {
  const properties = [
    ['Cluster', cluster],
    ['Object', formatObjectRef(finding.object)],
    ['Host', finding.host],
    ['Path', finding.path],
    ['Check', finding.check],
    ['Follows from', finding.consequenceOf],
  ] as const
  const lines = [
    `${heading} ${severityWords[finding.severity]}: ${writeProse(finding.title)}`,
    '',
    writeProse(finding.summary),
    '',
    ...properties.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${writeCode(value)}`])),
  ]
  if (finding.waitingUntil !== undefined)
    lines.push(`- Waiting until ${formatMoment(finding.waitingUntil)}; not a fault before then`)
  lines.push(`- Link: <${url}>`)
  if (finding.evidence.length > 0) lines.push('', 'Evidence:', '', ...finding.evidence.map(describeEvidence))
  const [first = '', ...more] = finding.fix.text.split('\n').map(writeProse)
  lines.push('', `Fix, by ${whoWords[finding.fix.who]}: ${first}`)
  for (const line of more) lines.push('', line)
  if (finding.fix.commands.length > 0) lines.push('', writeCodeBlock(finding.fix.commands.join('\n')))
  return lines.join('\n')
}

function describeEvidence({ object, field, observed, expected, source, at }: Evidence): string {
  const where = [object ? formatObjectRef(object) : null, field ?? null].flatMap((part) => part ?? []).map(writeCode)
  const seen = `observed ${writeCode(observed)}${expected === undefined ? '' : `, expected ${writeCode(expected)}`}`
  return `- ${[where.join(' '), seen].filter(Boolean).join(': ')} (${writeProse(source)}, ${formatMoment(at)})`
}
