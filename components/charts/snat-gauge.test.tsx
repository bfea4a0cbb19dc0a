import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { EgressAnswer } from '@/lib/api/egress'
import { answerWhatIf, type WhatIfBase } from '@/lib/egress/what-if'
import { locateOnArc, locateQuestion, SnatGauge, sayGauge } from './snat-gauge'
import { listStaircasePoints } from './snat-staircase'

const notBuilt = { what: 'SNAT use', reason: 'not-built' as const, detail: 'No source.', need: null }

const blue: EgressAnswer = {
  provider: 'aks',
  outbound: { type: 'loadBalancer', carrier: 'load-balancer', source: 'declared', reason: '' },
  nodes: { count: 48, countedBy: 'Node objects', reason: null, leftOut: [], withPublicIp: [], pools: [] },
  allocation: {
    portsPerNode: 1024,
    mode: 'default',
    outboundIps: 1,
    allocatedPorts: 0,
    basis: '',
    source: 'configuration',
    assumptions: [],
    recommendedPorts: 1328,
  },
  headroom: { nodesToNextDrop: 2, nextPortsPerNode: 512, nextDropAt: 51, nodesToLimit: 952, reason: '' },
  autoscaler: { nodesMax: null, reason: '' },
  azureCluster: null,
  tiers: [
    { from: 1, to: 50, portsPerNode: 1024, current: true },
    { from: 51, to: 1000, portsPerNode: 512, current: false },
  ],
  sentence: '',
  problems: [],
  use: notBuilt,
  failedConnections: notBuilt,
  findings: [],
  freshness: { observedAt: null, staleSince: null, staleReason: null, revision: 1, unreadable: [] },
}

const unknown: EgressAnswer = {
  ...blue,
  nodes: {
    count: null,
    countedBy: 'nobody',
    reason: 'listing Nodes is forbidden',
    leftOut: [],
    withPublicIp: [],
    pools: [],
  },
  allocation: { ...blue.allocation, portsPerNode: null, mode: 'unknown' },
  headroom: { nodesToNextDrop: null, nextPortsPerNode: null, nextDropAt: null, nodesToLimit: null, reason: '' },
  tiers: [],
}

describe('SnatGauge', () => {
  it('shows the ports and how full the step is', () => {
    expect(locateOnArc(blue)).toEqual({ filled: 0.96, from: 1, to: 50 })
    const drawing = renderToStaticMarkup(<SnatGauge answer={blue} verdict="warning" />)
    expect(drawing).toContain('1,024')
    expect(drawing).toContain('stroke-warn')
  })

  it('is full, not more, on the last node before a drop', () => {
    expect(
      locateOnArc({ ...blue, nodes: { ...blue.nodes, count: 50 }, headroom: { ...blue.headroom, nodesToNextDrop: 0 } })
        ?.filled,
    ).toBe(1)
  })

  it('fills with a manual value on the way to the last node that fits', () => {
    const headroom = { ...blue.headroom, nextDropAt: null, nodesToNextDrop: null, nodesToLimit: 14 }
    expect(locateOnArc({ ...blue, headroom, tiers: [] })).toEqual({ filled: 48 / 62, from: 1, to: 62 })
  })

  it('says unknown with the reason, and never 0, when the nodes cannot be counted', () => {
    const drawing = renderToStaticMarkup(<SnatGauge answer={unknown} verdict="undetermined" />)
    expect(drawing).toContain('>unknown<')
    expect(drawing).not.toMatch(/>0</)
    expect(sayGauge(unknown)).toBe('unknown SNAT ports per node; node count unknown: listing Nodes is forbidden.')
    expect(locateOnArc(unknown)).toBeNull()
  })

  it('reads the next drop aloud', () => {
    expect(sayGauge(blue)).toBe(
      '1,024 SNAT ports per node; 48 nodes; 2 more nodes can be added before the drop to 512 ports at node 51.',
    )
  })
})

describe('a question on the gauge', () => {
  const base: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }
  const ask = (nodes: number, outboundIps = 1, allocatedPorts = 0) =>
    answerWhatIf(base, { nodes, outboundIps, allocatedPorts })

  it('has a mark of its own, named, and leaves the observed number in its place', () => {
    const drawing = renderToStaticMarkup(<SnatGauge answer={blue} verdict="warning" whatIf={ask(60)} />)
    expect(drawing).toContain('stroke-what-if')
    expect(drawing).toContain('what if 60 nodes (51–100)')
    expect(drawing).toMatch(/>1,024</)
    expect(drawing).toMatch(/fill-what-if font-semibold"[^>]*>512</)
    expect(sayGauge(blue, ask(60))).toContain('at node 51. What if: 60 nodes with 1 outbound IP would each have 512')
  })

  it('is not there until something is asked', () => {
    expect(renderToStaticMarkup(<SnatGauge answer={blue} verdict="warning" />)).not.toContain('what-if')
  })

  it('stands between its own drops, or on the way to the last node that fits', () => {
    expect(locateQuestion(ask(60))).toEqual({ filled: 0.2, from: 51, to: 100 })
    expect(locateQuestion(ask(60, 2))).toEqual({ filled: 0.6, from: 1, to: 100 })
    expect(locateQuestion(ask(31, 1, 1024))).toEqual({ filled: 0.5, from: 1, to: 62 })
    expect(locateQuestion(ask(1001))).toBeNull()
  })

  it('has no number where Azure refuses or publishes nothing', () => {
    const draw = (whatIf: ReturnType<typeof ask>) =>
      renderToStaticMarkup(<SnatGauge answer={blue} verdict="warning" whatIf={whatIf} />)
    expect(draw(ask(63, 1, 1024))).toContain('>does not fit<')
    expect(draw(ask(1001))).toContain('>unknown<')
  })
})

describe('listStaircasePoints', () => {
  it('gives both ends of every tier, and nothing for no tiers', () => {
    expect(listStaircasePoints(blue.tiers)).toEqual([
      { nodes: 1, ports: 1024 },
      { nodes: 50, ports: 1024 },
      { nodes: 51, ports: 512 },
      { nodes: 1000, ports: 512 },
    ])
    expect(listStaircasePoints([])).toEqual([])
  })
})
