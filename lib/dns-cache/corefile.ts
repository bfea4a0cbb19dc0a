import { readCacheDirective } from './cache-directive'
import { computeEffectiveCache, type EffectiveCache } from './cache-plugin'
import { DIRECTIVE_JUDGES, readBind } from './directive-setup'
import type { Environment } from './environment'
import { type Forward, type ForwardOptions, readForwards } from './forward'
import type { CorefileFiles } from './imports'
import type { Token } from './lexer'
import { type ListeningBlock, reportOverlaps } from './overlap'
import type { ParsedBlock } from './parsed-block'
import { parseCorefile } from './parser'
import { listPlaceholders, type Placeholder } from './placeholders'
import { type Binary, judgeDirective, type PluginSet, suggestDirective } from './plugins'
import { type CorefileProblem, describeProblem, isLoadable, sortProblems } from './problem'
import { readServerKey, type ServerKey } from './server-key'
import type { SetupContext } from './setup'
import { chooseCoreDnsVersion, formatRelease, readNodeCacheTag } from './versions'

export type CorefileOptions = {
  /** Values of environment variables that are known; others stay unresolved. */
  env?: Environment
  /** Other files beside the Corefile (the keys of its ConfigMap), for `import`. */
  files?: CorefileFiles
  /** CoreDNS release, for example from the metric `coredns_build_info`; wins over `image`. */
  coreDnsVersion?: string | null
  image?: string | null
  pluginSet?: PluginSet
}

/**
 * One server block as CoreDNS will run it. `zones` are those of all keys, fully qualified; `port` is that of the first key, every key
 * has its own. `plugins` lists the known directives once each, in file order. `upstreams` are those of all forwards, as written;
 * `forwardOptions` are those of the first. `problems` are those of this block alone.
 */
export type ServerBlock = {
  zones: string[]
  port: number
  keys: ServerKey[]
  bind: string[]
  upstreams: string[]
  forwardOptions: ForwardOptions | null
  forwards: Forward[]
  plugins: string[]
  directives: Directive[]
  /** Words that node-cache fills in when it renders the file. */
  placeholders: Placeholder[]
  /** Names of environment references whose value is not known. */
  unresolved: string[]
  line: number
  lineEnd: number
  raw: string
  cache: EffectiveCache
  problems: CorefileProblem[]
}

/** The words of one directive in a block, its name first; repeated lines follow each other. */
export type Directive = { name: string; line: number; column: number; words: string[] }

/**
 * `valid`: CoreDNS would load this file (placeholders filled in). `versionAssumed`: no release was given, so the numbers hold for
 * the newest known node-cache release. No blocks is legal: CoreDNS then answers through its built-in whoami.
 */
export type CorefileReading = {
  valid: boolean
  problems: CorefileProblem[]
  serverBlocks: ServerBlock[]
  coreDnsVersion: string
  versionAssumed: boolean
}

/**
 * Reads a Corefile the way the given binary would, without stopping at the first error. Never throws: whatever the text, problems
 * say what is wrong and the blocks hold what could be read.
 */
export function readCorefile(text: string, options: CorefileOptions = {}): CorefileReading {
  const image = options.image ?? null
  const version = chooseCoreDnsVersion(options.coreDnsVersion ?? null, image)
  const binary: Binary = {
    pluginSet: options.pluginSet ?? 'node-cache',
    release: version.release,
    nodeCacheTag: image === null ? null : readNodeCacheTag(image),
  }
  const parsed = parseCorefile(text, {
    isDirective: (name) => judgeDirective(name, binary) !== 'unknown',
    suggestDirective,
    env: options.env ?? {},
    files: options.files ?? {},
  })
  const read = parsed.blocks.map((block) => readBlock(block, binary))
  reportOverlaps(read.map(({ listening }) => listening))
  const problems = tidyProblems([...parsed.problems, ...read.flatMap(({ block }) => block.problems)])
  return {
    valid: isLoadable(problems),
    problems,
    serverBlocks: read.map(({ block }) => ({ ...block, problems: tidyProblems(block.problems) })),
    coreDnsVersion: formatRelease(version.release),
    versionAssumed: version.isAssumed,
  }
}

function readBlock(parsed: ParsedBlock, binary: Binary): { block: ServerBlock; listening: ListeningBlock } {
  const problems = parsed.problems
  const keys: ServerKey[] = []
  for (const token of parsed.keys) {
    const read = readServerKey(token, binary.release)
    keys.push(read.key)
    problems.push(...read.problems)
  }
  const zones = keys.flatMap((key) => key.zones)
  const context: SetupContext = { binary, zones, problems }
  problems.push(...findUnlinked(parsed, binary))

  const words = (name: string): readonly Token[] => parsed.tokensByDirective.get(name) ?? []
  const bind = readBind(words('bind'), context)
  const forwards = readForwards(words('forward'), context)
  const written = readCacheDirective(words('cache'), context)
  for (const [name, judge] of Object.entries(DIRECTIVE_JUDGES)) {
    if (judgeDirective(name, binary) === 'linked') judge(words(name), context)
  }
  const allWords = [...parsed.keys, ...[...parsed.tokensByDirective.values()].flat()]
  const block: ServerBlock = {
    zones,
    port: keys[0]?.port ?? 53,
    keys,
    bind: bind.map((token) => token.text),
    upstreams: [...new Set(forwards.flatMap((forward) => forward.upstreams))],
    forwardOptions: forwards[0]?.options ?? null,
    forwards,
    plugins: [...new Set(parsed.uses.filter((use) => use.isKnown).map((use) => use.name))],
    directives: listDirectives(parsed),
    placeholders: listPlaceholders(allWords, binary.pluginSet),
    unresolved: [...new Set(allWords.flatMap((token) => token.unresolved))],
    line: parsed.line,
    lineEnd: parsed.lineEnd,
    raw: parsed.raw,
    cache: computeEffectiveCache(written, context),
    problems,
  }
  return { block, listening: { keys, bind, hasView: parsed.tokensByDirective.has('view'), problems } }
}

function listDirectives(parsed: ParsedBlock): Directive[] {
  const byName = new Map<string, Directive>()
  for (const { name, line, column } of parsed.uses) {
    if (byName.has(name)) continue
    const words = (parsed.tokensByDirective.get(name) ?? []).map((token) => token.text)
    byName.set(name, { name, line, column, words })
  }
  return [...byName.values()]
}

function findUnlinked(parsed: ParsedBlock, binary: Binary): CorefileProblem[] {
  const seen = new Set<string>()
  const problems: CorefileProblem[] = []
  for (const use of parsed.uses) {
    if (seen.has(use.name) || judgeDirective(use.name, binary) !== 'not-linked') continue
    seen.add(use.name)
    const message = `The plugin "${use.name}" is not part of this node-cache image, so the process does not start.`
    const fix = `Remove "${use.name}"; if it is needed, configure it in the cluster's CoreDNS.`
    problems.push(describeProblem('NOPLUGIN', 'plugin-not-linked', use, message, fix))
  }
  return problems
}

/** In file order; lines imported twice, or read by two stages, report once. */
function tidyProblems(problems: readonly CorefileProblem[]): CorefileProblem[] {
  const byText = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
  return sortProblems([...byText.values()])
}
