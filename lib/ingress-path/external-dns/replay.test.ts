import { describe, expect, it } from 'vitest'
import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import {
  createExternalDns,
  createPlatformView,
  createTenantIngress,
  type IngressOptions,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { asIngressSource } from './dns-source'
import { findDroppingStep, replayHost } from './replay'

const alpha = 'external-dns.alpha.kubernetes.io'

function replay(args: string[], options: IngressOptions = {}, host = testHost, image?: string) {
  const externalDns = [createExternalDns({ args: ['--source=ingress', ...args], image })]
  const [instance] = findExternalDnsInstances(createPlatformView({ externalDns })).instances
  if (instance === undefined) throw new Error('no instance')
  return replayHost(asIngressSource(createTenantIngress(options)), host, instance)
}

const dropped = (...input: Parameters<typeof replay>) => findDroppingStep(replay(...input))?.id

describe('the replay of external-dns', () => {
  it('keeps a plain Ingress through every step, in order', () => {
    const { outcome, steps, targets, isSelected } = replay([])
    expect(steps.map(({ id }) => id)).toEqual([
      'source',
      'namespace',
      'annotation-filter',
      'label-filter',
      'controller-annotation',
      'ingress-class',
      'hosts',
      'name',
      'targets',
      'target-nets',
      'record-types',
      'domain-filter',
    ])
    expect(steps.every((step) => step.outcome === 'kept')).toBe(true)
    expect({ outcome, targets, isSelected }).toEqual({
      outcome: 'kept',
      targets: { A: ['20.61.7.41'], AAAA: [], CNAME: [] },
      isSelected: true,
    })
  })

  it('says after failure for what comes after a drop', () => {
    const { steps } = replay(['--label-filter=dns=public'])
    expect(steps.map(({ outcome }) => outcome)).toEqual([
      'kept',
      'kept',
      'kept',
      'dropped',
      ...Array.from({ length: 8 }, () => 'after-failure'),
    ])
    expect(steps[3]).toMatchObject({
      title: 'Dropped by the label filter',
      written: 'dns=public',
      source: 'Pod arguments, Ingress',
    })
  })

  it('a certain drop wins over an unknown step before it', () => {
    const { outcome, isSelected } = replay(['--annotation-filter=a b', '--label-filter=dns=public'])
    expect({ outcome, isSelected }).toEqual({ outcome: 'dropped', isSelected: false })
  })

  it.each([
    ['rules ignored', ['--ignore-ingress-rules-spec'], {}, 'hosts'],
    ['rules ignored, host in tls', ['--ignore-ingress-rules-spec'], { tls: [{ hosts: [testHost] }] }, undefined],
    [
      'a template makes the name',
      ['--ignore-ingress-rules-spec', '--fqdn-template={{.Name}}.{{.Namespace}}.example.net'],
      {},
      undefined,
    ],
    ['a template makes another name', ['--ignore-ingress-rules-spec', '--fqdn-template={{.Name}}.org'], {}, 'hosts'],
    [
      'a template that may make the name',
      ['--ignore-ingress-rules-spec', '--fqdn-template={{if .Name}}x{{end}}'],
      {},
      undefined,
    ],
    [
      'a hostname source that is none',
      [],
      { annotations: { [`${alpha}/ingress-hostname-source`]: 'Annotation' } },
      'hosts',
    ],
    [
      'annotation only, host in rules',
      [],
      { annotations: { [`${alpha}/ingress-hostname-source`]: 'annotation-only' } },
      'hosts',
    ],
    [
      'defined hosts only, in any case',
      [],
      { annotations: { [`${alpha}/ingress-hostname-source`]: 'Defined-Hosts-Only' } },
      undefined,
    ],
    ['a network filter', ['--target-net-filter=10.0.0.0/8'], {}, 'target-nets'],
    ['an excluded network', ['--exclude-target-net=20.0.0.0/8'], {}, 'target-nets'],
    ['an excluded network of the other family', ['--exclude-target-net=::/0'], {}, undefined],
    ['A records not managed', ['--managed-record-types=CNAME'], {}, 'record-types'],
    ['A records excluded', ['--exclude-record-types=A'], {}, 'record-types'],
    [
      'a target annotation under a prefix that is not read',
      [],
      { addresses: [], annotations: { 'external-dns.kubernetes.io/target': '1.2.3.4' } },
      'targets',
    ],
  ] as const)('%s', (_name, args, options, step) => {
    expect(dropped([...args], options as IngressOptions)).toBe(step)
  })

  it('takes hosts of the hostname annotation, without blanks and trailing dots', () => {
    const annotations = { [`${alpha}/hostname`]: ' other.example.net. , x.example.net' }
    expect(dropped([], { annotations }, 'other.example.net')).toBeUndefined()
    expect(dropped(['--ignore-hostname-annotation'], { annotations }, 'other.example.net')).toBe('hosts')
  })

  it('drops a label of more than 63 characters', () => {
    const host = `${'a'.repeat(64)}.example.net`
    expect(dropped([], { host }, host)).toBe('name')
  })

  it('sorts targets into record types, annotation before status', () => {
    expect(replay([], { addresses: ['20.61.7.41', 'LB.example.net.'] }).targets).toEqual({
      A: ['20.61.7.41'],
      AAAA: [],
      CNAME: ['lb.example.net'],
    })
    const annotations = { [`${alpha}/target`]: '2001:db8::1,lb.example.org.' }
    expect(replay([], { annotations }).targets).toEqual({ A: [], AAAA: ['2001:db8::1'], CNAME: ['lb.example.org'] })
  })

  it('lets default targets replace the address only up to 0.17, or when forced', () => {
    const target = (image: string, ...more: string[]) =>
      replay(['--default-targets=9.9.9.9', ...more], {}, testHost, image).targets?.A
    expect(target('x/external-dns:v0.17.0')).toEqual(['9.9.9.9'])
    expect(target('x/external-dns:v0.18.0')).toEqual(['20.61.7.41'])
    expect(target('x/external-dns:v0.19.0', '--force-default-targets')).toEqual(['9.9.9.9'])
    expect(target('x/external-dns:latest')).toBeUndefined()
  })

  it('knows nothing when a flag that decides is hidden', () => {
    const { outcome, isSelected } = replay(['@/etc/args'])
    expect({ outcome, isSelected }).toEqual({ outcome: 'unknown', isSelected: null })
  })

  it('is plain JSON', () => {
    const value = replay(['--label-filter=dns=public'])
    expect(JSON.parse(JSON.stringify(value))).toEqual(value)
  })
})
