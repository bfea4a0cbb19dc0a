/**
 * Which flags take no value and which may be given more than once; every other flag is a scalar. `scalars` names those that
 * certainly exist: only for them a repetition or a missing value is a certain mistake.
 */
export interface FlagSchema {
  booleans: ReadonlySet<string>
  lists: ReadonlySet<string>
  scalars?: ReadonlySet<string>
}

/** One value of the container's environment: as written in the Pod, or unknown because it comes from somewhere else. */
export type EnvironmentValue = { value: string } | { unknown: string }

/** One command line argument after `$(VARIABLE)` was filled in. `unknown` says why its text is not final. */
export interface CommandToken {
  text: string
  unknown: string | null
}

/** How a container starts, as far as its Pod says. */
export interface ContainerCommand {
  tokens: CommandToken[]
  environment: Record<string, EnvironmentValue>
  /** Why further environment variables may exist that the Pod does not show (envFrom), or null. */
  hiddenEnvironment: string | null
  /** Why no argument can be known (a shell script, say), or null. */
  opaque: string | null
}

/** The values of one flag as the program sees them; booleans are `true` or `false`. */
export interface ConfiguredFlag {
  values: string[]
  from: 'argument' | 'environment'
}

/**
 * Flags of one process. A flag that is neither in `flags` nor in `unknown` has its default, unless `opaque` says that nothing
 * is certain. `problems` are mistakes that the program itself refuses to start with.
 */
export interface FlagSet {
  flags: Record<string, ConfiguredFlag>
  unknown: Record<string, string>
  opaque: string | null
  problems: string[]
}

/** A value that is known, with the flag as somebody wrote it (null: the default), or the reason why it is not. */
export type Known<T> = { state: 'known'; value: T; written: string | null } | { state: 'unknown'; because: string }

const environmentPrefix = 'EXTERNAL_DNS_'
const secretName = /(password|secret|token|api-?key|aes-key|credential)/
const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** Go's `strconv.ParseBool`; null for anything that it refuses. */
export function parseGoBoolean(text: string): boolean | null {
  return trueWords.has(text) ? true : falseWords.has(text) ? false : null
}

/**
 * Parses arguments and environment as kingpin v2 does (external-dns): `--flag=value`, `--flag value`, `--flag` and `--no-flag`
 * for booleans, repeated lists add up, a repeated scalar and a boolean with a value are errors, `--` ends the flags, `@file`
 * hides everything. `EXTERNAL_DNS_NAME` counts only when the flag is absent, and a list splits it on newlines.
 * Source: alecthomas/kingpin v2 `parser.go`, `app.go`, `values.go`; external-dns `pkg/apis/externaldns/types.go`.
 */
export function parseKingpinFlags(command: ContainerCommand, schema: FlagSchema): FlagSet {
  const set = createFlagSet(command.opaque)
  const tokens = command.tokens
  for (let position = 0; position < tokens.length; position += 1) {
    const token = tokens[position]
    if (token === undefined) break
    if (token.text === '--') {
      const rest = tokens.slice(position + 1).map(({ text }) => text)
      if (rest.length > 0) set.problems.push(`unexpected argument ${rest[0]} after --`)
      break
    }
    if (token.text.startsWith('@')) {
      set.opaque = `its arguments are read from the file ${token.text.slice(1)}`
      continue
    }
    if (!token.text.startsWith('--')) {
      set.problems.push(
        token.text.startsWith('-') ? `unknown short flag ${token.text}` : `unexpected argument ${token.text}`,
      )
      continue
    }
    const { name, value } = splitFlag(token.text)
    const isNegated = !isDeclared(schema, name) && name.startsWith('no-') && schema.booleans.has(name.slice(3))
    const ownName = isNegated ? name.slice(3) : name
    if (schema.booleans.has(ownName)) {
      if (value !== null)
        set.problems.push(`--${name} takes no value, but is written as ${hideSecret(ownName, token.text)}`)
      addValue(set, schema, ownName, isNegated ? 'false' : 'true', token.unknown)
      continue
    }
    if (value !== null) {
      addValue(set, schema, ownName, value, token.unknown)
      continue
    }
    const next = tokens[position + 1]
    if (next?.text.startsWith('@')) {
      // A file name is replaced by what the file holds wherever it stands, also in the place of a value.
      set.opaque = `its arguments are read from the file ${next.text.slice(1)}`
      position += 1
    } else if (next !== undefined && !next.text.startsWith('-')) {
      addValue(set, schema, ownName, next.text, next.unknown)
      position += 1
    } else if (schema.lists.has(ownName) || isDeclared(schema, ownName)) {
      set.problems.push(`--${ownName} needs a value`)
    } else {
      addValue(set, schema, ownName, 'true', token.unknown)
    }
  }
  readEnvironment(set, schema, command)
  return set
}

/**
 * Parses arguments as pflag does (ingress-nginx): `--flag=value`, `--flag value`, a bare boolean means true, `--flag=false`
 * works, the last of several wins, `--` ends the flags. The environment is not read.
 * Source: spf13/pflag v1.0 `flag.go`; ingress-nginx v1.15.1 `pkg/flags/flags.go`.
 */
export function parsePflags(command: ContainerCommand, schema: FlagSchema): FlagSet {
  const set = createFlagSet(command.opaque)
  const tokens = command.tokens
  for (let position = 0; position < tokens.length; position += 1) {
    const token = tokens[position]
    if (token === undefined || token.text === '--') break
    if (!token.text.startsWith('--')) continue
    const { name, value } = splitFlag(token.text)
    const next = tokens[position + 1]
    if (value !== null) {
      replaceValue(set, schema, name, value, token.unknown)
    } else if (schema.booleans.has(name) || next === undefined || next.text.startsWith('--')) {
      replaceValue(set, schema, name, 'true', token.unknown)
    } else {
      replaceValue(set, schema, name, next.text, next.unknown)
      position += 1
    }
  }
  return set
}

/** A flag with one value. */
export function readScalar(set: FlagSet, name: string, fallback: string): Known<string> {
  const flag = findFlag(set, name)
  if (flag === undefined) return { state: 'known', value: fallback, written: null }
  if ('because' in flag) return { state: 'unknown', because: flag.because }
  const value = flag.values.at(-1) ?? fallback
  return { state: 'known', value, written: writeFlag(name, [value], flag.from) }
}

/** A flag that may be repeated; `[]` means that it was not given. */
export function readList(set: FlagSet, name: string): Known<string[]> {
  const flag = findFlag(set, name)
  if (flag === undefined) return { state: 'known', value: [], written: null }
  if ('because' in flag) return { state: 'unknown', because: flag.because }
  return { state: 'known', value: flag.values, written: writeFlag(name, flag.values, flag.from) }
}

export function readBoolean(set: FlagSet, name: string, fallback: boolean): Known<boolean> {
  const flag = findFlag(set, name)
  if (flag === undefined) return { state: 'known', value: fallback, written: null }
  if ('because' in flag) return { state: 'unknown', because: flag.because }
  const value = parseGoBoolean(flag.values.at(-1) ?? '') ?? fallback
  return { state: 'known', value, written: value ? `--${name}` : `--${name}=false` }
}

/**
 * Fills in `$(NAME)` as the kubelet does before a container starts: a name without a variable stays as written, `$$` is one
 * dollar sign. Source: Kubernetes `third_party/forked/golang/expansion/expand.go`.
 */
export function expandVariables(text: string, environment: Readonly<Record<string, EnvironmentValue>>): CommandToken {
  let unknown: string | null = null
  const expanded = text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) => {
    if (name === undefined) return '$'
    const found = environment[name]
    if (found === undefined) return match
    if ('value' in found) return found.value
    unknown = found.unknown
    return match
  })
  return { text: expanded, unknown }
}

function createFlagSet(opaque: string | null): FlagSet {
  return { flags: {}, unknown: {}, opaque, problems: [] }
}

function isDeclared(schema: FlagSchema, name: string): boolean {
  return schema.booleans.has(name) || schema.lists.has(name) || schema.scalars?.has(name) === true
}

function splitFlag(text: string): { name: string; value: string | null } {
  const equals = text.indexOf('=')
  if (equals === -1) return { name: text.slice(2), value: null }
  return { name: text.slice(2, equals), value: text.slice(equals + 1) }
}

function addValue(set: FlagSet, schema: FlagSchema, name: string, value: string, unknown: string | null): void {
  const before = set.flags[name]
  if (unknown !== null) set.unknown[name] = unknown
  if (before === undefined) {
    set.flags[name] = { values: [hideSecret(name, value)], from: 'argument' }
    return
  }
  // A flag that this list does not know is taken for one that may be repeated: a false "cannot be repeated" misleads more.
  if (schema.lists.has(name)) before.values.push(value)
  else if (schema.booleans.has(name) || schema.scalars?.has(name)) set.problems.push(`--${name} cannot be repeated`)
  else before.values.push(hideSecret(name, value))
}

function replaceValue(set: FlagSet, schema: FlagSchema, name: string, value: string, unknown: string | null): void {
  delete set.unknown[name]
  if (unknown !== null) set.unknown[name] = unknown
  if (schema.booleans.has(name) && unknown === null && parseGoBoolean(value) === null) {
    set.problems.push(`--${name}=${value} is neither true nor false`)
  }
  set.flags[name] = { values: [hideSecret(name, value)], from: 'argument' }
}

function readEnvironment(set: FlagSet, schema: FlagSchema, command: ContainerCommand): void {
  for (const [variable, found] of Object.entries(command.environment)) {
    if (!variable.startsWith(environmentPrefix)) continue
    const name = variable.slice(environmentPrefix.length).toLowerCase().replaceAll('_', '-')
    if (set.flags[name] !== undefined || name === '') continue
    if ('unknown' in found) {
      set.unknown[name] = found.unknown
      continue
    }
    if (found.value === '') continue
    const values = schema.lists.has(name) ? found.value.replace(/\r?\n$/, '').split(/\r?\n/) : [found.value]
    if (schema.booleans.has(name) && parseGoBoolean(found.value) === null) {
      set.problems.push(`${variable}=${found.value} is neither true nor false`)
    }
    set.flags[name] = { values: values.map((value) => hideSecret(name, value)), from: 'environment' }
  }
  if (command.hiddenEnvironment !== null) set.unknown['*'] = command.hiddenEnvironment
}

function findFlag(set: FlagSet, name: string): ConfiguredFlag | { because: string } | undefined {
  if (set.opaque !== null) return { because: set.opaque }
  const unknown = set.unknown[name]
  if (unknown !== undefined) return { because: `--${name}: ${unknown}` }
  const flag = set.flags[name]
  if (flag !== undefined) return flag
  // A hidden environment can set any flag that the arguments do not.
  const hidden = set.unknown['*']
  return hidden === undefined ? undefined : { because: `--${name}: ${hidden}` }
}

function writeFlag(name: string, values: readonly string[], from: ConfiguredFlag['from']): string {
  if (from === 'argument') return values.map((value) => `--${name}=${value}`).join(' ')
  return `${environmentPrefix}${name.replaceAll('-', '_').toUpperCase()}=${values.join(' ')}`
}

function hideSecret(name: string, value: string): string {
  return secretName.test(name) ? '(hidden)' : value
}
