/**
 * Where CoreDNS would notice a problem, in the order it looks: reading words and blocks, normalising zone keys, finding the
 * plugin, the plugin's own setup, opening listeners. `WARNING` is accepted by CoreDNS but does not do what its writer meant.
 */
export type ProblemStage = 'PARSE' | 'KEY' | 'NOPLUGIN' | 'SETUP' | 'START' | 'WARNING'

/** Stable slug of a problem, equal to the id of the check that reports it where there is one. */
export type ProblemCode =
  | 'corefile-parse-error'
  | 'plugin-not-linked'
  | 'option-too-new'
  | 'placeholder-left'
  | 'brace-glued'
  | 'brace-missing'
  | 'zone-uppercase'
  | 'zone-suspicious'
  | 'keyless-block'
  | 'comment-glued'
  | 'cache-ttl-unit'
  | 'cache-zone-outside'
  | 'cache-number-overflow'
  | 'import-unseen'
  | 'reference-unresolved'

/** `line` and `column` are 1-based and point into the Corefile (for imported words: where the word is written). */
export type CorefileProblem = {
  stage: ProblemStage
  code: ProblemCode
  line: number
  column: number
  message: string
  fix: string
}

/** `file` is set for words of an imported file; the lines then count in that file. */
export type ProblemPlace = { line: number; column: number; file?: string }

/** Builds a problem; a stage other than `WARNING` means that CoreDNS would refuse the file. */
export function describeProblem(
  stage: ProblemStage,
  code: ProblemCode,
  place: ProblemPlace,
  message: string,
  fix: string,
): CorefileProblem {
  const where = place.file === undefined || place.file === '' ? '' : `In ${place.file}: `
  return { stage, code, line: place.line, column: place.column, message: where + message, fix }
}

/** True when none of the problems would keep CoreDNS from loading the file. */
export function isLoadable(problems: readonly CorefileProblem[]): boolean {
  return problems.every((problem) => problem.stage === 'WARNING')
}

/** Orders problems by where they stand in the file. */
export function sortProblems(problems: readonly CorefileProblem[]): CorefileProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
}
