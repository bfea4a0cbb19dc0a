import { describe, expect, it } from 'vitest'
import { hopIds } from '@/lib/model/hop'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { Judgements } from '@/lib/snapshot/judgements'
import type { CheckExample, ExampleTable } from './check-example'
import type { Check, CheckDescription } from './define-check'
import { dnsCacheChecks } from './dns-cache/dns-cache-checks'
import { dnsCacheExamples, quietDnsCacheExamples } from './dns-cache/dns-cache-examples'
import { egressExamples } from './egress/egress-examples'
import { egressChecks } from './egress/snat'
import {
  annotationExamples,
  askedHostExamples,
  locationExamples,
  quietAnnotationExamples,
  quietLocationExamples,
} from './ingress/annotation-examples'
import { askedHostChecks } from './ingress/asked-host'
import { certificateExamples, quietCertificateExamples } from './ingress/certificates/certificate-examples'
import { hostExamples, quietHostExamples } from './ingress/host-examples'
import { hostChecks, pathChecks } from './ingress/ingress-checks'
import { pathExamples } from './ingress/path-examples'
import { serviceEntryChecks } from './ingress/service-entry'
import { serviceExamples } from './ingress/service-examples'
import { allChecks } from './registry'
import { type CheckRun, runCheck } from './run-check'

/** What a check did on its own example, and the inputs it read over every example of its kind of subject. */
interface Shown {
  check: CheckDescription
  own: CheckRun | null
  outcomes: string[]
  touched: string[]
}

function show<Subject>(
  checks: readonly Check<Subject>[],
  table: ExampleTable<CheckExample<Subject>>,
  more: readonly (() => CheckExample<Subject>)[] = [],
): Shown[] {
  const examples = [...Object.entries(table), ...more.map((build) => ['', build] as const)].map(([id, build]) => ({
    id,
    ...build(),
  }))
  return checks.map((check) => {
    const touched = new Set<string>()
    const outcomes = examples.map(({ store, subject, nowMs }) => {
      const judgements = new Judgements(store)
      const { result } = judgements.get('run', nowMs, (view) => runCheck(check, subject, view))
      for (const input of judgements.inputsOf('run')) touched.add(input)
      if (readsSettings(check, { store, subject, nowMs })) touched.add('Settings')
      return result.outcome === 'crashed' ? `crashed: ${result.reason}` : result.outcome
    })
    const example = examples.find(({ id }) => id === check.id)
    const own = example && runCheck(check, example.subject, new ClusterView(example.store, example.nowMs))
    return { check, own: own ?? null, outcomes, touched: [...touched].sort() }
  })
}

/** Settings never change, so nobody tracks who reads them; a check that needs them crashes without the right to. */
function readsSettings<Subject>(check: Check<Subject>, { store, subject, nowMs }: CheckExample<Subject>): boolean {
  const inputs = check.inputs.filter((input) => input !== 'Settings')
  return runCheck({ ...check, inputs }, subject, new ClusterView(store, nowMs)).result.outcome === 'crashed'
}

const tables = [
  hostExamples,
  serviceExamples,
  askedHostExamples,
  annotationExamples,
  certificateExamples,
  pathExamples,
  locationExamples,
  dnsCacheExamples,
  egressExamples,
]
const shown = [
  ...show(hostChecks, { ...hostExamples, ...annotationExamples, ...certificateExamples }, [
    ...quietHostExamples,
    ...quietCertificateExamples,
    ...quietAnnotationExamples,
  ]),
  ...show(askedHostChecks, askedHostExamples),
  ...show(serviceEntryChecks, serviceExamples),
  ...show(pathChecks, { ...pathExamples, ...locationExamples }, quietLocationExamples),
  ...show(dnsCacheChecks, dnsCacheExamples, quietDnsCacheExamples),
  ...show(egressChecks, egressExamples),
]

/** Stations of the ingress catalogue by its rows, which are the orders of its checks. */
const hopRows: Record<string, [number, number][]> = {
  'dns-record': [
    [1, 7],
    [49, 81],
  ],
  controller: [
    [8, 8],
    [14, 14],
    [21, 29],
  ],
  'load-balancer': [
    [9, 12],
    [41, 48],
  ],
  certificate: [
    [13, 13],
    [82, 123],
  ],
  'ingress-rule': [
    [15, 20],
    [30, 40],
    [124, 124],
    [141, 141],
    [144, 144],
  ],
  service: [
    [125, 129],
    [137, 137],
  ],
  endpoints: [
    [134, 134],
    [139, 140],
  ],
  pods: [
    [130, 133],
    [135, 136],
    [138, 138],
    [142, 143],
  ],
}
/** Rows of the ingress catalogue that are no errors. */
const warningRows = [7, 11, 25, 27, 28, 36, 39, 40, 47, 48, 54, 68, 74, 79, 80, 116, 122, 135, 136, 142, 143, 144]
const infoRows = [12, 60, 82, 141]

describe('the registry', () => {
  it('holds every check of every area once', () => {
    expect(allChecks.map(({ id }) => id).sort()).toEqual(shown.map(({ check }) => check.id).sort())
    expect(new Set(allChecks.map(({ id }) => id)).size).toBe(allChecks.length)
  })

  it('has no example of a check that does not exist', () => {
    const ids = new Set(allChecks.map(({ id }) => id))
    expect(tables.flatMap((table) => Object.keys(table)).filter((id) => !ids.has(id))).toEqual([])
  })

  it('orders the checks of an Ingress without ties', () => {
    const orders = allChecks.filter(({ area }) => area === 'ingress').map(({ order }) => order)
    expect(orders.filter((order, position) => orders.indexOf(order) !== position)).toEqual([])
  })

  it('lets every fault of the DNS record of a host explain a challenge that finds no host', () => {
    const causes = allChecks.find(({ id }) => id === 'challenge-http-no-dns')?.causes ?? []
    const hostIds = new Set(hostChecks.map(({ id }) => id))
    const faults = allChecks.filter(
      ({ id, hop, severity }) => hostIds.has(id) && hop === 'dns-record' && severity === 'error',
    )
    expect(faults.length).toBeGreaterThan(20)
    expect(faults.map(({ id }) => id).filter((id) => !causes.includes(id))).toEqual([])
    // What leaves an Ingress without address leaves its hosts without record too.
    expect(causes).toEqual(
      expect.arrayContaining(['class-not-found', 'namespace-not-watched', 'controller-lb-pending']),
    )
  })

  it('names only checks of the same area that exist as causes, and none that comes full circle', () => {
    const byId = new Map(allChecks.map((check) => [check.id, check]))
    for (const check of allChecks) {
      const seen = new Set<string>()
      const queue = [...(check.causes ?? [])]
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        if (seen.has(id)) continue
        seen.add(id)
        expect([check.id, byId.get(id)?.area]).toEqual([check.id, check.area])
        queue.push(...(byId.get(id)?.causes ?? []))
      }
      expect([check.id, seen.has(check.id)]).toEqual([check.id, false])
    }
  })
})

describe.each(shown.map((one) => [one.check.id, one] as const))('%s', (id, { check, own, outcomes, touched }) => {
  it('has a slug in lower case that says a state, and a title', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/)
    expect(id).not.toMatch(/^(check|is|has|find|get|validate)-/)
    expect(check.title).toMatch(/^\S.{5,75}[^.]$/)
  })

  it('has every word of its page, and a command to confirm it', () => {
    const { see, why, fix, confirm, source, ignore } = check.page
    for (const text of [see, why, fix]) expect(text).toMatch(/^\S.{4,}\.$/s)
    expect(confirm).toMatch(/^(kubectl|dig|az|aws|curl) \S/)
    expect(source.trim()).not.toBe('')
    if (ignore !== undefined) expect(ignore).toMatch(/\.$/)
  })

  it('is raised by its example, with evidence and something to do', () => {
    expect(own?.result).toMatchObject({ outcome: expect.stringMatching(/^(found|waiting)$/) })
    for (const finding of own?.findings ?? []) {
      expect(finding.summary).toMatch(/[.?]$/)
      expect(finding.summary).not.toMatch(/undefined|null|NaN|\[object|\d{4}-\d\d-\d\dT/)
      expect(finding.evidence.length).toBeGreaterThan(0)
      expect(finding.fix.text).toMatch(/\.$/)
      expect(finding.fix.commands.length).toBeGreaterThan(0)
      expect(finding.docs).toBe(`/checks/${id}`)
    }
  })

  it('reads exactly the inputs that it declares', () => {
    expect(outcomes.filter((outcome) => outcome.startsWith('crashed'))).toEqual([])
    expect(touched).toEqual([...new Set(check.inputs)].sort())
  })

  if (check.area === 'ingress') {
    it('stands at the hop and has the severity of its row of the catalogue', () => {
      expect(hopIds).toContain(check.hop)
      const rows = hopRows[check.hop ?? ''] ?? []
      expect(rows.some(([from, to]) => check.order >= from && check.order <= to)).toBe(true)
      const expected = warningRows.includes(check.order) ? 'warning' : infoRows.includes(check.order) ? 'info' : 'error'
      expect(check.severity).toBe(expected)
    })
  }
})
