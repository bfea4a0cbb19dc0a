import { kindDescriptions } from '@/lib/model/kubernetes'
import type { CheckResult, Hop, NotChecked, Trace, TracedHost } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'
import type { Hidden } from './filled-store'

export const listHops = (host: TracedHost) => [...host.hops, ...host.paths.flatMap(({ hops }) => hops)]

/** Checks that did not run, at any hop. */
const listNotRun = (host: TracedHost) =>
  listHops(host).flatMap(({ checks }) => checks.flatMap(({ check, outcome }) => (outcome === 'not-run' ? [check] : [])))

function nameHops(host: TracedHost): [string, Hop][] {
  return [
    ...host.hops.map((hop): [string, Hop] => [`${host.host} ${hop.id}`, hop]),
    ...host.paths.flatMap(({ path, hops }) => hops.map((hop): [string, Hop] => [`${host.host}${path} ${hop.id}`, hop])),
  ]
}

/** Whether the way to see it again is told: the permission for a kind, the setting for DNS. */
export function names(rows: readonly NotChecked[], hidden: Hidden): boolean {
  const need = hidden === 'Dns' ? 'dns.mode' : kindDescriptions[hidden].resource
  return rows.some((row) => row.need?.includes(need))
}

/** Checks that turned into something else than not run, or crashed. */
export function compareResults(where: string, before: readonly CheckResult[], after: readonly CheckResult[]): string[] {
  return after.flatMap(({ check, outcome, reason }) => {
    const known = before.find((result) => result.check === check)?.outcome ?? 'absent'
    if (outcome === 'crashed') return [`${where}: ${check} crashed: ${reason}`]
    // What did not apply for want of a controller may be looked at where nobody knows whether there is one.
    if (known === 'not-applicable' && outcome === 'clear') return []
    return outcome === known || outcome === 'not-run' ? [] : [`${where}: ${check} turned from ${known} to ${outcome}`]
  })
}

/** What a hop may become when less is seen. What was not judged after a failure may still be seen to fail by itself. */
const allowedHops: Partial<Record<Verdict, readonly Verdict[]>> = {
  passing: ['not-checked', 'blocked'],
  warning: ['not-checked', 'blocked'],
  failing: ['not-checked', 'blocked'],
  blocked: ['not-checked', 'failing', 'not-applicable'],
  'not-applicable': ['not-checked'],
}

/**
 * A fault that stood beside the root, explained by nothing, becomes the root when the other one cannot be seen any more: DNS, certificate
 * and backend may all be broken at once, and each is true by itself.
 */
function isRootBeside(before: Trace, host: string, root: string): boolean {
  return before.findings.some(
    ({ check, severity, consequenceOf, waitingUntil, ...finding }) =>
      check === root &&
      severity === 'error' &&
      consequenceOf === undefined &&
      waitingUntil === undefined &&
      (finding.host === undefined || finding.host === host),
  )
}

/** Everything that one hidden kind made worse than silence in one trace; empty when nothing was guessed. */
export function listGuesses(before: Trace, after: Trace, hidden: Hidden): string[] {
  const guesses: string[] = []
  for (const [position, host] of after.hosts.entries()) {
    const known = before.hosts[position]
    if (known === undefined) return ['a host appeared']
    const root = host.rootCause?.check ?? null
    const knownRoot = known.rootCause?.check ?? null
    if (root !== null && root !== knownRoot && !isRootBeside(before, host.host, root))
      guesses.push(`${host.host}: root cause ${knownRoot} became ${root}`)
    if (host.verdict !== known.verdict && host.verdict !== 'undetermined')
      guesses.push(`${host.host}: verdict ${known.verdict} became ${host.verdict}`)
    const hops = new Map(nameHops(known))
    for (const [name, hop] of nameHops(host)) {
      const was = hops.get(name)?.verdict ?? 'not-applicable'
      // A record that is there and right is so whoever serves the Ingress; it is blocked only while nobody certainly does.
      const isSeenRight = hop.id === 'dns-record' && was === 'blocked' && hop.verdict === 'passing'
      if (hop.verdict !== was && !isSeenRight && allowedHops[was]?.includes(hop.verdict) !== true)
        guesses.push(`${name}: ${was} became ${hop.verdict} (${hop.reason ?? ''})`)
      if (hop.verdict === 'not-checked' && hop.reason === undefined)
        guesses.push(`${name}: not checked without a reason`)
      guesses.push(...compareResults(name, hops.get(name)?.checks ?? [], hop.checks))
    }
    const couldNotLook = listNotRun(known)
    const isLess =
      root !== knownRoot ||
      host.verdict !== known.verdict ||
      listNotRun(host).some((check) => !couldNotLook.includes(check))
    if (isLess && !names(after.notChecked, hidden)) guesses.push(`${host.host}: notChecked does not name ${hidden}`)
  }
  return guesses
}
