/** Verdict of one hop. */
export const verdicts = ['passing', 'warning', 'failing', 'blocked', 'not-checked', 'not-applicable'] as const
export type Verdict = (typeof verdicts)[number]

/** Verdict of a path, host, page or cluster: a hop's verdicts and `undetermined`. */
export const pathVerdicts = [...verdicts, 'undetermined'] as const
export type PathVerdict = (typeof pathVerdicts)[number]

/** One hop's contribution to a roll-up. A hop that is not load-bearing cannot make the whole undetermined. */
export interface VerdictPart {
  verdict: PathVerdict
  isLoadBearing: boolean
}

/**
 * Rolls parts up into one verdict: any `failing` fails the whole; else a `not-checked` or `undetermined` load-bearing part
 * makes it `undetermined`, never passing; else `warning`; else `passing`. A `blocked` part counts as not judged. No parts,
 * or only `not-applicable` ones, is `not-applicable`.
 */
export function rollUpVerdicts(parts: readonly VerdictPart[]): PathVerdict {
  const judged = parts.filter((part) => part.verdict !== 'not-applicable')
  if (judged.length === 0) return 'not-applicable'
  if (judged.some((part) => part.verdict === 'failing')) return 'failing'
  const isUnknown = (part: VerdictPart) =>
    part.isLoadBearing &&
    (part.verdict === 'not-checked' || part.verdict === 'undetermined' || part.verdict === 'blocked')
  if (judged.some(isUnknown)) return 'undetermined'
  if (judged.some((part) => part.verdict === 'warning')) return 'warning'
  return judged.some((part) => part.verdict === 'passing') ? 'passing' : 'undetermined'
}

const badness: Record<PathVerdict, number> = {
  failing: 6,
  undetermined: 5,
  warning: 4,
  'not-checked': 3,
  blocked: 2,
  passing: 1,
  'not-applicable': 0,
}

/** Sorts worst first: failing, undetermined, warning, not checked, blocked, passing, not applicable. */
export function compareVerdictsWorstFirst(a: PathVerdict, b: PathVerdict): number {
  return badness[b] - badness[a]
}
