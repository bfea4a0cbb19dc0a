import { describe, expect, it } from 'vitest'
import { calculateNatPool, countNatIpsMax } from './nat-gateway'

describe('calculateNatPool', () => {
  it.each([
    [1, 64_512, 50_000],
    [2, 129_024, 100_000],
    [16, 1_032_192, 800_000],
  ])('Azure with %i addresses', (ips, ports, toOneDestination) => {
    expect(calculateNatPool(ips, 'azure')).toEqual({ ports, toOneDestination, connections: 2_000_000 })
  })

  it.each([
    [1, 55_000],
    [2, 110_000],
    [8, 440_000],
  ])('AWS with %i addresses publishes connections to one destination and nothing else', (ips, toOneDestination) => {
    expect(calculateNatPool(ips, 'aws')).toEqual({ ports: null, toOneDestination, connections: null })
  })

  it('has none for more addresses than a gateway can have, nor for nonsense', () => {
    expect(calculateNatPool(countNatIpsMax('azure') + 1, 'azure')).toBeNull()
    expect(calculateNatPool(countNatIpsMax('aws') + 1, 'aws')).toBeNull()
    expect([calculateNatPool(0, 'azure'), calculateNatPool(1.5, 'aws'), calculateNatPool(Number.NaN, 'aws')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
