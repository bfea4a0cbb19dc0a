import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { Unavailable } from '@/lib/model/unavailable'
import { type JudgedCheck, judgeHop } from './hop-verdict'
import { chooseRootCause, linkConsequences, mergeFindings, NotCheckedList, rollUpHost } from './trace'

const finding = (check: string, rest: Partial<Finding> = {}): Finding => ({
  id: `${check}-id`,
  check,
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: check,
  summary: `${check} happened`,
  object: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: '',
  ...rest,
})

function judged(
  id: string,
  order: number,
  rest: Partial<Finding> | null = {},
  more: { hop?: HopId; causes?: string[] } = {},
): JudgedCheck {
  const findings = rest === null ? [] : [finding(id, rest)]
  const outcome = rest === null ? 'clear' : rest.waitingUntil === undefined ? 'found' : 'waiting'
  return {
    check: { id, title: id, order, hop: more.hop ?? 'dns-record', causes: more.causes },
    result: { check: id, outcome },
    findings,
    unavailable: null,
  }
}

const notRun = (id: string, unavailable: Unavailable): JudgedCheck => ({
  ...judged(id, 1, null),
  result: { check: id, outcome: 'not-run' },
  unavailable,
})
const forbidden: Unavailable = { what: 'Pods', reason: 'forbidden', detail: 'refused', need: 'list on pods' }

describe('the root cause', () => {
  it.each([
    ['the lowest order', [judged('b', 9), judged('a', 2)], 'a'],
    ['proven before inferred', [judged('a', 2, { level: 'inferred' }), judged('b', 9)], 'b'],
    ['inferred before external', [judged('a', 2, { level: 'external' }), judged('b', 9, { level: 'inferred' })], 'b'],
    [
      'traffic before the certificate',
      [judged('a', 2, {}, { hop: 'certificate' }), judged('b', 130, {}, { hop: 'pods' })],
      'b',
    ],
    ['not a warning', [judged('a', 2, { severity: 'warning' })], undefined],
    ['not what is waiting', [judged('a', 2, { waitingUntil: '2026-01-01T00:00:00Z' })], undefined],
    ['not a consequence', [judged('a', 2, { consequenceOf: 'z' }), judged('b', 9)], 'b'],
    [
      'not what may follow from something that could not be looked at',
      [notRun('early', forbidden), judged('late', 9, {}, { causes: ['early'] })],
      undefined,
    ],
  ])('is %s', (_name, checks, root) => {
    expect(chooseRootCause(checks, 'h')?.check).toBe(root)
  })
})

describe('consequences', () => {
  const consequence = judged('late', 58, {}, { causes: ['early', 'earlier'] })

  it('name the cause with the lowest order', () => {
    const checks = linkConsequences(
      [consequence, judged('early', 9), judged('earlier', 2)],
      [consequence, judged('early', 9), judged('earlier', 2)],
    )
    expect(checks[0]?.findings[0]?.consequenceOf).toBe('earlier')
  })

  it('need a cause that was found and is as grave', () => {
    expect(
      linkConsequences([consequence], [consequence, judged('early', 9, null)])[0]?.findings[0]?.consequenceOf,
    ).toBeUndefined()
    expect(
      linkConsequences([consequence], [judged('early', 9, { severity: 'warning' })])[0]?.findings[0]?.consequenceOf,
    ).toBeUndefined()
  })

  it('wait as long as their cause waits', () => {
    const [late] = linkConsequences([consequence], [judged('early', 9, { waitingUntil: '2026-01-01T00:00:00Z' })])
    expect(late?.findings[0]?.waitingUntil).toBe('2026-01-01T00:00:00Z')
    expect(late?.result.outcome).toBe('waiting')
  })
})

describe('a hop', () => {
  const hop = (checks: JudgedCheck[], rest: object = {}) =>
    judgeHop(
      { id: 'dns-record', headline: '', objects: [], facts: [], checks, ...rest },
      { hasPassed: (atMs) => atMs <= Date.parse('2026-01-01T12:00:00Z') },
    )
  it.each([
    ['passes when everything was clear', [judged('a', 1, null)], {}, 'passing'],
    ['is not checked when nothing was looked at', [], {}, 'not-checked'],
    ['fails on an error', [judged('a', 1), notRun('b', forbidden)], { blockedBy: 'x' }, 'failing'],
    ['is blocked by an earlier failure', [judged('a', 1, null), notRun('b', forbidden)], { blockedBy: 'x' }, 'blocked'],
    ['fails on a problem that no check explains', [notRun('b', forbidden)], { problem: 'x' }, 'failing'],
    ['is not checked when a check did not run', [judged('a', 1, null), notRun('b', forbidden)], {}, 'not-checked'],
    [
      'is not checked when a check did not run beside a warning',
      [judged('a', 1, { severity: 'warning' }), notRun('b', forbidden)],
      {},
      'not-checked',
    ],
    ['passes when it was seen to work', [notRun('b', forbidden)], { isProven: true }, 'passing'],
    ['is at risk with a warning', [judged('a', 1, { severity: 'warning' })], {}, 'warning'],
    ['passes with an info', [judged('a', 1, { severity: 'info' })], {}, 'passing'],
    [
      'waits with what is waiting',
      [judged('a', 1, { waitingUntil: '2026-01-01T00:00:00Z' })],
      { problem: 'x' },
      'warning',
    ],
    [
      'stays blocked by a mere consequence',
      [judged('a', 1, { consequenceOf: 'x' })],
      { blockedBy: 'x', isBlockedByConsequence: true },
      'blocked',
    ],
    ['fails on a consequence otherwise', [judged('a', 1, { consequenceOf: 'x' })], { blockedBy: 'x' }, 'failing'],
    ['does not exist by design', [judged('a', 1)], { notApplicable: 'no name' }, 'not-applicable'],
  ])('%s', (_name, checks, rest, verdict) => {
    const judgedHop = hop(checks, rest)
    expect(judgedHop.verdict).toBe(verdict)
    if (verdict !== 'passing') expect(judgedHop.reason).toBeTruthy()
  })

  it('is not checked when a check crashed', () => {
    const crashed: JudgedCheck = { ...judged('a', 1, null), result: { check: 'a', outcome: 'crashed', reason: 'boom' } }
    expect(hop([crashed])).toMatchObject({ verdict: 'not-checked', reason: expect.stringContaining('boom') })
  })
})

describe('rolling up', () => {
  const hop = (id: HopId, verdict: 'passing' | 'not-checked') => ({
    id,
    title: '',
    headline: '',
    verdict,
    objects: [],
    facts: [],
    checks: [],
  })

  it('a certificate that is not checked matters only with a tls entry', () => {
    const hops = [hop('dns-record', 'passing'), hop('certificate', 'not-checked')]
    expect(rollUpHost(hops, [], false)).toBe('passing')
    expect(rollUpHost(hops, [], true)).toBe('undetermined')
  })

  it('one finding from several hosts counts once, in its gravest form', () => {
    expect(
      mergeFindings([finding('a', { severity: 'warning' }), finding('a'), finding('b')]).map(({ check, severity }) => [
        check,
        severity,
      ]),
    ).toEqual([
      ['a', 'error'],
      ['b', 'error'],
    ])
  })

  it('what was not checked is listed once, with every check that it stopped', () => {
    const list = new NotCheckedList()
    list.add(forbidden, 'a')
    list.add(forbidden, 'b')
    list.add(forbidden, 'a')
    list.add(forbidden, null)
    expect(list.list()).toEqual([{ ...forbidden, checks: ['a', 'b'] }])
  })
})
