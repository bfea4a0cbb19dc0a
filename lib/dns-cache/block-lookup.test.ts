import { describe, expect, it } from 'vitest'
import { findBlockFor, findBlockMatch } from './block-lookup'
import { readCorefile } from './corefile'

const { serverBlocks } = readCorefile(`cluster.local:53 {
  bind 169.254.20.10
  forward . 10.0.0.11
}
in-addr.arpa:53 ip6.arpa:53 {
  bind 169.254.20.10 10.0.0.10
  forward . 10.0.0.11
}
.:53 {
  bind __PILLAR__LOCAL__DNS__
  forward . /etc/resolv.conf
}
.:1053 {
  whoami
}
Upper.example:53 {
  bind 169.254.20.10
  whoami
}
`)

describe('the block that answers a query', () => {
  it.each([
    ['kubernetes.default.svc.cluster.local', 'cluster.local.'],
    ['CLUSTER.LOCAL.', 'cluster.local.'],
    ['notcluster.local', '.'],
    ['10.0.0.10.in-addr.arpa', 'in-addr.arpa.'],
    ['example.org', '.'],
    ['www.upper.example', '.'],
  ])('for %s has the longest matching zone, %s', (name, zone) => {
    expect(findBlockMatch(name, serverBlocks)?.zone).toBe(zone)
  })

  it('is looked up per listener: another address falls to its own best match', () => {
    expect(findBlockMatch('a.cluster.local', serverBlocks, '169.254.20.10')?.zone).toBe('cluster.local.')
    expect(findBlockMatch('a.cluster.local', serverBlocks, '10.0.0.10')?.zone).toBe('.')
  })

  it('is undefined when nothing matches, which CoreDNS refuses', () => {
    expect(findBlockFor('example.org', serverBlocks.slice(0, 2))).toBeUndefined()
  })

  it('is looked up per port', () => {
    expect(findBlockFor('example.org', serverBlocks, undefined, 1053)?.plugins).toEqual(['whoami'])
  })
})
