import { describe, expect, it } from 'vitest'
import { parseConfig } from './config'

const parse = (text: string) => parseConfig(text, '/etc/fairlead/fairlead.yaml', ['/home/op/.kube/config'])

describe('parseConfig', () => {
  it('fills in defaults and resolves paths from the folder of the file', () => {
    const { clusters, problems } = parse(
      'clusters: [{ context: blue, kubeconfig: ./blue.yaml, egress: { outboundIps: 2 } }]',
    )
    expect(problems).toEqual([])
    expect(clusters).toEqual([
      {
        settings: {
          name: 'blue',
          dns: { mode: 'resolvers', servers: [] },
          egress: { outboundIps: 2, allocatedPorts: null, mode: null },
        },
        kubeconfigPaths: ['/etc/fairlead/blue.yaml'],
        context: 'blue',
        probe: { isEnabled: false, connectTo: new Map() },
      },
    ])
  })

  it('reads where probes go, and names a place that is none', () => {
    const { clusters, problems } = parse(
      'clusters: [{ name: a, probe: { enabled: true, connectTo: { "203.0.113.10:443": "127.0.0.1:8443", "203.0.113.10:80": "elsewhere" } } }]',
    )
    expect(clusters[0]?.probe).toEqual({
      isEnabled: true,
      connectTo: new Map([['203.0.113.10:443', { address: '127.0.0.1', port: 8443 }]]),
    })
    expect(problems).toEqual([expect.stringContaining('clusters.0.probe.connectTo: "elsewhere" is not an address')])
  })

  it('takes every mode of DNS, the zones of external-dns, and where name servers listen', () => {
    const { clusters, problems } = parse(
      'clusters: [{ name: a, dns: { mode: authoritative, zones: [example.net], nameServerPort: 5353 } }, { name: b, dns: { mode: "off" } }]',
    )
    expect(problems).toEqual([])
    expect(clusters.map(({ settings }) => settings.dns)).toEqual([
      { mode: 'authoritative', servers: [], zones: ['example.net'], nameServerPort: 5353 },
      { mode: 'off', servers: [] },
    ])
    expect(parse('clusters: [{ name: a, dns: { nameServerPort: 0 } }]').problems.join()).toContain('dns.nameServerPort')
  })

  it.each([
    ['clusters: [', 'not valid YAML'],
    ['clusters: [{ name: a, dnss: {} }]', 'dnss'],
    ['clusters: [{ name: a, dns: { mode: maybe } }]', 'clusters.0.dns.mode'],
    ['clusters: [{ dns: { mode: "off" } }]', 'needs a name or a context'],
    ['clusters: [{ name: api }]', 'reserved'],
    ['clusters: [{ name: a }, { name: a }]', 'used twice'],
    ['access: { mode: oidc }', 'access.mode'],
    ['- just a list', 'top level'],
  ])('names the field in %s', (text, words) => {
    expect(parse(text).problems.join('\n')).toContain(words)
  })

  it('keeps the good clusters beside a bad one', () => {
    expect(
      parse('clusters: [{ name: checks }, { name: green }, { name: x, dnss: 1 }]').clusters.map(
        ({ settings }) => settings.name,
      ),
    ).toEqual(['green'])
  })
})
