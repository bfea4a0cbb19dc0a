import { describe, expect, it } from 'vitest'
import { allChecks } from '@/lib/checks/registry'
import { kindNames } from '@/lib/model/kubernetes'
import type { Trace } from '@/lib/model/trace'
import { allScenarios } from './all-scenarios'
import { type Hidden, seeOnly } from './filled-store'
import { listGuesses, names } from './guesses'
import { describeOutcome, expectedOutcome, type IngressScenario } from './ingress-scenario'
import { judgeScenario } from './scenario-store'

/** Checks that no scenario can prove, each with its reason. */
const withoutScenario: Record<string, string> = {}

describe('the scenarios', () => {
  it('prove every check of an Ingress', () => {
    const proven = new Set(allScenarios.map(({ check }) => check))
    const checks = allChecks.filter(({ area }) => area === 'ingress').map(({ id }) => id)
    expect(checks.filter((id) => !proven.has(id) && withoutScenario[id] === undefined)).toEqual([])
    expect(Object.keys(withoutScenario).filter((id) => proven.has(id))).toEqual([])
    expect([...proven].filter((id) => !checks.includes(id))).toEqual([])
  })

  it('stand in places of their own', () => {
    const places = allScenarios.map(({ at }) => at)
    expect(places.filter((place, position) => places.indexOf(place) !== position)).toEqual([])
  })
})

const isOfIngress = (trace: unknown): trace is Trace =>
  typeof trace === 'object' && trace !== null && 'className' in trace

/** What a forbidden kind turned into a wrong cause; empty when the right cause or none is named, and what is missing. */
function listLies(one: IngressScenario, before: ReturnType<typeof judgeScenario>, hidden: Hidden): string[] {
  const after = judgeScenario(one, [hidden])
  if (isOfIngress(before) && isOfIngress(after)) return listGuesses(before, after, hidden)
  const [known, root] = [before.rootCause?.check ?? null, after.rootCause?.check ?? null]
  const lies: string[] = []
  if (root !== null && root !== known) lies.push(`root cause ${known} became ${root}`)
  if (after.verdict !== before.verdict && after.verdict !== 'undetermined') lies.push(`verdict became ${after.verdict}`)
  if ((root !== known || after.verdict !== before.verdict) && !names(after.notChecked, hidden))
    lies.push(`notChecked does not name ${hidden}`)
  return lies
}

const platformNamespaces = ['ingress-nginx', 'external-dns', 'cert-manager', 'kube-system']

describe.each(allScenarios.map((one) => [one.at.replace(/\/web$/, ''), one] as const))('%s', (_name, one) => {
  it('is found by the rules alone', () => {
    expect(describeOutcome(judgeScenario(one), one)).toMatchObject(expectedOutcome(one, true))
  })

  it.each([
    ['their own namespace', []],
    ['their own namespace and those of the platform', platformNamespaces],
  ])('becomes no other cause for somebody who sees %s only', (_what, more) => {
    const [own = ''] = one.at.split('/')
    const before = judgeScenario(one)
    const after = judgeScenario(one, [], (store) => seeOnly(store, [own, ...more]))
    const [known, shown] = [describeOutcome(before, one), describeOutcome(after, one)]
    expect([known.root, null]).toContain(shown.root)
    expect([known.verdict, 'undetermined']).toContain(shown.verdict)
    if (shown.root !== known.root) expect(after.notChecked.some(({ need }) => need !== null)).toBe(true)
  })

  it('becomes no other cause while any kind is forbidden', () => {
    const before = judgeScenario(one)
    const lies = [...kindNames, 'Dns' as const].flatMap((hidden) =>
      listLies(one, before, hidden).map((lie) => `without ${hidden}: ${lie}`),
    )
    expect(lies).toEqual([])
  })
})
