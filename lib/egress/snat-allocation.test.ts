import { describe, expect, it } from 'vitest'
import {
  type AllocationInput,
  calculateAllocation,
  calculateDefaultPorts,
  recommendManualPorts,
} from './snat-allocation'

const allocate = (
  nodes: number,
  outboundIps: number,
  allocatedPorts: number | null = null,
  rest: Partial<AllocationInput> = {},
) => calculateAllocation({ nodes, outboundIps, allocatedPorts, ...rest })

describe('default allocation', () => {
  // nodes, IPs, tier, ports per node, total, capacity, headroom, next drop (node, ports) or null at the end of the table
  it.each([
    ['D1', 1, 1, 1024, 1024, 1_024, 64_000, 49, [51, 512]],
    ['D2', 3, 1, 1024, 1024, 3_072, 64_000, 47, [51, 512]],
    ['D3', 48, 1, 1024, 1024, 49_152, 64_000, 2, [51, 512]],
    ['D4', 50, 1, 1024, 1024, 51_200, 64_000, 0, [51, 512]],
    ['D5', 51, 1, 512, 512, 26_112, 64_000, 49, [101, 256]],
    ['D6', 52, 1, 512, 512, 26_624, 64_000, 48, [101, 256]],
    ['D7', 100, 1, 512, 512, 51_200, 64_000, 0, [101, 256]],
    ['D8', 101, 1, 256, 256, 25_856, 64_000, 99, [201, 128]],
    ['D9', 200, 1, 256, 256, 51_200, 64_000, 0, [201, 128]],
    ['D10', 201, 1, 128, 128, 25_728, 64_000, 199, [401, 64]],
    ['D11', 400, 1, 128, 128, 51_200, 64_000, 0, [401, 64]],
    ['D12', 401, 1, 64, 64, 25_664, 64_000, 399, [801, 32]],
    ['D13', 800, 1, 64, 64, 51_200, 64_000, 0, [801, 32]],
    ['D14', 801, 1, 32, 32, 25_632, 64_000, 199, null],
    ['D15', 1000, 1, 32, 32, 32_000, 64_000, 0, null],
    ['D16', 50, 2, 1024, 1024, 51_200, 128_000, 50, [101, 512]],
    ['D17', 51, 2, 512, 1024, 52_224, 128_000, 49, [101, 512]],
    ['D18', 100, 2, 512, 1024, 102_400, 128_000, 0, [101, 512]],
    ['D19', 101, 2, 256, 512, 51_712, 128_000, 99, [201, 256]],
    ['D20', 150, 4, 256, 1024, 153_600, 256_000, 50, [201, 512]],
    ['D21', 201, 4, 128, 512, 102_912, 256_000, 199, [401, 256]],
    ['D22', 500, 16, 64, 1024, 512_000, 1_024_000, 300, [801, 512]],
    ['D23', 700, 8, 64, 512, 358_400, 512_000, 100, [801, 256]],
    ['D24', 900, 32, 32, 1024, 921_600, 2_048_000, 100, null],
  ] as const)(
    '%s: %i nodes with %i outbound IPs',
    (_, nodes, ips, tierPorts, portsPerNode, total, capacity, headroom, drop) => {
      expect(allocate(nodes, ips)).toMatchObject({
        mode: 'default',
        tierPorts,
        portsPerNode,
        totalAllocated: total,
        capacity,
        freeCapacity: capacity - total,
        headroomNodes: headroom,
        nextDropAt: drop === null ? null : { nodes: drop[0], portsPerNode: drop[1] },
        wouldBeRefused: false,
        problems: [],
      })
    },
  )

  it('says nothing about more than 1,000 nodes', () => {
    expect(allocate(1001, 1)).toMatchObject({ portsPerNode: null, headroomNodes: null, nextDropAt: null, problems: [] })
  })

  it('takes 0 and null as the same thing', () => {
    expect(allocate(48, 1, 0)).toEqual(allocate(48, 1, null))
  })

  it('shows what an upgrade leaves each node while its surge nodes live', () => {
    expect(allocate(49, 1, 0, { effectiveNodes: 51 })).toMatchObject({
      portsPerNode: 1024,
      worstCase: { nodes: 51, portsPerNode: 512 },
    })
  })
})

describe('manual allocation', () => {
  // live nodes, surge and autoscaler reserve, IPs, ports, needed, capacity, nodes left or refused, largest cluster
  it.each([
    ['M1', 14, 0, 1, 4_000, 56_000, 64_000, 2, 16],
    ['M2', 16, 0, 1, 4_000, 64_000, 64_000, 0, 16],
    ['M3', 17, 0, 1, 4_000, 68_000, 64_000, 'refused', 16],
    ['M4', 128, 0, 2, 1_000, 128_000, 128_000, 0, 128],
    ['M5', 448, 0, 7, 1_000, 448_000, 448_000, 0, 448],
    ['M6', 32, 0, 2, 4_000, 128_000, 128_000, 0, 32],
    ['M7', 112, 0, 7, 4_000, 448_000, 448_000, 0, 112],
    ['M8', 100, 2, 7, 4_000, 408_000, 448_000, 10, 112],
    ['M9', 8, 1, 1, 8_000, 72_000, 64_000, 'refused', 8],
    ['M10', 3, 1, 1, 21_000, 84_000, 64_000, 'refused', 3],
    ['M11', 3, 1, 2, 42_664, 170_656, 128_000, 'refused', 3],
    ['M12', 22, 3, 1, 3_200, 80_000, 64_000, 'refused', 20],
    ['M13', 22, 3, 1, 2_560, 64_000, 64_000, 0, 25],
    ['M14', 1, 0, 1, 64_000, 64_000, 64_000, 0, 1],
    ['M15', 11, 0, 32, 64_000, 704_000, 2_048_000, 21, 32],
    ['M16', 62, 0, 1, 1_024, 63_488, 64_000, 0, 62],
    ['M17', 63, 0, 1, 1_024, 64_512, 64_000, 'refused', 62],
    ['M18', 63, 36, 4, 2_584, 255_816, 256_000, 0, 99],
  ] as const)(
    '%s: %i nodes and %i reserve, %i outbound IPs, %i ports',
    (_, live, reserve, ips, ports, needed, capacity, left, max) => {
      const allocation = allocate(live, ips, ports, { effectiveNodes: live + reserve })
      expect((live + reserve) * ports).toBe(needed)
      expect(allocation).toMatchObject({
        mode: 'manual',
        capacity,
        nodesMax: max,
        wouldBeRefused: left === 'refused',
        headroomNodes: left === 'refused' ? 0 : left,
        nextDropAt: null,
        problems: [],
      })
    },
  )

  it('does not claim ports that the live nodes cannot all have', () => {
    expect(allocate(17, 1, 4_000).portsPerNode).toBeNull()
    expect(allocate(3, 1, 21_000, { effectiveNodes: 4 }).portsPerNode).toBe(21_000)
  })

  it('takes blocks of inbound rules from the capacity', () => {
    expect(allocate(16, 1, 4_000, { inboundBlocks: 1 })).toMatchObject({
      capacity: 63_992,
      wouldBeRefused: true,
      nodesMax: 15,
    })
  })

  it.each([
    [3, 1, 21_328],
    [22, 1, 2_904],
    [25, 1, 2_560],
    [54, 1, 1_184],
    [61, 1, 1_048],
    [100, 1, 640],
    [100, 2, 1_280],
    [130, 4, 1_968],
    [1000, 1, 64],
    [1000, 16, 1_024],
    [1, 2, 64_000],
    [51, 1, 1_248],
  ])('recommends the largest multiple of 8 for %i nodes and %i IPs', (nodes, ips, ports) => {
    expect(recommendManualPorts(nodes, ips * 64_000)).toBe(ports)
  })

  it('recommends nothing when not even one block fits', () => {
    expect(recommendManualPorts(8_001, 64_000)).toBeNull()
  })
})

describe('unusable input', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'names nodes and outboundIps of %d and guesses nothing',
    (bad) => {
      const byNodes = allocate(bad, 1)
      expect(byNodes).toMatchObject({ portsPerNode: null, capacity: null, headroomNodes: null })
      expect(byNodes.problems).toEqual([
        { field: 'nodes', message: expect.stringContaining(String(bad)), fix: expect.any(String) },
      ])
      expect(allocate(3, bad)).toMatchObject({ portsPerNode: null, problems: [{ field: 'outboundIps' }] })
    },
  )

  it.each([
    [1001, 'Use 1000 or 1008.'],
    [3, 'Use 8, or 0 for default allocation.'],
    [64_008, 'from 8 to 64,000'],
    [-8, 'from 8 to 64,000'],
    [8.5, 'from 8 to 64,000'],
    [Number.NaN, 'from 8 to 64,000'],
  ])('names allocatedPorts %d and the nearest values that work', (ports, fix) => {
    const allocation = allocate(10, 1, ports)
    expect(allocation.portsPerNode).toBeNull()
    expect(allocation.problems).toEqual([
      { field: 'allocatedPorts', message: expect.stringContaining(String(ports)), fix: expect.stringContaining(fix) },
    ])
  })
})

describe('default allocation over all node counts', () => {
  const ipCounts = [1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 33, 100]
  const nodeCounts = Array.from({ length: 1000 }, (_, index) => index + 1)

  it('never rises with nodes, never falls with outbound IPs', () => {
    for (const [position, ips] of ipCounts.entries()) {
      for (const nodes of nodeCounts) {
        const ports = calculateDefaultPorts(nodes, ips) ?? 0
        expect(ports).toBeLessThanOrEqual(calculateDefaultPorts(nodes - 1, ips) ?? Number.POSITIVE_INFINITY)
        expect(ports).toBeGreaterThanOrEqual(calculateDefaultPorts(nodes, ipCounts[position - 1] ?? 1) ?? 0)
      }
    }
  })

  it('is a multiple of 8, at most 1,024, and fits into the capacity', () => {
    for (const ips of ipCounts) {
      const isSound = nodeCounts.every((nodes) => {
        const ports = calculateDefaultPorts(nodes, ips)
        return ports !== null && ports > 0 && ports % 8 === 0 && ports <= 1024 && ports * nodes <= ips * 64_000
      })
      expect(isSound).toBe(true)
    }
  })

  it('finds the drop exactly where the value first falls', () => {
    for (const ips of ipCounts) {
      for (const nodes of nodeCounts) {
        const now = calculateDefaultPorts(nodes, ips) ?? 0
        const firstFall = nodeCounts.find((count) => count > nodes && (calculateDefaultPorts(count, ips) ?? 0) < now)
        expect(allocate(nodes, ips).nextDropAt?.nodes).toBe(firstFall)
      }
    }
  }, 30_000)
})
