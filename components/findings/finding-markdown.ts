import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'

const whoWords: Record<Finding['fix']['who'], string> = {
  tenant: 'the owner of the object',
  platform: 'the platform team',
  either: 'the owner of the object or the platform team',
}

/** A finding as Markdown, to paste into an incident channel or a ticket. Ends without a newline. */
export function describeFinding(finding: Finding): string {
  const lines = [
    `**${finding.severity}: ${finding.title}** (\`${finding.check}\`)`,
    '',
    finding.summary,
    '',
    `- Object: ${formatObjectRef(finding.object)}`,
    ...(finding.host === undefined ? [] : [`- Host: ${finding.host}`]),
    ...finding.evidence.map((fact) => {
      const where = [fact.object ? formatObjectRef(fact.object) : null, fact.field ? `\`${fact.field}\`` : null]
        .filter((part) => part !== null)
        .join(' ')
      const expected = fact.expected === undefined ? '' : `, expected \`${fact.expected}\``
      return `- Evidence: ${where}${where === '' ? '' : ': '}\`${fact.observed}\`${expected} (${fact.source}, ${fact.at})`
    }),
    '',
    `Fix (${whoWords[finding.fix.who]}): ${finding.fix.text}`,
  ]
  if (finding.fix.commands.length > 0) lines.push('', '```sh', ...finding.fix.commands, '```')
  return lines.join('\n')
}
