import type { ListedFinding } from '@/lib/api/findings'
import type { Severity } from '@/lib/model/finding'

/** Findings of one check: the same fault in several places is one line to read. */
export interface FindingGroup {
  check: string
  title: string
  severity: Severity
  affectedHosts: number
  findings: ListedFinding[]
}

export interface GroupedFindings {
  /** What breaks something now and is explained by nothing else. */
  rootCauses: FindingGroup[]
  /** Everything else, consequences included. */
  others: FindingGroup[]
  /** Inside a grace period: not a fault yet. */
  waiting: FindingGroup[]
}

/** Sorts findings into root causes, the rest, and what still waits, grouped by check in the order they came in. */
export function groupByCheck(findings: readonly ListedFinding[]): GroupedFindings {
  const isWaiting = (finding: ListedFinding) => finding.waitingUntil !== undefined
  return {
    rootCauses: group(findings.filter((finding) => !isWaiting(finding) && finding.isRootCause)),
    others: group(findings.filter((finding) => !isWaiting(finding) && !finding.isRootCause)),
    waiting: group(findings.filter(isWaiting)),
  }
}

function group(findings: readonly ListedFinding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>()
  for (const finding of findings) {
    // One check may report with several severities; each is a line of its own.
    const key = `${finding.check} ${finding.severity}`
    const known = groups.get(key)
    if (known === undefined) {
      const { check, title, severity, affectedHosts } = finding
      groups.set(key, { check, title, severity, affectedHosts, findings: [finding] })
    } else {
      known.findings.push(finding)
      known.affectedHosts += finding.affectedHosts
    }
  }
  return [...groups.values()]
}
