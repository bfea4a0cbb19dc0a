import type { Finding } from '@/lib/model/finding'
import type { Trace } from '@/lib/model/trace'

/**
 * What explains a finding, and what it explains, over every trace that it stands in. `rootId` is the top of its chain of causes, null
 * when it is a cause itself. Consequences are all that lead up to it, each once, in the order of the traces.
 */
export function relateFinding(
  id: string,
  traces: readonly Pick<Trace, 'findings'>[],
): { rootId: string | null; consequenceIds: string[] } {
  let rootId: string | null = null
  const consequenceIds = new Set<string>()
  for (const { findings } of traces) {
    const finding = findings.find((candidate) => candidate.id === id)
    if (finding === undefined) continue
    const top = climb(finding, findings).at(-1)
    if (top !== undefined) rootId ??= top.id
    for (const other of findings)
      if (other.id !== id && climb(other, findings).some((cause) => cause.id === id)) consequenceIds.add(other.id)
  }
  return { rootId, consequenceIds: [...consequenceIds] }
}

/** The causes of a finding, nearest first. A cause names a check; of several findings of it, the one of the same host and path counts. */
function climb(finding: Finding, findings: readonly Finding[]): Finding[] {
  const causes: Finding[] = []
  const visited = new Set([finding.id])
  let current = finding
  while (current.consequenceOf !== undefined) {
    const { consequenceOf, host, path } = current
    const candidates = findings.filter(
      (candidate) =>
        candidate.check === consequenceOf &&
        (candidate.host === undefined || host === undefined || candidate.host === host),
    )
    const cause = candidates.find((candidate) => candidate.path === path) ?? candidates[0]
    if (cause === undefined || visited.has(cause.id)) break
    visited.add(cause.id)
    causes.push(cause)
    current = cause
  }
  return causes
}
