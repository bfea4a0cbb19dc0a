import { describe, expect, it } from 'vitest'
import { type ContainerCommand, parseKingpinFlags } from '@/lib/ingress-path/flags'
import { listEffectiveFlags, listFlagProblems } from './flag-report'
import { externalDnsSchema } from './flag-schema'

const required = ['--source=ingress', '--provider=azure']

function parse(args: string[], rest: Partial<ContainerCommand> = {}) {
  const tokens = args.map((text) => ({ text, unknown: null }))
  return parseKingpinFlags(
    { tokens, environment: {}, hiddenEnvironment: null, opaque: null, ...rest },
    externalDnsSchema,
  )
}

describe('mistakes that external-dns refuses to start with', () => {
  it.each([
    ['a policy is required since 0.22', [], '0.22.0', /policy is required/],
    ['a boolean with a value', ['--events=true'], '0.19.0', /takes no value/],
    ['a scalar twice', ['--policy=sync', '--policy=upsert-only'], '0.19.0', /cannot be repeated/],
    ['prefix and suffix', ['--txt-prefix=a-', '--txt-suffix=-b'], '0.19.0', /exclude each other/],
    ['no template beside ignored annotations', ['--ignore-hostname-annotation'], '0.19.0', /only together with/],
    ['a removed flag', ['--txt-new-format-only'], '0.18.0', /removed with 0.18/],
    ['a flag that is too new', ['--annotation-prefix=a.example/'], '0.19.0', /only since 0.20/],
    ['an odd policy', ['--policy=upsert'], '0.19.0', /none of sync, upsert-only/],
    ['a comma in sources', ['--source=node,pod'], '0.19.0', /taken as one source/],
    ['a prefix without slash', ['--annotation-prefix=a.example'], '0.21.0', /end with a slash/],
    [
      'a class twice over',
      ['--ingress-class=nginx', '--annotation-filter=kubernetes.io/ingress.class=nginx'],
      '0.19.0',
      /exclude each other/,
    ],
  ])('%s', (_name, args, version, expected) => {
    expect(listFlagProblems(parse([...required, ...args]), version).join('\n')).toMatch(expected)
  })

  it.each([
    [
      'the chart of 0.19',
      ['--policy=sync', '--registry=txt', '--txt-owner-id=a', '--events', '--no-dry-run'],
      '0.19.0',
    ],
    ['0.22 with a policy', ['--policy=sync'], '0.22.0'],
    ['no policy, version not known', [], null],
    [
      'a template beside ignored annotations',
      ['--ignore-hostname-annotation', '--fqdn-template={{.Name}}.a'],
      '0.19.0',
    ],
    ['a flag that nobody knows yet', ['--brand-new=1', '--brand-new=2'], '0.30.0'],
    ['an empty suffix', ['--txt-prefix=a-', '--txt-suffix='], '0.19.0'],
  ])('%s is none', (_name, args, version) => {
    const policy = version === '0.30.0' ? ['--policy=sync'] : []
    expect(listFlagProblems(parse([...required, ...policy, ...args]), version)).toEqual([])
  })

  it('what comes from elsewhere is not called missing', () => {
    expect(listFlagProblems(parse(['--source=ingress'], { hiddenEnvironment: 'envFrom' }), '0.22.0')).toEqual([])
    expect(listFlagProblems(parse(['@/etc/args']), '0.22.0')).toEqual([])
  })
})

describe('the flags as external-dns sees them', () => {
  it('come with their origin, and with the defaults of the version', () => {
    const environment = { EXTERNAL_DNS_DOMAIN_FILTER: { value: 'a.example\nb.example' } }
    const report = listEffectiveFlags(parse(required, { environment }), '0.21.0')
    expect(report).toContainEqual({ name: 'source', value: 'ingress', origin: 'argument' })
    expect(report).toContainEqual({ name: 'domain-filter', value: 'b.example', origin: 'environment' })
    expect(report).toContainEqual({ name: 'policy', value: 'sync', origin: 'default' })
    expect(report).toContainEqual({
      name: 'annotation-prefix',
      value: 'external-dns.alpha.kubernetes.io/',
      origin: 'default',
    })
    const newer = listEffectiveFlags(parse(required), '0.22.0')
    expect(newer).toContainEqual({ name: 'annotation-prefix', value: 'external-dns.kubernetes.io/', origin: 'default' })
    expect(newer.find(({ name }) => name === 'policy')?.origin).toBe('unknown')
  })

  it('say what cannot be known, and hold no secret', () => {
    const environment = { EXTERNAL_DNS_POLICY: { unknown: 'EXTERNAL_DNS_POLICY comes from ConfigMap x' } }
    const flags = parse([...required, '--pdns-api-key=hunter2'], { environment, hiddenEnvironment: 'a Secret' })
    const report = listEffectiveFlags(flags, '0.21.0')
    expect(JSON.stringify(report)).not.toContain('hunter2')
    expect(report).toContainEqual({
      name: 'policy',
      value: 'EXTERNAL_DNS_POLICY comes from ConfigMap x',
      origin: 'unknown',
    })
    expect(report).toContainEqual({ name: 'any other flag', value: 'a Secret', origin: 'unknown' })
  })
})
