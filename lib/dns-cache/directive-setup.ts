import { Dispenser } from './dispenser'
import { parseGoDurationSeconds, parseGoInteger } from './go-values'
import { parseIpAddress } from './ip-address'
import type { Token } from './lexer'
import { hasLeftPlaceholder, isRemovedWord } from './placeholders'
import { isUndecided, refuse, refusePlaceholder, refuseRepeated, type SetupContext, supports } from './setup'

/**
 * Reads `bind`: the listen addresses of all its lines, as written. Interface names are taken on trust. Source: coredns/coredns
 * plugin/bind/setup.go at v1.10.0.
 */
export function readBind(tokens: readonly Token[], context: SetupContext): Token[] {
  const dispenser = new Dispenser(tokens)
  const addresses: Token[] = []
  while (dispenser.next()) {
    const directive = dispenser.current()
    const args = dispenser.remainingArgs().filter((token) => !isRemovedWord(token, context.binary.pluginSet))
    if (args.length === 0) {
      refuse(context, directive, 'bind needs at least one address.', 'Write the listen IPs, for example 169.254.20.10.')
    }
    for (const token of args) {
      if (hasLeftPlaceholder(token, context.binary.pluginSet)) {
        refusePlaceholder(context, 'bind', token)
      } else if (!isUndecided(context, token) && !isListenable(token.text)) {
        const message = `bind: "${token.text}" is neither an IP address nor a network interface.`
        refuse(context, token, message, 'Write the listen IPs of -localip, separated by spaces.')
      }
      addresses.push(token)
    }
    while (dispenser.nextBlock()) {
      const option = dispenser.current()
      dispenser.remainingArgs()
      if (option.text !== 'except')
        refuse(context, option, `bind: unknown option "${option.text}".`, 'Only except exists.')
    }
  }
  return addresses
}

/** Linux interface names have at most 15 characters and no slash; what looks like an address must be one. */
function isListenable(text: string): boolean {
  if (parseIpAddress(text.replace(/%.*$/, '')) !== null) return true
  return /^[A-Za-z][A-Za-z0-9_.@-]{0,14}$/.test(text) && !/^[0-9a-fA-F]*:/.test(text)
}

type DirectiveJudge = (tokens: readonly Token[], context: SetupContext) => void

/**
 * Argument checks of the smaller directives that node-local Corefiles use; other directives are not judged. Source: coredns/coredns
 * plugin/{reload,health,metrics,loop,bufsize,errors,log,ready}/setup.go at v1.10.0.
 */
export const DIRECTIVE_JUDGES: Readonly<Record<string, DirectiveJudge>> = {
  loop: (tokens, context) => judgeOnce('loop', tokens, context, (args) => refuseArgs('loop', args, 0, context)),
  ready: (tokens, context) =>
    judgeOnce('ready', tokens, context, (args) => judgeListenAddress('ready', ':8181', args, context)),
  prometheus: (tokens, context) =>
    judgeOnce('prometheus', tokens, context, (args) => judgeListenAddress('prometheus', ':9253', args, context)),
  errors: judgeErrors,
  log: judgeLog,
  reload: judgeReload,
  health: judgeHealth,
  bufsize: judgeBufsize,
}

function judgeOnce(
  directive: string,
  tokens: readonly Token[],
  context: SetupContext,
  judgeArgs: (args: readonly Token[], dispenser: Dispenser) => void,
): void {
  const dispenser = new Dispenser(tokens)
  let count = 0
  while (dispenser.next()) {
    count += 1
    if (count > 1) {
      refuseRepeated(context, directive, dispenser.current())
      return
    }
    judgeArgs(dispenser.remainingArgs(), dispenser)
  }
}

function refuseArgs(directive: string, args: readonly Token[], argsMax: number, context: SetupContext): boolean {
  const extra = args[argsMax]
  if (extra === undefined) return false
  const fix = `Remove "${extra.text}", or put it on its own line when it is a directive.`
  refuse(context, extra, `${directive} takes ${argsMax === 0 ? 'no' : `at most ${argsMax}`} argument.`, fix)
  return true
}

function judgeListenAddress(directive: string, example: string, args: readonly Token[], context: SetupContext): void {
  if (refuseArgs(directive, args, 1, context)) return
  const address = args[0]
  if (address === undefined || isUndecided(context, address) || address.text.includes(':')) return
  refuse(
    context,
    address,
    `${directive}: "${address.text}" has no port.`,
    `Write an address with a colon, such as ${example}.`,
  )
}

function judgeErrors(tokens: readonly Token[], context: SetupContext): void {
  judgeOnce('errors', tokens, context, (args, dispenser) => {
    const first = args[0]
    if (first !== undefined && (args.length > 1 || first.text !== 'stdout')) {
      const message = `errors takes no argument but "stdout", not "${first.text}".`
      refuse(context, first, message, 'Put each directive on its own line.')
    }
    while (dispenser.nextBlock()) {
      const option = dispenser.current()
      const values = dispenser.remainingArgs()
      if (option.text === 'stacktrace' && values.length === 0) continue
      const [duration, pattern] = values
      const isConsolidate = option.text === 'consolidate' && duration !== undefined && pattern !== undefined
      if (isConsolidate && (parseGoDurationSeconds(duration.text) ?? -1) > 0) continue
      const message = `errors: option "${option.text}" is not understood.`
      refuse(context, option, message, 'Use consolidate DURATION REGEX, or stacktrace.')
    }
  })
}

const LOG_CLASSES = ['all', 'success', 'denial', 'error']

function judgeLog(tokens: readonly Token[], context: SetupContext): void {
  const dispenser = new Dispenser(tokens)
  while (dispenser.next()) {
    dispenser.remainingArgs()
    while (dispenser.nextBlock()) {
      const option = dispenser.current()
      const classes = dispenser.remainingArgs()
      const wrong = classes.find((token) => !LOG_CLASSES.includes(token.text) && !isUndecided(context, token))
      if (option.text !== 'class' || classes.length === 0) {
        refuse(context, option, `log: option "${option.text}" is not understood.`, 'Use "class error", for example.')
      } else if (wrong !== undefined) {
        refuse(context, wrong, `log: unknown class "${wrong.text}".`, `Use ${LOG_CLASSES.join(', ')}.`)
      }
    }
  }
}

function judgeReload(tokens: readonly Token[], context: SetupContext): void {
  const dispenser = new Dispenser(tokens)
  // Only the arguments of the first occurrence are read.
  if (!dispenser.next()) return
  const args = dispenser.remainingArgs()
  if (refuseArgs('reload', args, 2, context)) return
  const minima = [2, 1]
  for (const [index, token] of args.entries()) {
    if (isUndecided(context, token)) continue
    const seconds = parseGoDurationSeconds(token.text)
    const minimum = minima[index] ?? 0
    // 1.10.0 refuses a jitter of 0; later releases came to allow it, so it is reported for 1.10.0 and older only.
    const mayBeZero = index === 1 && supports(context, '1.10.1')
    const what = index === 0 ? 'interval' : 'jitter'
    if (seconds === null) {
      refuse(context, token, `reload: ${what} "${token.text}" is not a duration.`, 'Write a number with its unit: 30s.')
    } else if (seconds < minimum && !(mayBeZero && seconds === 0)) {
      refuse(context, token, `reload: ${what} "${token.text}" is too short.`, `Use at least ${minimum}s.`)
    }
  }
}

function judgeHealth(tokens: readonly Token[], context: SetupContext): void {
  const dispenser = new Dispenser(tokens)
  while (dispenser.next()) {
    judgeListenAddress('health', ':8080', dispenser.remainingArgs(), context)
    while (dispenser.nextBlock()) {
      const option = dispenser.current()
      const [duration, ...extra] = dispenser.remainingArgs()
      const isDuration = duration !== undefined && parseGoDurationSeconds(duration.text) !== null
      if (option.text === 'lameduck' && isDuration && extra.length === 0) continue
      refuse(
        context,
        option,
        `health: option "${option.text}" is not understood.`,
        'Use "lameduck DURATION", such as 5s.',
      )
    }
  }
}

function judgeBufsize(tokens: readonly Token[], context: SetupContext): void {
  const dispenser = new Dispenser(tokens)
  while (dispenser.next()) {
    const args = dispenser.remainingArgs()
    if (refuseArgs('bufsize', args, 1, context)) continue
    const size = args[0]
    if (size === undefined || isUndecided(context, size)) continue
    const bytes = parseGoInteger(size.text)
    if (bytes === null || bytes < 512 || bytes > 4096) {
      refuse(context, size, `bufsize "${size.text}" is out of range.`, 'Use 512 to 4096; the default is 1232.')
    }
  }
}
