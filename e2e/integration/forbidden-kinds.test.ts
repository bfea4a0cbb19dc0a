import { describe, expect, it } from 'vitest'
import { dnsCacheChecks } from '@/lib/checks/dns-cache/dns-cache-checks'
import { egressChecks } from '@/lib/checks/egress/snat'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import { allChecks } from '@/lib/checks/registry'
import { runCheck } from '@/lib/checks/run-check'
import type { BrokenIngress } from '@/lib/demo/scenarios/build-cluster'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { kindNames } from '@/lib/model/kubernetes'
import type { CheckResult, Trace } from '@/lib/model/trace'
import { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { demoNowMs, findDemoCluster, loadDemoCluster } from './demo-store'
import { compareResults, listGuesses, listHops } from './guesses'

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
    // What a Secret holds that no Certificate writes shows only when it is served.
    const needsProbe = ({ reason = '' }: CheckResult) => /a probe of \S+ from its page would tell/.test(reason)
    expect(results.filter((result) => result.outcome === 'not-run' && !needsProbe(result))).toEqual([])
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
