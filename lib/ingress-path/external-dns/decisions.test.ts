import { describe, expect, it } from 'vitest'
import { replayHostEverywhere } from '@/lib/ingress-path/dns-expectation'
import {
  createExternalDns,
  createPlatformView,
  createTenantIngress,
  type IngressOptions,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { describeDecisions, nameOwnershipRecord } from './decisions'
import { asIngressSource } from './dns-source'

const alpha = 'external-dns.alpha.kubernetes.io'
const plain = { prefix: '', suffix: '', wildcard: '' }

function decide(
  args: string[],
  options: IngressOptions = {},
  image = 'x/external-dns:v0.21.0',
  more: IngressOptions[] = [],
  dns?: Platform['dns'],
) {
  const ingress = createTenantIngress(options)
  const externalDns = [createExternalDns({ image, args: ['--source=ingress', '--provider=azure', ...args] })]
  const view = createPlatformView({ externalDns, ingresses: [ingress, ...more.map(createTenantIngress)], dns })
  const source = asIngressSource(ingress)
  const [decision] = describeDecisions(view, source, testHost, replayHostEverywhere(view, source, testHost))
  if (decision === undefined) throw new Error('no decision')
  return decision
}

const detailOf = (decision: ReturnType<typeof decide>, id: string) => decision.steps.find((step) => step.id === id)

describe('the decisions of external-dns', () => {
  it('end with the record that it wants, what it may do to it, and how it marks it', () => {
    const decision = decide(['--txt-owner-id=blue', '--policy=upsert-only'])
    expect(decision.endpoints).toEqual([
      { name: testHost, type: 'A', targets: ['20.61.7.41'], ttlSeconds: null, setIdentifier: '' },
    ])
    expect(detailOf(decision, 'policy')?.detail).toMatch(/^upsert-only: it .* deletes none$/)
    expect(detailOf(decision, 'ownership')?.detail).toBe(`owner blue, in TXT a-${testHost}`)
  })

  it.each([
    ['5m', 300],
    ['90', 90],
    ['1.5s', 1],
    ['0', 60],
    ['-5', 60],
    ['soon', 60],
    [undefined, 60],
  ])('a lifetime of %s becomes %s seconds beside --min-ttl=1m', (ttl, expected) => {
    const annotations: Record<string, string> = ttl === undefined ? {} : { [`${alpha}/ttl`]: ttl }
    expect(decide(['--min-ttl=1m'], { annotations }).endpoints[0]?.ttlSeconds).toBe(expected)
  })

  it('tell who gets a name that another Ingress wants too', () => {
    const rival: IngressOptions = { name: 'rival', addresses: ['20.0.0.9'] }
    const decideOld = (dns?: Platform['dns']) =>
      detailOf(decide([], {}, 'x/external-dns:v0.20.0', [rival], dns), 'same-host')
    expect(decideOld({ [testHost]: { outcome: 'nxdomain' } })).toMatchObject({ outcome: 'dropped' })
    expect(decideOld()).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining('ownership record') })
    const merged = detailOf(decide([], {}, 'x/external-dns:v0.21.0', [rival]), 'same-host')
    expect(merged).toMatchObject({ outcome: 'kept', detail: expect.stringContaining('A 20.0.0.9, 20.61.7.41') })
    expect(detailOf(decide([], {}, 'x/external-dns:latest', [rival]), 'same-host')).toMatchObject({
      outcome: 'unknown',
    })
    expect(detailOf(decide([]), 'same-host')).toBeUndefined()
  })

  it('want nothing when a filter drops the host, and reach no later step', () => {
    const decision = decide(['--label-filter=dns=public'])
    expect(decision.endpoints).toEqual([])
    expect(detailOf(decision, 'ownership')?.outcome).toBe('after-failure')
  })

  it('are plain JSON without secrets', () => {
    const decision = decide(['--pdns-api-key=hunter2'])
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision)
    expect(JSON.stringify(decision)).not.toContain('hunter2')
  })
})

describe('the name of an ownership record', () => {
  it.each([
    ['www.example.com', 'A', plain, 'a-www.example.com'],
    ['www.example.com', 'CNAME', plain, 'cname-www.example.com'],
    ['www.example.com', 'AAAA', { ...plain, prefix: 'X-' }, 'x-aaaa-www.example.com'],
    ['www.example.com', 'A', { ...plain, suffix: '-txt' }, 'a-www-txt.example.com'],
    ['www.example.com', 'A', { ...plain, prefix: '%{record_type}.txt.' }, 'a.txt.www.example.com'],
    ['*.example.com', 'A', plain, 'a-*.example.com'],
    ['*.example.com', 'A', { ...plain, wildcard: 'any' }, 'a-any.example.com'],
    ['example.com', 'A', plain, 'a-example.com'],
  ] as const)('of %s %s', (host, type, affixes, expected) => {
    expect(nameOwnershipRecord(host, type, affixes)).toBe(expected)
  })
})
