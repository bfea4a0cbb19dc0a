import { describe, expect, it } from 'vitest'
import { dnsCacheChecks } from '@/lib/checks/dns-cache/dns-cache-checks'
import { egressChecks } from '@/lib/checks/egress/snat'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import { allChecks } from '@/lib/checks/registry'
import { runCheck } from '@/lib/checks/run-check'
import type { BrokenIngress } from '@/lib/demo/scenarios/build-cluster'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { type KindName, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import type { CheckResult, Hop, NotChecked, Trace, TracedHost } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'
import { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { demoNowMs, findDemoCluster, loadDemoCluster } from './demo-store'

type Hidden = KindName | 'Dns'

interface Judged {
  traces: Map<string, Trace>
  results: CheckResult[]
}

/** Everything judged in one store; `ingresses` come from the complete cluster, so that they are judged even when not listed. */
function judgeAll(store: ObjectStore, ingresses: readonly Ingress[]): Judged {
  const judgements = new Judgements(store)
  const traces = new Map<string, Trace>()
  for (const ingress of ingresses) {
    const id = `${ingress.metadata.namespace}/${ingress.metadata.name}`
    traces.set(
      id,
      judgements.get(`trace:${id}`, demoNowMs, (view) => judgeIngress(view, ingress)),
    )
  }
  const cluster = store.settings.name
  const results = judgements.get('areas', demoNowMs, (view) =>
    [...dnsCacheChecks, ...egressChecks].map((check) => runCheck(check, { cluster }, view).result),
  )
  return { traces, results }
}

const listHops = (host: TracedHost) => [...host.hops, ...host.paths.flatMap(({ hops }) => hops)]

function nameHops(host: TracedHost): [string, Hop][] {
  return [
    ...host.hops.map((hop): [string, Hop] => [`${host.host} ${hop.id}`, hop]),
    ...host.paths.flatMap(({ path, hops }) => hops.map((hop): [string, Hop] => [`${host.host}${path} ${hop.id}`, hop])),
  ]
}

/** Whether the way to see it again is told: the permission for a kind, the setting for DNS. */
function names(rows: readonly NotChecked[], hidden: Hidden): boolean {
  const need = hidden === 'Dns' ? 'dns.mode' : kindDescriptions[hidden].resource
  return rows.some((row) => row.need?.includes(need))
}

function compareResults(where: string, before: readonly CheckResult[], after: readonly CheckResult[]): string[] {
  return after.flatMap(({ check, outcome, reason }) => {
    const known = before.find((result) => result.check === check)?.outcome ?? 'absent'
    if (outcome === 'crashed') return [`${where}: ${check} crashed: ${reason}`]
    return outcome === known || outcome === 'not-run' ? [] : [`${where}: ${check} turned from ${known} to ${outcome}`]
  })
}

/** What a hop may become when less is seen. What was not judged after a failure may still be seen to fail by itself. */
const allowedHops: Partial<Record<Verdict, readonly Verdict[]>> = {
  passing: ['not-checked', 'blocked'],
  warning: ['not-checked', 'blocked'],
  failing: ['not-checked', 'blocked'],
  blocked: ['not-checked', 'failing'],
  'not-applicable': ['not-checked'],
}

/**
 * The certificate is a branch of its own: a fault of it that stood beside the root of the path, explained by nothing, becomes the root
 * when the other one cannot be seen any more.
 */
function isRootBeside(before: Trace, host: string, root: string): boolean {
  return before.findings.some(
    ({ check, hop, severity, consequenceOf, waitingUntil, ...finding }) =>
      check === root &&
      hop === 'certificate' &&
      severity === 'error' &&
      consequenceOf === undefined &&
      waitingUntil === undefined &&
      (finding.host === undefined || finding.host === host),
  )
}

/** Everything that one hidden kind made worse than silence in one trace; empty when nothing was guessed. */
function listGuesses(before: Trace, after: Trace, hidden: Hidden): string[] {
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
      if (hop.verdict !== was && allowedHops[was]?.includes(hop.verdict) !== true)
        guesses.push(`${name}: ${was} became ${hop.verdict} (${hop.reason ?? ''})`)
      if (hop.verdict === 'not-checked' && hop.reason === undefined)
        guesses.push(`${name}: not checked without a reason`)
      guesses.push(...compareResults(name, hops.get(name)?.checks ?? [], hop.checks))
    }
    const isLess =
      root !== knownRoot ||
      host.verdict !== known.verdict ||
      listHops(host).some(({ checks }) => checks.some(({ outcome }) => outcome === 'not-run'))
    if (isLess && !names(after.notChecked, hidden)) guesses.push(`${host.host}: notChecked does not name ${hidden}`)
  }
  return guesses
}

describe.each(['blue', 'green', 'eks-media'])('%s', (cluster) => {
  const complete = loadDemoCluster(cluster)
  const ingresses = complete.list('Ingress', null)
  const baseline = judgeAll(complete, ingresses)

  it('with everything readable every Ingress that is broken on purpose shows it, and no other does', () => {
    const broken = new Map<string, BrokenIngress>(
      findDemoCluster(cluster).broken.map((entry) => [`${entry.namespace}/${entry.name}`, entry]),
    )
    const knownChecks = new Set(allChecks.map(({ id }) => id))
    for (const [id, trace] of baseline.traces) {
      const expected = broken.get(id)
      if (expected !== undefined && !knownChecks.has(expected.check)) {
        // Broken in a way that no check explains yet: it must show all the same, and claim no cause.
        expect([id, trace.verdict]).not.toEqual([id, 'passing'])
        expect([id, trace.rootCause]).toEqual([id, null])
        continue
      }
      expect([id, trace.verdict]).toEqual([id, expected?.verdict ?? 'passing'])
      expect([id, trace.rootCause?.check]).toEqual([id, expected?.verdict === 'failing' ? expected.check : undefined])
      if (expected !== undefined) expect(trace.findings.map(({ check }) => check)).toContain(expected.check)
    }
    expect(baseline.traces.size).toBeGreaterThan(5)
  })

  it('sentences are short and hold no raw times', () => {
    const texts = [...baseline.traces.values()].flatMap(({ hosts, findings }) => [
      ...hosts.map(({ sentence }) => sentence),
      ...findings.map(({ summary }) => summary),
    ])
    expect(texts.filter((text) => /\d{4}-\d\d-\d\dT\d\d:/.test(text))).toEqual([])
    expect(texts.filter((text) => text.length > 260)).toEqual([])
    expect(texts.filter((text) => !/[.?]$/.test(text))).toEqual([])
  })

  it('with everything readable every check of an Ingress runs', () => {
    const results = [...baseline.traces.values()]
      .flatMap(({ hosts }) => hosts.flatMap(listHops))
      .flatMap((h) => h.checks)
    expect(results.filter(({ outcome }) => outcome === 'not-run')).toEqual([])
    expect([...results, ...baseline.results].filter(({ outcome }) => outcome === 'crashed')).toEqual([])
  })

  it.each([...kindNames, 'Dns'] as const)('without %s nothing is guessed, and what is missing is named', (hidden) => {
    const judged = judgeAll(loadDemoCluster(cluster, [hidden]), ingresses)
    const guesses = [...judged.traces].flatMap(([id, trace]) => {
      const before = baseline.traces.get(id)
      return before === undefined ? [id] : listGuesses(before, trace, hidden).map((guess) => `${id} ${guess}`)
    })
    expect(guesses).toEqual([])
    expect(compareResults(cluster, baseline.results, judged.results)).toEqual([])
  })
})
