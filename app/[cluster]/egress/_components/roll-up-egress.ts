import type { EgressAnswer } from '@/lib/api/egress'
import type { PathVerdict } from '@/lib/model/verdict'

/**
 * One verdict for the page. Findings decide; without any, it passes only when ports per node are known and rest on no
 * assumption, because what was assumed was not looked at.
 */
export function rollUpEgress(answer: Pick<EgressAnswer, 'findings' | 'allocation' | 'problems'>): PathVerdict {
  const severities = new Set(answer.findings.map((finding) => finding.severity))
  if (severities.has('error')) return 'failing'
  const { portsPerNode, assumptions } = answer.allocation
  if (severities.has('warning')) return 'warning'
  return portsPerNode === null || assumptions.length > 0 || answer.problems.length > 0 ? 'undetermined' : 'passing'
}
