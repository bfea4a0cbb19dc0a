import { describe, expect, it } from 'vitest'
import type { HopId } from '@/lib/model/hop'
import type { Hop, RootCause, TracedHost, TracedPath } from '@/lib/model/trace'
import type { PathVerdict, Verdict } from '@/lib/model/verdict'
import {
  chooseRootCause,
  countPassingPaths,
  findGuiltyHop,
  keyPaths,
  listDrawnHops,
  orderHostsWorstFirst,
  selectHop,
  selectHost,
  selectPath,
} from './trace-selection'

const hop = (id: HopId, verdict: Verdict = 'passing'): Hop => ({
  id,
  title: id,
  headline: id,
  verdict,
  objects: [],
  facts: [],
  checks: [],
})
const cause = (hopId: HopId, finding: string): RootCause => ({
  check: finding,
  title: finding,
  hop: hopId,
  host: 'a',
  finding,
})
const path = (text: string | null, verdict: PathVerdict, rootCause: RootCause | null = null): TracedPath => ({
  path: text,
  pathType: 'Prefix',
  rule: { verdict: 'passing' },
  ports: null,
  backend: { service: 'web', port: '80', resource: null },
  verdict,
  rootCause,
  hops: [hop('pods'), hop('service'), hop('endpoints')],
})
const host = (name: string, verdict: PathVerdict, rest: Partial<TracedHost> = {}): TracedHost => ({
  host: name,
  verdict,
  rootCause: null,
  sentence: '',
  hops: [hop('certificate'), hop('controller'), hop('dns-record'), hop('ingress-rule'), hop('load-balancer')],
  entryPorts: [],
  paths: [],
  ...rest,
})

describe('hosts', () => {
  it('puts the worst first and keeps declared order among equals', () => {
    const hosts = [host('a', 'passing'), host('b', 'failing'), host('c', 'undetermined'), host('d', 'failing')]
    expect(orderHostsWorstFirst(hosts).map((each) => each.host)).toEqual(['b', 'd', 'c', 'a'])
  })

  it('selects the host of the URL, and the worst when the URL names none or one that is gone', () => {
    const hosts = [host('a', 'passing'), host('b', 'failing')]
    expect(selectHost(hosts, 'a')?.host).toBe('a')
    expect(selectHost(hosts, null)?.host).toBe('b')
    expect(selectHost(hosts, 'gone')?.host).toBe('b')
    expect(selectHost([], 'a')).toBeUndefined()
  })
})

describe('paths', () => {
  it('gives every path its own key, also when a host declares one twice', () => {
    const keys = keyPaths([path('/', 'passing'), path('/', 'failing'), path(null, 'passing')]).map((each) => each.key)
    expect(keys).toEqual(['/', '/~2', 'default-backend'])
  })

  it('selects the failing path unless the URL names another', () => {
    const keyed = keyPaths([path('/', 'passing'), path('/api', 'failing')])
    expect(selectPath(keyed, null)?.key).toBe('/api')
    expect(selectPath(keyed, '/')?.key).toBe('/')
    expect(selectPath([], '/')).toBeNull()
  })

  it('counts a warning as a path that passes, because traffic flows', () => {
    expect(
      countPassingPaths([
        path('/', 'warning'),
        path('/a', 'passing'),
        path('/b', 'failing'),
        path('/c', 'undetermined'),
      ]),
    ).toEqual({
      passing: 2,
      total: 4,
    })
  })
})

describe('hops', () => {
  it('draws seven stations in order and leaves the certificate beside them', () => {
    expect(listDrawnHops(host('a', 'passing'), path('/', 'passing')).map((each) => each.id)).toEqual([
      'dns-record',
      'load-balancer',
      'controller',
      'ingress-rule',
      'service',
      'endpoints',
      'pods',
    ])
  })

  it('marks a cause before the paths on whichever path is drawn', () => {
    const failing = host('a', 'failing', { rootCause: cause('dns-record', 'f1') })
    expect(findGuiltyHop(failing, path('/', 'failing', cause('service', 'f2')))).toBe('dns-record')
  })

  it('does not mark a passing path for the cause of another path', () => {
    const failing = host('a', 'failing', { rootCause: cause('service', 'f1') })
    expect(findGuiltyHop(failing, path('/ok', 'passing'))).toBeNull()
    expect(chooseRootCause(failing, path('/ok', 'passing'))?.finding).toBe('f1')
    expect(findGuiltyHop(failing, path('/bad', 'failing', cause('service', 'f1')))).toBe('service')
  })

  it('opens the guilty hop, else the worst one, else the one of the URL', () => {
    const hops = [hop('dns-record'), hop('service', 'warning'), hop('pods', 'failing')]
    expect(selectHop(hops, null, 'service')?.id).toBe('service')
    expect(selectHop(hops, null, null)?.id).toBe('pods')
    expect(selectHop(hops, 'dns-record', 'service')?.id).toBe('dns-record')
    expect(selectHop([], null, null)).toBeUndefined()
  })
})
