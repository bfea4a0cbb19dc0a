import { Dispenser } from './dispenser'
import { parseGoDurationSeconds, parseGoInteger } from './go-values'
import type { Token } from './lexer'
import { isRemovedWord } from './placeholders'
import { isUndecided, refuse, refuseTooNew, type SetupContext, supports } from './setup'
import { judgeUpstream } from './upstream-address'
import { isDomainName, makeFullyQualified, splitHostPort } from './zone-name'

export type ForwardPolicy = 'random' | 'round_robin' | 'sequential'

/** Options in effect; null where none is written and CoreDNS sets no limit or value of its own. `forceTcp` wins over `preferUdp`. */
export type ForwardOptions = {
  forceTcp: boolean
  preferUdp: boolean
  policy: ForwardPolicy
  maxConcurrent: number | null
  maxFails: number
  healthCheckSeconds: number
  expireSeconds: number
  except: string[]
  tlsServerName: string | null
  /** Option names in file order, also those whose value is not read here. */
  written: string[]
}

/** One `forward` line. `from` is a zone with final dot; `upstreams` as written, placeholders included. */
export type Forward = { from: string; upstreams: string[]; options: ForwardOptions; line: number; column: number }

const UPSTREAMS_MAX = 15

/**
 * Options with the release that brought them and how many arguments they take. Source: coredns/coredns plugin/forward/setup.go,
 * tags v1.10.0 to v1.14.7.
 */
const OPTIONS: Readonly<Record<string, { since?: string; argsMin: number; argsMax?: number }>> = {
  except: { argsMin: 1 },
  max_fails: { argsMin: 1 },
  health_check: { argsMin: 1 },
  force_tcp: { argsMin: 0, argsMax: 0 },
  prefer_udp: { argsMin: 0, argsMax: 0 },
  tls: { argsMin: 0, argsMax: 3 },
  tls_servername: { argsMin: 1 },
  expire: { argsMin: 1 },
  policy: { argsMin: 1 },
  max_concurrent: { argsMin: 1 },
  next: { since: '1.11.4', argsMin: 1 },
  failfast_all_unhealthy_upstreams: { since: '1.12.1', argsMin: 0, argsMax: 0 },
  failover: { since: '1.13.0', argsMin: 1 },
  max_connect_attempts: { since: '1.13.2', argsMin: 1 },
  max_idle_conns: { since: '1.14.1', argsMin: 1 },
  max_age: { since: '1.14.3', argsMin: 1 },
  resolver: { since: '1.14.4', argsMin: 1 },
  next_on_nodata: { since: '1.14.4', argsMin: 0 },
  read_timeout: { since: '1.14.5', argsMin: 1 },
  doh_method: { since: '1.14.5', argsMin: 1 },
  source_address: { since: '1.14.6', argsMin: 1 },
}

/** Reads all `forward` lines of a block, in file order, which is the order in which they are tried. */
export function readForwards(tokens: readonly Token[], context: SetupContext): Forward[] {
  const dispenser = new Dispenser(tokens)
  const forwards: Forward[] = []
  while (dispenser.next()) {
    const directive = dispenser.current()
    const args = dispenser.remainingArgs().filter((token) => !isRemovedWord(token, context.binary.pluginSet))
    const [from, ...upstreams] = args
    const forward: Forward = {
      from: from === undefined ? '.' : readFrom(from, context),
      upstreams: upstreams.map((token) => token.text),
      options: createDefaultOptions(),
      line: directive.line,
      column: directive.column,
    }
    if (from === undefined || upstreams.length === 0) {
      const message =
        directive.text === '{'
          ? '"{" on the line after "forward" does not open its options; CoreDNS reads it as another forward.'
          : 'forward needs a zone and at least one upstream.'
      refuse(context, directive, message, 'Write "forward . ADDRESS {" with the brace on the same line.')
    }
    if (upstreams.length > UPSTREAMS_MAX) {
      const message = `forward has ${upstreams.length} upstreams; at most ${UPSTREAMS_MAX} are allowed.`
      refuse(context, directive, message, 'Remove some upstreams.')
    }
    for (const upstream of upstreams) judgeUpstream(context, upstream)
    while (dispenser.nextBlock()) readOption(dispenser, forward.options, context)
    if (directive.text !== '{') forwards.push(forward)
  }
  return forwards
}

function readFrom(token: Token, context: SetupContext): string {
  if (isUndecided(context, token)) return token.text
  const split = splitHostPort(token.text)
  if (split.isValid) return (split.zones[0] ?? '.').toLowerCase()
  refuse(context, token, `forward: "${token.text}" is not a zone: ${split.reason}.`, 'Use "." for all names.')
  return makeFullyQualified(token.text)
}

/** Defaults of coredns/coredns plugin/forward/forward.go at v1.10.0. */
function createDefaultOptions(): ForwardOptions {
  return {
    forceTcp: false,
    preferUdp: false,
    policy: 'random',
    maxConcurrent: null,
    maxFails: 2,
    healthCheckSeconds: 0.5,
    expireSeconds: 10,
    except: [],
    tlsServerName: null,
    written: [],
  }
}

function readOption(dispenser: Dispenser, options: ForwardOptions, context: SetupContext): void {
  const option = dispenser.current()
  const name = option.text
  const args = dispenser.remainingArgs()
  const known = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
  if (known === undefined) {
    if (isUndecided(context, option)) return
    refuse(context, option, `forward: unknown option "${name}".`, 'Remove it, or put the brace on a line of its own.')
    return
  }
  if (known.since !== undefined && !supports(context, known.since)) {
    refuseTooNew(context, option, `forward option "${name}"`, known.since)
    return
  }
  if (args.length < known.argsMin || args.length > (known.argsMax ?? Number.POSITIVE_INFINITY)) {
    const message = `forward: "${name}" has ${args.length} arguments, which it does not take.`
    const fix =
      known.argsMax === 0 ? 'Remove the arguments; keep "}" on its own line.' : 'Give the value after the option.'
    refuse(context, option, message, fix)
    return
  }
  options.written.push(name)
  const value = args[0]
  if (value !== undefined && isUndecided(context, value)) return
  applyOption(name, value ?? option, args, options, context)
}

function applyOption(
  name: string,
  value: Token,
  args: readonly Token[],
  options: ForwardOptions,
  context: SetupContext,
): void {
  if (name === 'force_tcp') options.forceTcp = true
  if (name === 'prefer_udp') options.preferUdp = true
  if (name === 'tls_servername') options.tlsServerName = value.text
  if (name === 'except') options.except.push(...args.flatMap((token) => readZones(token.text)))
  if (name === 'policy') {
    const text = value.text
    if (text === 'random' || text === 'round_robin' || text === 'sequential') options.policy = text
    else refuse(context, value, `forward: unknown policy "${text}".`, 'Use random, round_robin or sequential.')
  }
  if (name === 'max_concurrent' || name === 'max_fails') {
    const count = parseGoInteger(value.text)
    if (count === null || count < 0 || (name === 'max_fails' && !/^[0-9]+$/.test(value.text))) {
      refuse(context, value, `forward: ${name} "${value.text}" is not a count.`, 'Write a whole number, 0 or more.')
    } else if (name === 'max_concurrent') options.maxConcurrent = count === 0 ? null : count
    else options.maxFails = count
  }
  if (name === 'expire' || name === 'health_check') {
    const seconds = parseGoDurationSeconds(value.text)
    if (seconds === null || seconds < 0) {
      const message = `forward: ${name} "${value.text}" is not a duration of 0 or more.`
      refuse(context, value, message, 'Write a number with its unit, for example 10s.')
    } else if (name === 'expire') options.expireSeconds = seconds
    else options.healthCheckSeconds = seconds
  }
  if (name === 'health_check') judgeHealthCheckWords(args.slice(1), context)
}

function judgeHealthCheckWords(words: readonly Token[], context: SetupContext): void {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined || word.text === 'no_rec') continue
    if (word.text !== 'domain') {
      refuse(context, word, `forward: health_check has unknown word "${word.text}".`, 'Use no_rec or domain NAME.')
      return
    }
    index += 1
    const name = words[index]
    if (name === undefined || !isDomainName(name.text)) {
      refuse(context, name ?? word, 'forward: health_check domain needs a name.', 'Write "domain NAME".')
      return
    }
  }
}

function readZones(text: string): string[] {
  const split = splitHostPort(text)
  return split.isValid ? split.zones.map((zone) => zone.toLowerCase()) : []
}
