import { describe, expect, it } from 'vitest'
import type { ListedFinding } from '@/lib/api/findings'
import { groupByCheck } from './group-findings'

const finding = (over: Partial<ListedFinding>): ListedFinding => ({
  id: 'a',
  check: 'backend-service-missing',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: 'Service does not exist',
  summary: '',
  object: { kind: 'Ingress', namespace: 'shop', name: 'checkout' },
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: '/checks/backend-service-missing',
  affectedHosts: 1,
  ingresses: [],
  isRootCause: true,
  ...over,
})

describe('groupByCheck', () => {
  it('makes one line of the same fault in several places, with all the hosts it hits', () => {
    const { rootCauses } = groupByCheck([
      finding({ id: 'a', affectedHosts: 2 }),
      finding({ id: 'b', affectedHosts: 3 }),
    ])
    expect(rootCauses).toHaveLength(1)
    expect(rootCauses[0]).toMatchObject({ affectedHosts: 5 })
    expect(rootCauses[0]?.findings.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('keeps severities of one check apart', () => {
    const { rootCauses } = groupByCheck([finding({}), finding({ id: 'b', severity: 'warning' })])
    expect(rootCauses.map(({ severity }) => severity)).toEqual(['error', 'warning'])
  })

  it('never counts what is still waiting as a root cause', () => {
    const grouped = groupByCheck([finding({ waitingUntil: '2026-11-24T10:05:00Z' })])
    expect(grouped.rootCauses).toEqual([])
    expect(grouped.waiting).toHaveLength(1)
  })

  it('lists what explains nothing on its own under others', () => {
    expect(groupByCheck([finding({ isRootCause: false })]).others).toHaveLength(1)
  })
})
