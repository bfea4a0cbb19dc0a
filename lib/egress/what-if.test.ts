import { describe, expect, it } from 'vitest'
import { answerWhatIf, describeState, isHypothesis, isOtherRule, type WhatIfBase } from './what-if'

const blue: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }
const ask = (nodes: number, outboundIps = 1, allocatedPorts = 0, base: Partial<WhatIfBase> = {}) =>
  answerWhatIf({ ...blue, ...base }, { nodes, outboundIps, allocatedPorts })

describe('answerWhatIf in default allocation', () => {
  // nodes, IPs, ports per node, change, headroom, next drop (node, ports), nodes and ports during an upgrade
  it.each([
    [48, 1, 1024, 'same', 2, [51, 512], [55, 512]],
    [60, 1, 512, 'fewer', 40, [101, 256], [68, 512]],
    [60, 2, 1024, 'same', 40, [101, 512], [68, 1024]],
    [96, 1, 512, 'fewer', 4, [101, 256], [108, 256]],
    [101, 4, 1024, 'same', 99, [201, 512], [113, 1024]],
    [900, 1, 32, 'fewer', 100, null, [992, 32]],
    [990, 32, 1024, 'same', 10, null, [1091, null]],
    [30, 1, 1024, 'same', 20, [51, 512], [35, 1024]],
  ] as const)('%i nodes with %i IPs', (nodes, ips, portsPerNode, change, headroomNodes, drop, upgrade) => {
    const { asked, ...answer } = ask(nodes, ips)
    expect(answer.change).toBe(change)
    expect(asked).toMatchObject({
      fit: 'fits',
      allocation: {
        portsPerNode,
        headroomNodes,
        nextDropAt: drop === null ? null : { nodes: drop[0], portsPerNode: drop[1] },
      },
      duringUpgrade: { nodes: upgrade[0], surgeNodes: upgrade[0] - nodes, portsPerNode: upgrade[1] },
    })
  })

  it('compares with today', () => {
    expect(ask(60).now).toMatchObject({ question: { nodes: 48 }, allocation: { portsPerNode: 1024, headroomNodes: 2 } })
    expect(ask(48, 1, 0, { nodes: 60 }).change).toBe('more')
  })

  it('knows no number above 1,000 nodes, and compares with none', () => {
    expect(ask(1001)).toMatchObject({ change: 'unknown', asked: { fit: 'fits', allocation: { portsPerNode: null } } })
  })

  it('answers without today when the node count of today is not known', () => {
    expect(ask(60, 1, 0, { nodes: null })).toMatchObject({
      now: null,
      change: 'unknown',
      asked: { allocation: { portsPerNode: 512 } },
    })
  })
})

describe('answerWhatIf in manual allocation', () => {
  // the published examples, one pool: effective nodes are live nodes, autoscaler maximum and surge
  it.each([
    ['room for surge and maximum', 48, 2, 1880, 60, 'fits'],
    ['the surge of the maximum does not fit', 48, 1, 1000, 60, 'surge-refused'],
    ['the autoscaler maximum does not fit', 48, 1, 1080, 60, 'autoscaler-refused'],
    ['the nodes do not fit', 63, 1, 1024, null, 'over-capacity'],
    ['62 nodes fill one IP exactly, so no surge fits', 62, 1, 1024, null, 'surge-refused'],
    ['the same nodes with 2 IPs', 62, 2, 1024, null, 'fits'],
    ['without an autoscaler maximum only live nodes and surge count', 48, 1, 1080, null, 'fits'],
  ] as const)('%s', (_, nodes, ips, ports, nodesMax, fit) => {
    const { asked } = ask(nodes, ips, ports, { nodesMax })
    expect(asked.fit).toBe(fit)
    expect(asked.allocation.portsPerNode).toBe(fit === 'over-capacity' ? null : ports)
  })

  it('gives no number for an upgrade that does not fit', () => {
    expect(ask(62, 1, 1024).asked.duringUpgrade).toEqual({ surgeNodes: 8, nodes: 70, portsPerNode: null })
  })

  it('never gives a node more for more IPs', () => {
    expect(ask(48, 2, 1000).asked.allocation.portsPerNode).toBe(ask(48, 9, 1000).asked.allocation.portsPerNode)
  })
})

describe('describeState', () => {
  it('never gives more ports to more nodes, nor fewer for more IPs, nor more than there are', () => {
    for (const ips of [1, 2, 4, 16]) {
      let before = Number.POSITIVE_INFINITY
      for (let nodes = 1; nodes <= 1000; nodes += 7) {
        const { allocation } = describeState(blue, { nodes, outboundIps: ips, allocatedPorts: 0 })
        const ports = allocation.portsPerNode ?? Number.NaN
        expect(ports).toBeLessThanOrEqual(before)
        expect(ports % 8).toBe(0)
        expect(ports * nodes).toBeLessThanOrEqual(ips * 64_000)
        const withMore = describeState(blue, { nodes, outboundIps: ips + 1, allocatedPorts: 0 })
        expect(withMore.allocation.portsPerNode).toBeGreaterThanOrEqual(ports)
        before = ports
      }
    }
  })
})

it('tells a hypothesis from the cluster as it is, and growth from another rule', () => {
  const today = { nodes: 48, outboundIps: 1, allocatedPorts: 0 }
  expect([isHypothesis(blue, today), isOtherRule(blue, today)]).toEqual([false, false])
  expect([isHypothesis(blue, { ...today, nodes: 60 }), isOtherRule(blue, { ...today, nodes: 60 })]).toEqual([
    true,
    false,
  ])
  expect(isOtherRule(blue, { ...today, outboundIps: 2 })).toBe(true)
  expect(isOtherRule(blue, { ...today, allocatedPorts: 1024 })).toBe(true)
})
