import { describe, expect, it } from 'vitest'
import { calculateDefaultPorts } from './snat-allocation'
import { compareSteps, listStaircase, listSteps, listTiers } from './tiers'

describe('listTiers', () => {
  it('is the published table for one outbound IP', () => {
    expect(listTiers(1, 48).map(({ from, to, portsPerNode, current }) => [from, to, portsPerNode, current])).toEqual([
      [1, 50, 1024, true],
      [51, 100, 512, false],
      [101, 200, 256, false],
      [201, 400, 128, false],
      [401, 800, 64, false],
      [801, 1000, 32, false],
    ])
  })

  it.each([
    [
      2,
      [
        [1, 100, 1024],
        [101, 200, 512],
        [201, 400, 256],
        [401, 800, 128],
        [801, 1000, 64],
      ],
    ],
    [
      4,
      [
        [1, 200, 1024],
        [201, 400, 512],
        [401, 800, 256],
        [801, 1000, 128],
      ],
    ],
    [
      8,
      [
        [1, 400, 1024],
        [401, 800, 512],
        [801, 1000, 256],
      ],
    ],
    [
      16,
      [
        [1, 800, 1024],
        [801, 1000, 512],
      ],
    ],
    [32, [[1, 1000, 1024]]],
  ])('joins rows that give the same ports with %i outbound IPs', (ips, expected) => {
    expect(listTiers(ips).map(({ from, to, portsPerNode }) => [from, to, portsPerNode])).toEqual(expected)
  })

  it('marks the joined step and none beyond the table', () => {
    expect(listTiers(2, 51)[0]?.current).toBe(true)
    expect(listTiers(1, 1001).some((tier) => tier.current)).toBe(false)
    expect(listTiers(1, null).some((tier) => tier.current)).toBe(false)
  })

  it('is empty when the number of outbound IPs is unusable', () => {
    expect([listTiers(0), listTiers(Number.NaN), listTiers(1.5)]).toEqual([[], [], []])
  })
})

describe('listStaircase', () => {
  it('agrees with the calculator at every node count', () => {
    for (const ips of [1, 2, 3, 32]) {
      const points = listStaircase(ips)
      for (let nodes = 1; nodes <= 1000; nodes += 1) {
        const drawn = points.findLast((point) => point.nodes <= nodes)?.portsPerNode
        expect(drawn).toBe(calculateDefaultPorts(nodes, ips))
      }
    }
  })

  it('ends where the chart ends, and is empty for nothing to draw', () => {
    expect(listStaircase(1, 60)).toEqual([
      { nodes: 1, portsPerNode: 1024 },
      { nodes: 51, portsPerNode: 512 },
      { nodes: 60, portsPerNode: 512 },
    ])
    expect(listStaircase(1).at(-1)).toEqual({ nodes: 1000, portsPerNode: 32 })
    expect([listStaircase(1, 0), listStaircase(1, Number.NaN), listStaircase(0)]).toEqual([[], [], []])
  })
})

describe('listSteps', () => {
  it('is one step for a manual value, up to the last node that fits', () => {
    const manual = { outboundIps: 1, allocatedPorts: 1024 }
    expect(listSteps(manual, 62)).toEqual([{ from: 1, to: 62, portsPerNode: 1024, current: true }])
    expect(listSteps(manual, 63)[0]?.current).toBe(false)
    expect(listSteps({ outboundIps: 2, allocatedPorts: 1000 })[0]?.to).toBe(128)
  })

  it('is the default table for 0 ports, and empty for nonsense', () => {
    expect(listSteps({ outboundIps: 2, allocatedPorts: 0 }, 48)).toEqual(listTiers(2, 48))
    expect(listSteps({ outboundIps: 1, allocatedPorts: 1001 })).toEqual([])
    expect(listSteps({ outboundIps: 0, allocatedPorts: 1000 })).toEqual([])
  })
})

describe('compareSteps', () => {
  it('cuts at the boundaries of both rules', () => {
    const now = listSteps({ outboundIps: 1, allocatedPorts: 0 })
    expect(compareSteps(now, listSteps({ outboundIps: 2, allocatedPorts: 0 })).slice(0, 3)).toEqual([
      { from: 1, to: 50, now: 1024, asked: 1024 },
      { from: 51, to: 100, now: 512, asked: 1024 },
      { from: 101, to: 200, now: 256, asked: 512 },
    ])
    expect(compareSteps(now, listSteps({ outboundIps: 1, allocatedPorts: 1024 })).slice(1, 3)).toEqual([
      { from: 51, to: 62, now: 512, asked: 1024 },
      { from: 63, to: 100, now: 512, asked: null },
    ])
  })

  it('leaves open what the published table does not reach', () => {
    const manual = listSteps({ outboundIps: 20, allocatedPorts: 1024 })
    expect(compareSteps(listTiers(1), manual).at(-1)).toEqual({ from: 1001, to: 1250, now: null, asked: 1024 })
  })

  it('agrees with both rules at every node count', () => {
    const rules = [listTiers(1), listTiers(4), listSteps({ outboundIps: 3, allocatedPorts: 640 }), []]
    const find = (tiers: (typeof rules)[number], nodes: number) =>
      tiers.find(({ from, to }) => nodes >= from && nodes <= to)?.portsPerNode ?? null
    for (const now of rules) {
      for (const asked of rules) {
        for (const { from, to, ...ports } of compareSteps(now, asked)) {
          for (const nodes of [from, to]) expect(ports).toEqual({ now: find(now, nodes), asked: find(asked, nodes) })
        }
      }
    }
  })
})
