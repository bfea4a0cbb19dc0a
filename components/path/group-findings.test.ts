import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import type { TracedHost } from '@/lib/model/trace'
import { groupByReason, groupFindings } from './group-findings'
import { createHop } from './traced-path-fixture'

const finding = (id: string, rest: Partial<Finding> = {}): Finding => ({
  id,
  check: id,
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: `Title of ${id}`,
  summary: `Summary of ${id}`,
  object: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  host: 'a.example.net',
  evidence: [],
  fix: { who: 'tenant', text: 'Mend it.', commands: [] },
  docs: `/checks/${id}`,
  ...rest,
})

const host: TracedHost = {
  host: 'a.example.net',
  verdict: 'failing',
  rootCause: { check: 'class-missing', title: 't', hop: 'controller', host: 'a.example.net', finding: 'class-missing' },
  sentence: 'a.example.net is served by nobody because the Ingress has no class.',
  hops: [],
  entryPorts: [],
  paths: [],
}

describe('groupFindings', () => {
  it('shows a consequence under its cause, however long the chain', () => {
    const groups = groupFindings(
      [
        finding('edns-no-target', { consequenceOf: 'status-lb-pending' }),
        finding('class-missing'),
        finding('status-lb-pending', { consequenceOf: 'class-missing' }),
      ],
      host,
      null,
    )
    expect(groups.root?.finding.id).toBe('class-missing')
    expect(groups.root?.consequences.map(({ id }) => id)).toEqual(['edns-no-target', 'status-lb-pending'])
    expect(groups.alsoFound).toEqual([])
  })

  it('keeps a consequence whose cause is not listed as a finding of its own', () => {
    const groups = groupFindings(
      [finding('class-missing'), finding('lonely', { consequenceOf: 'not-here' })],
      host,
      null,
    )
    expect(groups.alsoFound.map((group) => group.finding.id)).toEqual(['lonely'])
  })

  it('shows every finding once when two name each other as cause', () => {
    const groups = groupFindings(
      [finding('x', { consequenceOf: 'y' }), finding('y', { consequenceOf: 'x' })],
      host,
      null,
    )
    const shown = groups.alsoFound.flatMap((group) => [group.finding.id, ...group.consequences.map(({ id }) => id)])
    expect(shown.sort()).toEqual(['x', 'y'])
  })

  it('keeps what only needs time apart from faults, and counts findings of other hosts', () => {
    const groups = groupFindings(
      [
        finding('class-missing'),
        finding('status-too-new', { waitingUntil: '2026-11-24T10:00:00Z' }),
        finding('other', { host: 'b.example.net' }),
      ],
      host,
      null,
    )
    expect(groups.waiting.map(({ id }) => id)).toEqual(['status-too-new'])
    expect(groups.alsoFound).toEqual([])
    expect(groups.elsewhere).toBe(1)
  })

  it('gives a finding without a host to every host, and puts errors before warnings', () => {
    const groups = groupFindings([finding('w', { severity: 'warning' }), finding('e', { host: undefined })], host, null)
    expect(groups.alsoFound.map((group) => group.finding.id)).toEqual(['e', 'w'])
    expect(groups.root).toBeNull()
  })
})

describe('groupByReason', () => {
  it('tells a reason that several stations share once, in the order of the path', () => {
    const reason = 'no permission to read deployments.apps'
    const groups = groupByReason([
      createHop('dns-record', 'not-checked', { reason }),
      createHop('service', 'failing', { reason: 'Service shop/web does not exist' }),
      createHop('controller', 'not-checked', { reason }),
      createHop('service', 'failing', { reason: 'Service shop/web does not exist' }),
    ])
    expect(groups).toEqual([
      { verdict: 'not-checked', reason, titles: ['DNS record', 'Controller'] },
      { verdict: 'failing', reason: 'Service shop/web does not exist', titles: ['Service'] },
    ])
  })
})
