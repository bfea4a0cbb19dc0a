import { describe, expect, it } from 'vitest'
import { judgeHost } from '@/lib/checks/ingress/judge-host'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import {
  createExternalDns,
  createPlatformView,
  createTenantIngress,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { listingOfHost, listOwnPrefixes } from './annotated-hosts'

const prefix = 'dns.example.net/'
const annotations = { [`${prefix}hostname`]: 'extra.shop.example.net', 'tailscale.com/hostname': 'checkout' }
const ingress = createTenantIngress({ annotations })
const withPrefix = createExternalDns({
  args: ['--source=ingress', '--provider=azure', `--annotation-prefix=${prefix}`],
})
const service = {
  metadata: {
    name: 'mail',
    namespace: 'shop',
    annotations: { [`${prefix}hostname`]: 'mail.shop.example.net, smtp.shop.example.net.' },
  },
  spec: { type: 'LoadBalancer' },
}
const view = (externalDns = [withPrefix]) =>
  createPlatformView({ externalDns, ingresses: [ingress], extra: { Service: [service] } })
const hostsOf = (judged: ReturnType<typeof judgeIngress>) => judged.hosts.map(({ host }) => host)

describe('hosts under a prefix of their own', () => {
  it('are hosts of the Ingress when an external-dns reads that prefix, and only then', () => {
    expect(listOwnPrefixes(view())).toEqual([prefix])
    expect(hostsOf(judgeIngress(view(), ingress))).toEqual([testHost, 'extra.shop.example.net'])
    expect(hostsOf(judgeIngress(view([createExternalDns()]), ingress))).toEqual([testHost])
  })

  it('lead to the object that names them', () => {
    const trace = judgeHost(view(), 'extra.shop.example.net')
    expect(trace.declaredBy).toEqual([{ kind: 'Ingress', namespace: 'shop', name: 'checkout' }])
    const [finding] = trace.findings.filter(({ check }) => check === 'host-in-annotation-only')
    expect(finding?.summary).toContain(`${prefix}hostname`)
    expect(judgeHost(view([createExternalDns()]), 'extra.shop.example.net').declaredBy).toEqual([])
    expect(judgeHost(view(), 'checkout').declaredBy).toEqual([])
  })

  it('are found for Services, with the trailing dot taken off', () => {
    const names = (host: string) => {
      const listing = listingOfHost(view(), 'Service', host)
      return listing.state === 'observed' ? listing.objects.map(({ metadata }) => metadata.name) : null
    }
    expect([names('mail.shop.example.net'), names('smtp.shop.example.net'), names('x.example.net')]).toEqual([
      ['mail'],
      ['mail'],
      [],
    ])
    expect(judgeHost(view(), 'mail.shop.example.net').declaredBy).toEqual([
      { kind: 'Service', namespace: 'shop', name: 'mail' },
    ])
  })
})
