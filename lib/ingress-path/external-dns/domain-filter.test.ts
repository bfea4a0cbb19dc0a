import { describe, expect, it } from 'vitest'
import { parseKingpinFlags } from '@/lib/ingress-path/flags'
import { filterDomain, testGoRegex } from './domain-filter'
import { externalDnsSchema } from './flag-schema'
import { formatRequirement, parseSelectorText, satisfiesRequirement } from './selector-text'
import { parseGoDuration, readExternalDnsSettings } from './settings'

const settings = (...args: string[]) =>
  readExternalDnsSettings(
    parseKingpinFlags(
      { tokens: args.map((text) => ({ text, unknown: null })), environment: {}, hiddenEnvironment: null, opaque: null },
      externalDnsSchema,
    ),
    '0.19.0',
  )

describe('the domain filter', () => {
  it.each([
    [[], 'a.example.com', 'kept'],
    [['--domain-filter=example.com'], 'example.com', 'kept'],
    [['--domain-filter=example.com'], 'a.b.example.com', 'kept'],
    [['--domain-filter=example.com'], 'notexample.com', 'dropped'],
    [['--domain-filter=.example.com'], 'example.com', 'dropped'],
    [['--domain-filter=.example.com'], 'a.example.com', 'kept'],
    [['--domain-filter=x.org', '--domain-filter=example.com'], 'a.example.com', 'kept'],
    [['--domain-filter=Example.com'], 'a.example.com', 'dropped'],
    [['--exclude-domains=int.example.com'], 'a.int.example.com', 'dropped'],
    [['--domain-filter=x.org', '--regex-domain-filter=example\\.(com|net)$'], 'a.example.net', 'kept'],
    [['--domain-filter=example.com', '--regex-domain-filter=\\.org$'], 'a.example.com', 'dropped'],
    [['--regex-domain-filter=example', '--regex-domain-exclusion=^int\\.'], 'int.example.com', 'dropped'],
    [['--regex-domain-filter=\\Aexample'], 'example.com', 'unknown'],
  ])('%j, %s: %s', (args, name, outcome) => {
    expect(filterDomain(name, settings(...args)).outcome).toBe(outcome)
  })

  it('names a comma list as the trap that it is', () => {
    expect(filterDomain('x.a.example', settings('--domain-filter=a.example,b.example'))).toMatchObject({
      outcome: 'dropped',
      commaFilters: ['a.example,b.example'],
    })
  })

  it('gives up on expressions that could run away', () => {
    expect(testGoRegex('^(a+)+$', 'aaaa')).toBeNull()
    expect(testGoRegex('^(a|aa)*$', 'aaaa')).toBeNull()
    expect(testGoRegex('((a)b)+', 'aaaa')).toBeNull()
    expect(testGoRegex('.*.*.*.*x', 'aaaa')).toBeNull()
    expect(testGoRegex('^(dev|prod)-[a-z]+\\.example\\.net$', 'dev-a.example.net')).toBe(true)
  })

  it('gives up on what exists only on one side', () => {
    for (const pattern of ['(?=a)', '(a)\\1', '(?P<n>a)', '\\pL', '[[:alpha:]]', '\\u0061'])
      expect(testGoRegex(pattern, 'a')).toBeNull()
  })

  it('reads a leading flag', () => {
    expect(testGoRegex('(?i)EXAMPLE', 'example.com')).toBe(true)
  })
})

describe('selectors as text', () => {
  const matches = (text: string, labels: Record<string, string>) => {
    const parsed = parseSelectorText(text)
    if ('problem' in parsed) return parsed.problem
    return parsed.requirements.every((requirement) => satisfiesRequirement(requirement, labels))
  }
  it.each([
    ['', {}, true],
    ['dns=public', { dns: 'public' }, true],
    ['dns==public', { dns: 'private' }, false],
    ['dns=public', {}, false],
    ['dns!=private', {}, true],
    ['dns!=private', { dns: 'private' }, false],
    ['team in (a, b)', { team: 'b' }, true],
    ['team notin (a,b)', { team: 'b' }, false],
    ['team notin (a,b)', {}, true],
    ['dns', { dns: '' }, true],
    ['!dns', { dns: '' }, false],
    ['a=b,c!=d,e in (x,y),!f', { a: 'b', e: 'y' }, true],
    ['kubernetes.io/ingress.class in (nginx)', { 'kubernetes.io/ingress.class': 'nginx' }, true],
    ['n>3', { n: '4' }, true],
    ['n<3', { n: 'x' }, false],
    ['a=', { a: '' }, true],
  ])('%s on %j: %s', (text, labels, expected) => {
    expect(matches(text, labels)).toBe(expected)
  })

  it.each([',', 'a b', 'a in b', 'a=b c', 'a>x', 'a in (b'])('says what is wrong with %s', (text) => {
    expect(parseSelectorText(text)).toHaveProperty('problem')
  })

  it('writes requirements back', () => {
    const parsed = parseSelectorText('a==b,c notin (d,e),f,!g,h>2,i in (j,k),l!=m,n<4')
    const texts = 'requirements' in parsed ? parsed.requirements.map(formatRequirement) : []
    expect(texts).toEqual(['a=b', 'c notin (d, e)', 'f', '!g', 'h>2', 'i in (j, k)', 'l!=m', 'n<4'])
  })
})

describe('settings', () => {
  it('knows the annotation prefix from the flag, else from the version, else both', () => {
    const flags = { flags: {}, unknown: {}, opaque: null, problems: [] }
    const prefixes = (version: string | null) => readExternalDnsSettings(flags, version).annotationPrefixes
    expect(prefixes('0.21.0')).toMatchObject({ value: ['external-dns.alpha.kubernetes.io/'] })
    expect(prefixes('0.22.0')).toMatchObject({ value: ['external-dns.kubernetes.io/'] })
    expect(prefixes(null)).toMatchObject({ value: [expect.any(String), expect.any(String)] })
    expect(settings('--annotation-prefix=x/').annotationPrefixes).toMatchObject({ value: ['x/'] })
  })

  it.each([
    ['1m', 60],
    ['1h30m', 5400],
    ['1.5s', 1.5],
    ['60', null],
  ])('reads the duration %s', (text, seconds) => {
    expect(parseGoDuration(text)).toBe(seconds)
  })
})
