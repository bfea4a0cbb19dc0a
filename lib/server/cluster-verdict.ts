import type { UnavailableReason } from '@/lib/model/unavailable'
import type { PathVerdict } from '@/lib/model/verdict'

/** Reasons that leave open what a look would have shown. What is not installed, configured or built is absent by design. */
const openReasons = new Set<UnavailableReason>(['forbidden', 'unreachable', 'timed-out', 'pending'])

/**
 * The verdict of a cluster: it passes only when everything that Fairlead checks could be looked at and nothing is wrong
 * anywhere. One without an Ingress has no path that could pass and is not applicable. Ingresses are counted by verdict; `notChecked` are the reasons of what could not be looked at in any area.
 */
export function rollUpCluster(
  ingressesByVerdict: Readonly<Record<string, number>>,
  findings: { error: number; warning: number },
  notChecked: readonly UnavailableReason[],
): PathVerdict {
  const has = (verdict: PathVerdict) => (ingressesByVerdict[verdict] ?? 0) > 0
  if (findings.error > 0 || has('failing')) return 'failing'
  if (has('undetermined') || notChecked.some((reason) => openReasons.has(reason))) return 'undetermined'
  if (findings.warning > 0 || has('warning')) return 'warning'
  return has('passing') ? 'passing' : 'not-applicable'
}
