import { describe, expect, it } from 'vitest'
import {
  type ContainerCommand,
  expandVariables,
  parseKingpinFlags,
  parsePflags,
  readBoolean,
  readList,
  readScalar,
} from './flags'

const command = (args: string[], rest: Partial<ContainerCommand> = {}): ContainerCommand => ({
  tokens: args.map((text) => ({ text, unknown: null })),
  environment: {},
  hiddenEnvironment: null,
  opaque: null,
  ...rest,
})
const kingpin = {
  booleans: new Set(['events', 'dry-run']),
  lists: new Set(['source', 'domain-filter']),
  scalars: new Set(['policy', 'namespace']),
}
const pflag = { booleans: new Set(['update-status', 'ingress-class-by-name']), lists: new Set<string>() }

describe('kingpin flags', () => {
  it('reads --flag=value, --flag value, repeated lists and --no-flag', () => {
    const set = parseKingpinFlags(
      command(['--source=ingress', '--source', 'service', '--namespace', 'shop', '--no-dry-run', '--events']),
      kingpin,
    )
    expect(readList(set, 'source')).toMatchObject({ value: ['ingress', 'service'] })
    expect(readScalar(set, 'namespace', '')).toMatchObject({ value: 'shop', written: '--namespace=shop' })
    expect(readBoolean(set, 'dry-run', true)).toMatchObject({ value: false })
    expect(readBoolean(set, 'events', false)).toMatchObject({ value: true })
    expect(set.problems).toEqual([])
  })

  it('keeps a comma list as one value', () => {
    const set = parseKingpinFlags(command(['--domain-filter=a.example,b.example']), kingpin)
    expect(readList(set, 'domain-filter')).toMatchObject({ value: ['a.example,b.example'] })
  })

  it.each([
    [['--events=true'], 'takes no value'],
    [['--policy=sync', '--policy=upsert-only'], 'cannot be repeated'],
    [['--events', '--events'], 'cannot be repeated'],
    [['--source'], 'needs a value'],
    [['--policy', '--events'], 'needs a value'],
    [['-e'], 'unknown short flag'],
    [['--', '--source=ingress'], 'unexpected argument'],
  ])('names what the program refuses to start with: %j', (args, problem) => {
    expect(parseKingpinFlags(command(args), kingpin).problems.join()).toContain(problem)
  })

  it('reads the environment only for absent flags, and splits lists on newlines', () => {
    const environment = {
      EXTERNAL_DNS_NAMESPACE: { value: 'ignored' },
      EXTERNAL_DNS_DOMAIN_FILTER: { value: 'a.example\nb.example\n' },
      EXTERNAL_DNS_LABEL_FILTER: { unknown: 'it comes from ConfigMap x' },
      EXTERNAL_DNS_DRY_RUN: { value: '1' },
      EXTERNAL_DNS_POLICY: { value: '' },
    }
    const set = parseKingpinFlags(command(['--namespace=shop'], { environment }), kingpin)
    expect(readScalar(set, 'namespace', '')).toMatchObject({ value: 'shop' })
    expect(readList(set, 'domain-filter')).toMatchObject({ value: ['a.example', 'b.example'] })
    expect(readScalar(set, 'label-filter', '')).toMatchObject({ state: 'unknown' })
    expect(readBoolean(set, 'dry-run', false)).toMatchObject({ value: true })
    expect(readScalar(set, 'policy', 'none')).toMatchObject({ value: 'none' })
  })

  it('knows nothing when arguments come from a file, and only written flags when the environment is hidden', () => {
    const file = parseKingpinFlags(command(['--source=ingress', '@/etc/args']), kingpin)
    expect(readList(file, 'source')).toMatchObject({ state: 'unknown', because: expect.stringContaining('/etc/args') })
    const inPlaceOfValue = parseKingpinFlags(command(['--namespace', '@/etc/args']), kingpin)
    expect(readScalar(inPlaceOfValue, 'namespace', '')).toMatchObject({ state: 'unknown' })
    const hidden = parseKingpinFlags(command(['--source=ingress'], { hiddenEnvironment: 'envFrom' }), kingpin)
    expect(readList(hidden, 'source')).toMatchObject({ value: ['ingress'] })
    expect(readScalar(hidden, 'label-filter', '')).toMatchObject({ state: 'unknown' })
  })

  it('stops at -- and never keeps the value of a secret flag', () => {
    const set = parseKingpinFlags(
      command(['--pdns-api-key=hunter2', '--txt-encrypt-aes-key', 'x1', '--', '--source=node']),
      kingpin,
    )
    expect(JSON.stringify(set)).not.toMatch(/hunter2|x1/)
    expect(readList(set, 'source')).toMatchObject({ value: [] })
  })
})

describe('pflags', () => {
  it('takes --flag=false, a bare boolean and the last of several', () => {
    const set = parsePflags(
      command([
        '/nginx-ingress-controller',
        '--update-status=false',
        '--ingress-class-by-name',
        '--ingress-class=a',
        '--ingress-class',
        'b',
        '-v=2',
      ]),
      pflag,
    )
    expect(readBoolean(set, 'update-status', true)).toMatchObject({ value: false })
    expect(readBoolean(set, 'ingress-class-by-name', false)).toMatchObject({ value: true })
    expect(readScalar(set, 'ingress-class', 'nginx')).toMatchObject({ value: 'b' })
    expect(readScalar(set, 'controller-class', 'k8s.io/ingress-nginx')).toMatchObject({ written: null })
  })

  it('is unknown where a variable could not be filled in', () => {
    const tokens = [{ text: '--ingress-class=$(CLASS)', unknown: 'CLASS comes from ConfigMap x' }]
    expect(readScalar(parsePflags(command([], { tokens }), pflag), 'ingress-class', 'nginx')).toMatchObject({
      state: 'unknown',
    })
  })
})

describe('expandVariables', () => {
  const environment = { POD_NAMESPACE: { value: 'ingress-nginx' }, HIDDEN: { unknown: 'a Secret' } }
  it.each([
    ['$(POD_NAMESPACE)/web', 'ingress-nginx/web', null],
    ['$(NOBODY)/web', '$(NOBODY)/web', null],
    ['$$(POD_NAMESPACE)', '$(POD_NAMESPACE)', null],
    ['$(HIDDEN)', '$(HIDDEN)', 'a Secret'],
  ])('%s becomes %s', (text, expected, unknown) => {
    expect(expandVariables(text, environment)).toEqual({ text: expected, unknown })
  })
})
