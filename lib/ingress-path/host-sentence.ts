import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { endSentence, startSentence } from '@/lib/format/sentence'
import type { Finding } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost, TracedPath } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { InShort, JudgedCheck } from './hop-verdict'

/** What the sentence about a host is made from, beside the host itself. */
export interface SentenceFacts {
  /** The finding of the root cause, and its words when it has some. */
  cause: { finding: Finding; inShort?: InShort } | null
  /** DNS was asked and has no record. */
  hasNoRecord: boolean
  /** The hop of something that is still waiting and follows from nothing else; null when nothing waits. */
  waitingHop: HopId | null
  /** What would have to be read to know what lies behind an error that is there for certain. */
  unseen: Unavailable | null
}

type JudgedHost = Pick<TracedHost, 'host' | 'verdict' | 'hops' | 'paths' | 'rootCause'>

/** One sentence about a host that its owner can act on: what happens, and why. */
export function describeHost(host: JudgedHost, facts: SentenceFacts): string {
  const name = nameHost(host.host)
  switch (host.verdict) {
    case 'failing':
      return describeFailure(host, facts)
    case 'passing':
      return 'Everything Fairlead can check holds.'
    case 'warning': {
      const hop = host.hops.find(({ id }) => id === facts.waitingHop) ?? findHop(host, 'warning')
      return hop?.reason === undefined ? `${name} works, at risk.` : endSentence(upperFirst(hop.reason))
    }
    case 'not-applicable':
      return `There is nothing to judge for ${name}.`
    default: {
      const hop = findHop(host, 'not-checked') ?? findHop(host, 'blocked')
      return hop === undefined
        ? `${name} could not be judged.`
        : endSentence(`Not everything could be checked. ${hop.title}: ${hop.reason ?? 'not known'}`)
    }
  }
}

/** The hop that a host waits at: of all waiting findings the first that is no consequence. */
export function findWaitingHop(checks: readonly JudgedCheck[]): HopId | null {
  const waiting = checks.find(({ findings }) =>
    findings.some(({ waitingUntil, consequenceOf }) => waitingUntil !== undefined && consequenceOf === undefined),
  )
  return waiting?.check.hop ?? null
}

/** What an error could be the consequence of, if the check for that was not able to look. Null when every cause was looked for. */
export function findUnseenCause(checks: readonly JudgedCheck[]): Unavailable | null {
  const unseen = new Map(checks.flatMap(({ check, unavailable }) => (unavailable ? [[check.id, unavailable]] : [])))
  for (const { check, findings } of checks) {
    if (!findings.some(({ severity, waitingUntil }) => severity === 'error' && waitingUntil === undefined)) continue
    for (const id of check.causes ?? []) {
      const unavailable = unseen.get(id)
      if (unavailable !== undefined) return unavailable
    }
  }
  return null
}

function describeFailure(host: JudgedHost, { cause, hasNoRecord, unseen }: SentenceFacts): string {
  if (cause === null) return describeUnexplained(host, unseen)
  const { finding, inShort } = cause
  const place = namePlace(host, finding.path)
  if (inShort?.effect !== undefined) {
    // Who asks why the name does not resolve is told so, also when the reason lies further back.
    const leadsToDns = ['controller', 'load-balancer', 'dns-record'].includes(finding.hop ?? '')
    const effect = leadsToDns && hasNoRecord ? `has no DNS record and ${inShort.effect}` : inShort.effect
    return endSentence(`${place} ${effect}: ${inShort.cause}`)
  }
  const effect = finding.hop === 'dns-record' ? `${hasNoRecord ? 'has' : 'gets'} no DNS record` : 'does not work'
  return endSentence(`${place} ${effect} because ${lowerFirst(inShort?.cause ?? finding.summary)}`)
}

/** The failure of a host without a root cause: what is seen to break, and what would have to be read to say why. */
function describeUnexplained(host: JudgedHost, unseen: Unavailable | null): string {
  const why = unseen === null ? '' : ` What is behind it cannot be seen: ${endSentence(describeUnavailable(unseen))}`
  const failingPath = host.paths.find(({ verdict }) => verdict === 'failing')
  const pathHop = failingPath?.hops.find(({ verdict }) => verdict === 'failing')
  const hop = host.hops.find(({ verdict }) => verdict === 'failing')
  const reason = pathHop?.reason ?? hop?.reason
  if (reason === undefined) return `${nameHost(host.host)} fails.${why}`
  if (pathHop !== undefined) {
    const place = namePlace(host, nameOfPath(failingPath))
    return `${endSentence(`${place} does not work: ${lowerFirst(reason)}`)}${why}`
  }
  if (hop?.id === 'certificate')
    return `${endSentence(`${nameHost(host.host)} has no valid certificate because ${lowerFirst(reason)}`)}${why}`
  const sentence = reason.startsWith(host.host)
    ? reason
    : reason.includes(host.host)
      ? startSentence(reason)
      : `${nameHost(host.host)} does not work: ${reason}`
  return `${endSentence(sentence)}${why}`
}

const nameHost = (host: string) => (host === '*' ? 'Any host' : host)

/** How findings name the path of a host: `default backend` for the one without a path. */
const nameOfPath = (path: TracedPath | undefined) => path?.path ?? 'default backend'

/** The host, or the path of it that fails: `Path /api of shop.example.net`, and how many paths pass beside it. */
function namePlace({ host, paths }: JudgedHost, path: string | undefined): string {
  if (path === undefined || (paths.length === 1 && path === '/')) return nameHost(host)
  const start = path === 'default backend' ? 'The default backend' : `${path.startsWith('/') ? 'Path' : 'Port'} ${path}`
  const place = `${start} of ${host === '*' ? 'any host' : host}`
  if (paths.length === 1) return place
  const passing = paths.filter(({ verdict }) => verdict === 'passing' || verdict === 'warning').length
  return `${place} (${passing} of ${paths.length} paths pass)`
}

function findHop({ hops, paths }: JudgedHost, verdict: Hop['verdict']): Hop | undefined {
  return [...hops, ...paths.flatMap((path) => path.hops)].find((hop) => hop.verdict === verdict)
}

/** Reasons that are no sentence begin with a word of ours; all others begin with a name or are sentences. */
function upperFirst(text: string): string {
  return /^(waiting|after)\b/.test(text) ? startSentence(text) : text
}

/** Lower case where a sentence begins with a common word; names and kinds keep their capital. */
function lowerFirst(text: string): string {
  return /^(A|An|All|Any|Controller|Every|It|Neither|No|None|Nothing|The|There|This|These)\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text
}
