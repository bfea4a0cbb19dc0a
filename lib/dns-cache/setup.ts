import type { Token } from './lexer'
import { isHole } from './placeholders'
import type { Binary } from './plugins'
import { type CorefileProblem, describeProblem, type ProblemCode } from './problem'
import { formatRelease, isAtLeast } from './versions'

/** What the setup of one directive works with: the binary, the zones of its block, and a place for problems. */
export type SetupContext = {
  binary: Binary
  /** Zones of the block, fully qualified. */
  zones: readonly string[]
  problems: CorefileProblem[]
}

/** Records that CoreDNS refuses the file at `token`. */
export function refuse(context: SetupContext, token: Token, message: string, fix: string): void {
  context.problems.push(describeProblem('SETUP', 'corefile-parse-error', token, message, fix))
}

/** Records something CoreDNS accepts but that does not do what it looks like. */
export function warn(context: SetupContext, code: ProblemCode, token: Token, message: string, fix: string): void {
  context.problems.push(describeProblem('WARNING', code, token, message, fix))
}

/** Records an option that the running release does not know yet. */
export function refuseTooNew(context: SetupContext, token: Token, what: string, since: string): void {
  const running = formatRelease(context.binary.release)
  const message = `${what} needs CoreDNS ${since}; this one is ${running}.`
  const fix = 'Upgrade the image, or remove the option.'
  context.problems.push(describeProblem('SETUP', 'option-too-new', token, message, fix))
}

/** Records a second occurrence of a directive that may stand once; the extra word is what CoreDNS takes as the occurrence. */
export function refuseRepeated(context: SetupContext, directive: string, token: Token): void {
  const isBrace = token.text === '{'
  const message = isBrace
    ? `"{" on the line after "${directive}" does not open its options; CoreDNS counts it as a second ${directive}.`
    : `${directive} may stand only once in a server block.`
  const fix = isBrace ? `Put "{" on the line of "${directive}".` : `Merge the two into one "${directive}".`
  refuse(context, token, message, fix)
}

/** Records a placeholder that nothing fills in at run time. */
export function refusePlaceholder(context: SetupContext, directive: string, token: Token): void {
  const message = `${directive}: the placeholder "${token.text}" is not filled in by this binary.`
  const fix =
    'Render the manifest; node-cache fills in only LOCAL__DNS, CLUSTER__DNS and UPSTREAM__SERVERS, CoreDNS none.'
  context.problems.push(describeProblem('SETUP', 'placeholder-left', token, message, fix))
}

/** True when that option exists in the running release. */
export function supports(context: SetupContext, since: string): boolean {
  return isAtLeast(context.binary.release, since)
}

/** True when the word is decided at run time and must not be judged. */
export function isUndecided(context: SetupContext, token: Token): boolean {
  return isHole(token, context.binary.pluginSet)
}
