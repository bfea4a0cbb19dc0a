import { describe, expect, it } from 'vitest'
import { type CorefileOptions, type CorefileReading, readCorefile } from './corefile'

const LONG_LABEL = 'x'.repeat(64)

/** The operator guide's three Corefiles, indented as they stand in the ConfigMap. */
const GUIDE_1 = `.:53 {
    errors
    log
    cache 30
    reload
    loop
    bind 169.254.20.10 10.0.0.10
    forward . __PILLAR__UPSTREAM__SERVERS__
    prometheus :9253
    }
`
const GUIDE_2 = `.:53 {
    log
    errors
    cache {
            success 9984 30
            denial 9984 10
            prefetch 20 60s 15%
    }
    reload
    loop
    bind 169.254.20.10 10.0.0.10
    forward . /etc/resolv.conf
    prometheus :9253
    }
`
const GUIDE_3 = `.:53 {
    log
    errors
    cache {
        prefetch 20 60s 15%
    }
    reload
    loop
    bind 169.254.20.10 10.0.0.10
    forward . /etc/resolv.conf
    prometheus :9253
    }
`

/** All rows were measured with CoreDNS 1.10.0 (node-cache 1.22.20) unless they say otherwise. */
function read(text: string, options: CorefileOptions = {}): CorefileReading {
  return readCorefile(text.replaceAll('⏎', '\n'), { coreDnsVersion: '1.10.0', ...options })
}

/** `zones:port … → plugins` for each block, blocks separated by ` | `. */
function summarise(reading: CorefileReading): string {
  return reading.serverBlocks
    .map((block) => {
      const keys = block.keys.flatMap((key) => key.zones.map((zone) => `${zone} ${key.port}`))
      return `${keys.join(', ')} → ${block.plugins.join(' ')}`.trim()
    })
    .join(' | ')
}

/** The stage at which CoreDNS would stop; it never gets to the problems of later stages. */
function findFatalStage(reading: CorefileReading): string | undefined {
  const stages = ['PARSE', 'KEY', 'NOPLUGIN', 'SETUP', 'START'] as const
  return stages.find((stage) => reading.problems.some((problem) => problem.stage === stage))
}

function listWarnings(reading: CorefileReading): string[] {
  return [...new Set(reading.problems.filter((problem) => problem.stage === 'WARNING').map((problem) => problem.code))]
}

function wrap(line: string): string {
  return `.:53 {⏎ ${line}⏎}`
}

function block(reading: CorefileReading, index = 0) {
  const found = reading.serverBlocks[index]
  if (found === undefined) throw new Error(`there is no block ${index}`)
  return found
}

describe('a file that CoreDNS loads', () => {
  it.each<[row: string, text: string, expected: string, options?: CorefileOptions]>([
    ['1', '', ''],
    ['1b', '# nothing⏎ # here⏎', ''],
    ['2', '.:53⏎{⏎ errors⏎}', '. 53 → errors'],
    ['4', 'example.org{⏎ errors⏎}', 'example.org{. 53 → errors'],
    ['5', '.:53 {errors⏎}', '. 53, {errors. 53 →'],
    ['7', '.:53 { errors⏎ cache⏎}', '. 53 → errors cache'],
    ['8', '.:53 { }', '. 53 →'],
    ['9', '.:53 {}', '. 53, {}. 53 →'],
    ['10', '.:53⏎errors⏎cache 30', '. 53 → errors cache'],
    ['12', '{⏎ errors⏎}⏎.:53 {⏎ errors⏎}', '. 53 → errors'],
    ['13', 'a.org, b.net:1053 {⏎ errors⏎}', 'a.org. 53, b.net. 1053 → errors'],
    ['14', 'a.org,⏎b.net {⏎ errors⏎}', 'a.org. 53, b.net. 53 → errors'],
    ['16', 'a.org,b.net {⏎ errors⏎}', 'a.org,b.net. 53 → errors'],
    ['22', wrap('cache 30 { }'), '. 53 → cache'],
    ['23', wrap('cache 30 {}'), '. 53 → cache'],
    ['24', wrap('cache 30s'), '. 53 → cache'],
    ['24b', wrap('cache 3600s {⏎ success 9984⏎ }'), '. 53 → cache'],
    ['25', wrap('cache 30 60'), '. 53 → cache'],
    ['26', wrap('cache ""'), '. 53 → cache'],
    ['27', wrap('cache 30#note'), '. 53 → cache'],
    ['28', wrap('cache 30# note'), '. 53 → cache'],
    ['29', wrap('cache 30 # note'), '. 53 → cache'],
    ['33', '.:53 {⏎ errors⏎ cache {⏎ success 100⏎ }', '. 53 → errors cache'],
    ['34', '.:53 {⏎ errors⏎}⏎}', '. 53 → errors | }. 53 →'],
    ['35', 'a.org {⏎ errors⏎} b.org {⏎ cache⏎}', 'a.org. 53 → errors | b.org. 53 → cache'],
    ['39', '.:53 {\r⏎ errors\r⏎ cache 30\r⏎}\r⏎', '. 53 → errors cache'],
    ['41', '.:53\u00a0{⏎\tlog\u00a0.\u2003{common}⏎}', '. 53 → log'],
    ['42', '\uFEFF.:53 {⏎ errors⏎}', '. 53 → errors'],
    ['47', '.:53 {⏎ log "two⏎lines" {combined}⏎ errors⏎}', '. 53 → log errors'],
    ['48', '.:53 {⏎ errors "{"⏎ }⏎}', '. 53 → errors'],
    ['49', '".:53" {⏎ "cache" 30⏎}', '. 53 → cache'],
    ['50', '.:{$P} {⏎ errors⏎}', '. 1053 → errors', { env: { P: '1053' } }],
    ['50b', '.:{%P%} {⏎ errors⏎}', '. 1053 → errors', { env: { P: '1053' } }],
    ['52', '{$NOPE} {⏎ errors⏎}', '', { env: { NOPE: '' } }],
    ['54', '.:53 {⏎ {$D} 30⏎}', '. 53 → cache', { env: { D: 'cache' } }],
    [
      '56',
      wrap('log⏎ log⏎ bind 10.0.0.1⏎ bind 10.0.0.2⏎ forward . 1.1.1.1⏎ forward . 8.8.8.8'),
      '. 53 → log bind forward',
    ],
    ['57', '(common) {⏎ errors⏎ cache 30⏎}⏎.:53 {⏎ import common⏎}', '. 53 → errors cache'],
    ['57b', '(all) {⏎ a.org {⏎ errors⏎ }⏎ b.org {⏎ cache⏎ }⏎}⏎import all', 'a.org. 53 → errors | b.org. 53 → cache'],
    ['60', '(c) {⏎ cache 30⏎}⏎.:53 {⏎ import c⏎ import c⏎}', '. 53 → cache'],
    ['61', '(o) {⏎ success 1280 30⏎}⏎.:53 {⏎ cache {⏎  import o⏎ }⏎}', '. 53 → cache'],
    ['62', wrap('errors⏎ import custom/*.override'), '. 53 → errors'],
    [
      '66',
      'cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {⏎ cache 30⏎}',
      'cluster.local. 53, in-addr.arpa. 53, ip6.arpa. 53 → cache',
    ],
    ['67', 'Example.ORG {⏎ errors⏎}', 'Example.ORG. 53 → errors'],
    ['67b', 'Example.ORG {⏎ errors⏎}', 'example.org. 53 → errors', { coreDnsVersion: '1.14.7' }],
    [
      '68',
      'tls://. dns://a.org https://b.org grpc://c.org {⏎ errors⏎}',
      '. 853, a.org. 53, b.org. 443, c.org. 443 → errors',
    ],
    ['69', 'quic://a.org {⏎ errors⏎}', 'quic://a.org. 53 → errors'],
    ['69b', 'quic://a.org {⏎ errors⏎}', 'a.org. 853 → errors', { coreDnsVersion: '1.11.3' }],
    ['70', '10.0.0.0/24 {⏎ errors⏎}', '0.0.10.in-addr.arpa. 53 → errors'],
    [
      '71',
      '10.0.0.5/24 10.1.0.0/16:1053 2001:db8::/32 {⏎ errors⏎}',
      '0.0.10.in-addr.arpa. 53, 1.10.in-addr.arpa. 1053, 8.b.d.0.1.0.0.2.ip6.arpa. 53 → errors',
    ],
    ['73', '10.0.0.0/33 10.0.0.1 {⏎ errors⏎}', '10.0.0.0/33. 53, 10.0.0.1. 53 → errors'],
    ['75', 'example.org:abc {⏎ errors⏎}', 'example.org:abc. 53 → errors'],
    ['76', 'example.org:0 {⏎ errors⏎}', 'example.org. 0 → errors'],
    ['79', 'a.org {⏎ bind 10.0.0.1⏎}⏎a.org {⏎ bind 10.0.0.2⏎}', 'a.org. 53 → bind | a.org. 53 → bind'],
    ['83', '__PILLAR__DNS__DOMAIN__:53 {⏎ errors⏎}', '__PILLAR__DNS__DOMAIN__. 53 → errors'],
    ['1.5 +port', 'a.org:+0053 {⏎ errors⏎}', 'a.org. 53 → errors'],
    ['1.5 /0', '0.0.0.0/0 {⏎ errors⏎}', 'in-addr.arpa. 53 → errors'],
    ['1.4 two parens', '(a) (b) {⏎ errors⏎}', '(a). 53, (b). 53 → errors'],
    ['1.4 elsewhere', wrap('log import'), '. 53 → log'],
  ])('row %s: %s', (_row, text, expected, options) => {
    const reading = read(text, options)
    expect(findFatalStage(reading)).toBeUndefined()
    expect(reading.valid).toBe(true)
    expect(summarise(reading)).toBe(expected)
  })
})

describe('a file that CoreDNS refuses', () => {
  it.each<[row: string, text: string, stage: string, mentions: string, options?: CorefileOptions]>([
    ['3', '.:53{⏎ errors⏎}', 'KEY', '.:53{'],
    ['6', '.:53 { errors }', 'PARSE', 'errors'],
    ['11', '.:53⏎errors⏎⏎example.org⏎cache', 'PARSE', 'example.org'],
    ['15', 'a.org, {⏎ errors⏎}', 'PARSE', 'comma'],
    ['17', 'a.org⏎b.org {⏎ errors⏎}', 'PARSE', 'b.org'],
    ['18', wrap('cache⏎ {⏎ success 100⏎ }'), 'SETUP', 'second cache'],
    ['19', wrap('cache{⏎ success 100⏎ }'), 'PARSE', 'cache{'],
    ['20', wrap('cache { success 100 }'), 'SETUP', '"}"'],
    ['21', wrap('cache {⏎ success 100 }'), 'SETUP', '"}"'],
    ['30', wrap('Cache 30'), 'PARSE', 'Cache'],
    ['31', wrap('cache {⏎ prefetch 20⏎60s 15%⏎ }'), 'SETUP', '60s'],
    ['32', '.:53 {⏎ errors⏎', 'PARSE', 'never closed'],
    ['36', wrap('errors cache 30'), 'SETUP', 'errors'],
    ['37', wrap('forward . 1.1.1.1 \\⏎ 8.8.8.8'), 'PARSE', '8.8.8.8'],
    ['38', wrap('errors; cache 30'), 'PARSE', 'errors;'],
    ['38b', wrap('// x'), 'PARSE', '//'],
    ['40', '.:53 {\r errors\r cache 30\r}', 'PARSE', 'never closed'],
    ['46', wrap('log . "open'), 'PARSE', 'never closed'],
    ['51', '.:{$NOPE} {⏎ errors⏎}', 'KEY', '.:', { env: { NOPE: '' } }],
    ['53', wrap('forward . {$UP}'), 'SETUP', '10.0.0.1 10.0.0.2', { env: { UP: '10.0.0.1 10.0.0.2' } }],
    ['55', wrap('cache 30⏎ cache 60'), 'SETUP', 'once'],
    ['58', '.:53 {⏎ import common⏎}⏎(common) {⏎ errors⏎}', 'PARSE', 'common'],
    ['59', '(a) {⏎ errors⏎}⏎(a) {⏎ log⏎}⏎.:53 {⏎ import a⏎}', 'PARSE', 'twice'],
    ['59b', '(a) {⏎ errors⏎}⏎.:53 {⏎ import a x⏎}', 'PARSE', 'exactly one'],
    ['59c', wrap('import'), 'PARSE', 'exactly one'],
    ['63', wrap('import custom'), 'PARSE', 'custom'],
    ['63b', wrap('import a/*/*.conf'), 'PARSE', 'wildcard'],
    ['63c', wrap('import [ab].conf'), 'PARSE', 'wildcard'],
    ['63d', wrap('import missing.conf'), 'PARSE', 'missing.conf'],
    ['64', wrap('ready'), 'NOPLUGIN', 'ready'],
    ['64b', wrap('kubernetes cluster.local'), 'NOPLUGIN', 'kubernetes'],
    ['65', wrap('cahce 30'), 'PARSE', 'cahce'],
    ['74', 'example.org: {⏎ errors⏎}', 'KEY', 'example.org:'],
    ['74b', ':1053 {⏎ errors⏎}', 'KEY', ':1053'],
    ['74c', `${LONG_LABEL}.org {⏎ errors⏎}`, 'KEY', LONG_LABEL],
    ['76', 'example.org:-1 {⏎ errors⏎}', 'START', '-1'],
    ['76b', 'example.org:99999 {⏎ errors⏎}', 'START', '99999'],
    ['77', 'a.org {⏎ errors⏎}⏎a.org {⏎ log⏎}', 'START', 'a.org.'],
    ['77b', 'a.org a.org {⏎ errors⏎}', 'START', 'twice'],
    ['77c', '. {⏎ bind 10.0.0.1 10.0.0.1⏎}', 'START', 'twice'],
    ['78', 'a.org {⏎ errors⏎}⏎a.org {⏎ bind 10.0.0.1⏎}', 'START', 'bind'],
    ['80', '10.0.0.0/24 0.0.10.in-addr.arpa {⏎ errors⏎}', 'START', 'twice'],
    ['82', wrap('bind __PILLAR__LOCAL__DNS__'), 'SETUP', 'bind', { pluginSet: 'coredns' }],
    ['84', '(a) {⏎ import a⏎}⏎.:53 {⏎ import a⏎}', 'PARSE', 'never ends'],
    ['1.7', wrap('errors⏎ errors'), 'SETUP', 'once'],
    ['1.7', wrap('loop⏎ loop'), 'SETUP', 'once'],
    ['1.7', wrap('loop x'), 'SETUP', 'loop'],
    ['1.7', wrap('prometheus 9253'), 'SETUP', '9253'],
    ['1.7', wrap('prometheus :9253⏎ prometheus :9254'), 'SETUP', 'once'],
    ['1.7', wrap('bind'), 'SETUP', 'bind'],
    ['1.7', wrap('bind 10.0.0.999'), 'SETUP', '10.0.0.999'],
    ['1.7', wrap('forward .'), 'SETUP', 'forward'],
    ['1.7', wrap('forward . kube-dns.kube-system'), 'SETUP', 'kube-dns'],
    ['1.7', wrap('forward . <nil>'), 'SETUP', 'environment variable'],
    ['1.7', wrap('forward . 10.0.0.10⏎ {⏎ force_tcp⏎ }'), 'SETUP', 'another forward'],
    ['1.7', wrap('forward . 10.0.0.10 {⏎ policy fastest⏎ }'), 'SETUP', 'fastest'],
    ['1.7', wrap('forward . 10.0.0.10 {⏎ next NXDOMAIN⏎ }'), 'SETUP', '1.11.4'],
    ['1.7', wrap('forward . 10.0.0.10 {⏎ force_udp⏎ }'), 'SETUP', 'force_udp'],
    ['1.7', wrap(`forward . ${Array.from({ length: 16 }, (_, host) => `10.0.0.${host}`).join(' ')}`), 'SETUP', '15'],
    ['1.7', wrap('reload 30'), 'SETUP', '30'],
    ['1.7', wrap('reload 1s'), 'SETUP', '1s'],
    ['1.7', wrap('reload 30s 0s'), 'SETUP', '0s'],
    ['1.7', wrap('health 8080'), 'SETUP', '8080'],
    ['1.7', wrap('bufsize 100'), 'SETUP', '100'],
    ['1.7', wrap('log . {⏎ class none⏎ }'), 'SETUP', 'none'],
    ['1.7', wrap('timeouts {⏎ read 1s⏎ }'), 'PARSE', 'timeouts'],
    ['1.7', wrap('timeouts {⏎ read 1s⏎ }'), 'NOPLUGIN', 'timeouts', { coreDnsVersion: '1.11.3' }],
  ])('row %s: %s', (_row, text, stage, mentions, options) => {
    const reading = read(text, options)
    expect(reading.valid).toBe(false)
    expect(findFatalStage(reading)).toBe(stage)
    const found = reading.problems.filter((problem) => problem.stage === stage)
    expect(found.map((problem) => `${problem.message} ${problem.fix}`).join('\n')).toContain(mentions)
  })
})

describe('what CoreDNS accepts without doing what was meant', () => {
  it.each<[row: string, text: string, codes: string[], options?: CorefileOptions]>([
    ['4', 'example.org{⏎ errors⏎}', ['brace-glued']],
    ['5', '.:53 {errors⏎}', ['brace-glued']],
    ['9', '.:53 {}', ['brace-glued']],
    ['12', '{⏎ errors⏎}', ['keyless-block']],
    ['16', 'a.org,b.net {⏎ errors⏎}', ['zone-suspicious']],
    ['23', wrap('cache 30 {}'), ['brace-glued']],
    ['24', wrap('cache 30s'), ['cache-ttl-unit']],
    ['25', wrap('cache 30 60'), ['cache-zone-outside']],
    ['26', wrap('cache ""'), ['cache-zone-outside']],
    ['27', wrap('cache 30#note'), []],
    ['28', wrap('cache 30# note'), ['comment-glued', 'cache-zone-outside']],
    ['29', wrap('cache 30 # note'), []],
    ['33', '.:53 {⏎ cache {⏎ success 1280⏎ }', ['brace-missing']],
    ['34', '.:53 {⏎ errors⏎}⏎}', ['brace-glued']],
    ['52', '{$NOPE} {⏎ errors⏎}', ['keyless-block'], { env: { NOPE: '' } }],
    ['60', '(c) {⏎ cache 30⏎}⏎.:53 {⏎ import c⏎ import c⏎}', ['cache-zone-outside']],
    ['62', wrap('import custom/*.override'), ['import-unseen']],
    ['67', 'Example.ORG {⏎ errors⏎}', ['zone-uppercase']],
    ['67b', 'Example.ORG {⏎ errors⏎}', [], { coreDnsVersion: '1.14.7' }],
    ['69', 'quic://a.org {⏎ errors⏎}', ['zone-suspicious']],
    ['73', '10.0.0.1 {⏎ errors⏎}', ['zone-suspicious']],
    ['83', '__PILLAR__DNS__DOMAIN__:53 {⏎ errors⏎}', ['placeholder-left']],
    ['env', '.:{$PORT} {⏎ errors⏎}', ['reference-unresolved']],
  ])('row %s: %s', (_row, text, codes, options) => {
    const reading = read(text, options)
    expect(reading.valid).toBe(true)
    expect(listWarnings(reading)).toEqual(codes)
  })
})

describe('words', () => {
  it.each<[row: string, line: string, words: string[]]>([
    ['27', 'log 30#note', ['log', '30']],
    ['28', 'log 30# note', ['log', '30', 'note']],
    ['43', 'log . "a#b {combined}"', ['log', '.', 'a#b {combined}']],
    ['44', 'log . "say \\"hi\\" \\\\ \\n"', ['log', '.', 'say "hi" \\\\ \\n']],
    ['45', 'log . a"b c"{common}', ['log', '.', 'a"b', 'c"{common}']],
    [
      '81',
      'template IN A {⏎ answer "{{ .Name }} 60 IN A 1.2.3.4"⏎ }',
      ['template', 'IN', 'A', '{', 'answer', '{{ .Name }} 60 IN A 1.2.3.4', '}'],
    ],
    ['1.1 ""', 'log "" x', ['log', '', 'x']],
    ['1.1 "a"b', 'log "a"b', ['log', 'a', 'b']],
    ['1.3 twice', 'log {$A}{$A}{$}{$B', ['log', 'xx{$}{$B']],
    ['1.3 nested', 'log {$N}', ['log', 'x']],
    ['60', 'log 1⏎ log 2', ['log', '1', 'log', '2']],
  ])('row %s are read as Caddy reads them: %s', (_row, line, words) => {
    const reading = read(wrap(line), { env: { A: 'x', N: '{$A}' } })
    expect(block(reading).directives.map((directive) => directive.words)).toEqual([words])
  })

  it('row 60: a one-line snippet imported twice in a row becomes arguments of the first', () => {
    const reading = read('(c) {⏎ cache 30⏎}⏎.:53 {⏎ import c⏎ import c⏎}')
    expect(block(reading).directives.map((directive) => directive.words)).toEqual([['cache', '30', 'cache', '30']])
    expect(block(reading).cache).toMatchObject({ enabled: false, zones: ['cache.', '30.'] })
  })

  it('row 72: a network between octets stands for every zone at the next octet', () => {
    const zones = block(read('10.0.0.0/27 {⏎ errors⏎}')).zones
    expect(zones).toHaveLength(32)
    expect([zones[0], zones[31]]).toEqual(['0.0.0.10.in-addr.arpa.', '31.0.0.10.in-addr.arpa.'])
    expect(block(read('10.0.0.0/22 {⏎ errors⏎}')).zones).toHaveLength(4)
    expect(block(read('10.0.0.0/9 {⏎ errors⏎}')).zones).toHaveLength(128)
    expect(block(read('2001:db8::/33 {⏎ errors⏎}')).zones).toHaveLength(8)
  })

  it('a problem points at the line and column of the word', () => {
    const [problem] = read('.:53 {⏎  errors⏎    cahce 30⏎}').problems
    expect(problem).toMatchObject({ stage: 'PARSE', line: 3, column: 5 })
    expect(problem?.fix).toContain('cache')
  })
})

describe('imports', () => {
  const files = { 'a.server': 'a.org {\n cahce\n}', 'b.server': 'b.org {\n cache 30\n}', 'c.override': 'log' }

  it('of files beside the Corefile are followed in the order of their names', () => {
    const reading = read('import *.server⏎.:53 {⏎ import c.override⏎}', { files })
    expect(summarise(reading)).toBe('a.org. 53 → | b.org. 53 → cache | . 53 → log')
    expect(block(reading, 2).raw).toBe('.:53 {\n import c.override\n}')
  })

  it('name the file in which a problem stands', () => {
    const [problem] = read('import *.server', { files }).problems
    expect(problem).toMatchObject({ stage: 'PARSE', line: 2 })
    expect(problem?.message).toContain('/a.server')
  })

  it('of what cannot be seen are a warning at the import, and leave no block behind', () => {
    const reading = read('import custom/*.server⏎.:53 {⏎ errors⏎}⏎import /etc/more.conf')
    expect(reading.valid).toBe(true)
    expect(listWarnings(reading)).toEqual(['import-unseen'])
    expect(reading.problems.map((problem) => problem.line)).toEqual([1, 5])
    expect(reading.serverBlocks.map(({ line, raw }) => ({ line, raw }))).toEqual([
      { line: 2, raw: '.:53 {\n errors\n}' },
    ])
  })
})

describe('a broken file', () => {
  it('still shows the other blocks', () => {
    const reading = read('a.org {⏎ cahce 30⏎ errors⏎}⏎b.org {⏎ cache 30⏎}')
    expect(summarise(reading)).toBe('a.org. 53 → errors | b.org. 53 → cache')
    expect(reading.serverBlocks.map((each) => each.problems.length)).toEqual([1, 0])
  })

  it('shows the block after one whose closing brace is missing', () => {
    const reading = read('a.org {⏎ errors⏎b.org:53 {⏎ cache 30⏎}⏎')
    expect(reading.valid).toBe(false)
    expect(summarise(reading)).toBe('a.org. 53 → errors | b.org. 53 → cache')
  })

  it('goes on after a closing brace on the line of a directive', () => {
    expect(summarise(read('.:53 { errors }⏎a.org {⏎ cache⏎}'))).toBe('. 53 → errors | a.org. 53 → cache')
  })

  it('keeps the readable options of a cache with one bad option', () => {
    const { cache } = block(read(wrap('cache {⏎ success 9984 30s⏎ denial 9984 10⏎ }')))
    expect(cache.success.maxTtlSeconds).toEqual({ value: 3600, origin: 'default' })
    expect(cache.denial.maxTtlSeconds).toEqual({ value: 10, origin: 'written' })
  })
})

describe('the guide’s Corefiles', () => {
  it('S1: the placeholder is named as filled in by node-cache, not as an error', () => {
    const reading = read(GUIDE_1)
    expect(reading).toMatchObject({ valid: true, problems: [] })
    expect(block(reading)).toMatchObject({
      zones: ['.'],
      port: 53,
      bind: ['169.254.20.10', '10.0.0.10'],
      upstreams: ['__PILLAR__UPSTREAM__SERVERS__'],
      plugins: ['errors', 'log', 'cache', 'reload', 'loop', 'bind', 'forward', 'prometheus'],
      line: 1,
      lineEnd: 10,
      raw: GUIDE_1.trimEnd(),
    })
    expect(block(reading).placeholders).toMatchObject([{ name: '__PILLAR__UPSTREAM__SERVERS__', line: 8, column: 15 }])
    expect(block(reading).cache).toMatchObject({
      enabled: true,
      reason: null,
      success: { maxTtlSeconds: { value: 30, origin: 'inherited' }, capacity: { value: 9984, origin: 'default' } },
      denial: { maxTtlSeconds: { value: 30, origin: 'inherited' }, capacity: { value: 9984, origin: 'default' } },
      prefetch: null,
      serveStale: null,
    })
  })

  it('S1 is refused by plain CoreDNS, which fills in no placeholder', () => {
    const reading = read(GUIDE_1, { pluginSet: 'coredns' })
    expect(findFatalStage(reading)).toBe('SETUP')
    expect(reading.problems[0]).toMatchObject({ code: 'placeholder-left', line: 8 })
  })

  it('S2: every written number is in effect', () => {
    const reading = read(GUIDE_2)
    expect(reading).toMatchObject({ valid: true, problems: [] })
    expect(block(reading).cache).toEqual({
      enabled: true,
      reason: null,
      zones: ['.'],
      coverage: 'all',
      success: {
        maxTtlSeconds: { value: 30, origin: 'written' },
        minTtlSeconds: { value: 5, origin: 'default' },
        capacity: { value: 9984, origin: 'written' },
        disabledZones: [],
      },
      denial: {
        maxTtlSeconds: { value: 10, origin: 'written' },
        minTtlSeconds: { value: 5, origin: 'default' },
        capacity: { value: 9984, origin: 'written' },
        disabledZones: [],
      },
      prefetch: {
        amount: { value: 20, origin: 'written' },
        durationSeconds: { value: 60, origin: 'written' },
        percentage: { value: 15, origin: 'written' },
      },
      serveStale: null,
      servfailSeconds: { value: 5, origin: 'default' },
      keepTtl: false,
      options: ['success', 'denial', 'prefetch'],
      ttlSeconds: null,
      undetermined: [],
      line: 4,
    })
  })

  it('S3: a block with only prefetch keeps the defaults of one hour and half an hour', () => {
    const reading = read(GUIDE_3)
    expect(reading).toMatchObject({ valid: true, problems: [] })
    const { cache } = block(reading)
    expect(cache.success.maxTtlSeconds).toEqual({ value: 3600, origin: 'default' })
    expect(cache.denial.maxTtlSeconds).toEqual({ value: 1800, origin: 'default' })
    expect(cache.success.capacity).toEqual({ value: 9984, origin: 'default' })
    expect(cache.denial.capacity).toEqual({ value: 9984, origin: 'default' })
    expect(cache.servfailSeconds).toEqual({ value: 5, origin: 'default' })
    expect(cache.prefetch).toEqual({
      amount: { value: 20, origin: 'written' },
      durationSeconds: { value: 60, origin: 'written' },
      percentage: { value: 15, origin: 'written' },
    })
  })
})

describe('placeholders and references', () => {
  it('row 82: listen addresses that node-cache fills in are no error, and a removed one is not an address', () => {
    const reading = read(
      wrap('bind __PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__⏎ forward . __PILLAR__CLUSTER__DNS__'),
    )
    expect(reading).toMatchObject({ valid: true, problems: [] })
    expect(block(reading).bind).toEqual(['__PILLAR__LOCAL__DNS__'])
    expect(block(reading).placeholders.map((placeholder) => placeholder.name)).toEqual([
      '__PILLAR__LOCAL__DNS__',
      '__PILLAR__DNS__SERVER__',
      '__PILLAR__CLUSTER__DNS__',
    ])
  })

  it('an unresolved reference is unknown: named, not judged, not empty', () => {
    const reading = read(wrap('cache {$TTL}⏎ forward . {$UP}'))
    expect(reading.valid).toBe(true)
    expect(block(reading).unresolved).toEqual(['TTL', 'UP'])
    expect(block(reading).cache.undetermined).toEqual(['cache TTL is written as {$TTL}'])
    expect(block(reading).upstreams).toEqual(['{$UP}'])
  })

  it('a value that refers to itself ends', () => {
    expect(block(read(wrap('log {$A}'), { env: { A: '{$A}' } })).unresolved).not.toEqual([])
  })
})

describe('forward', () => {
  it('reads all upstreams of a block and the options of the first forward', () => {
    const text = wrap(
      'forward . 10.0.0.1 [2001:db8::1]:53 tls://9.9.9.9 {⏎ force_tcp⏎ max_concurrent 1000⏎ policy sequential⏎ except a.org⏎ }',
    )
    const reading = read(text)
    expect(reading.problems).toEqual([])
    expect(block(reading).upstreams).toEqual(['10.0.0.1', '[2001:db8::1]:53', 'tls://9.9.9.9'])
    expect(block(reading).forwardOptions).toMatchObject({
      forceTcp: true,
      preferUdp: false,
      maxConcurrent: 1000,
      policy: 'sequential',
      except: ['a.org.'],
      written: ['force_tcp', 'max_concurrent', 'policy', 'except'],
    })
  })

  it('no forward means no options, which is not the same as default options', () => {
    expect(block(read(wrap('errors'))).forwardOptions).toBeNull()
  })
})

describe('the release', () => {
  it.each([
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.22.20', '1.10.0', false],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.22.13', '1.7.0', false],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.20.0', '1.8.3', false],
    ['mirror.example:5000/dns/k8s-dns-node-cache:1.26.4@sha256:0123', '1.11.3', false],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.5', '1.12.2', false],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.7', '1.13.1', false],
    ['registry.k8s.io/coredns/coredns:v1.11.1', '1.11.1', false],
    ['registry.k8s.io/dns/k8s-dns-node-cache:9.9.9', '1.13.1', true],
    ['registry.k8s.io/dns/k8s-dns-node-cache', '1.13.1', true],
  ])('of %s is %s', (image, coreDnsVersion, versionAssumed) => {
    expect(readCorefile('', { image })).toMatchObject({ coreDnsVersion, versionAssumed })
  })

  it('that is stated wins over the image', () => {
    const options = { image: 'k8s-dns-node-cache:1.22.20', coreDnsVersion: 'CoreDNS-1.14.4' }
    expect(readCorefile('', options)).toMatchObject({ coreDnsVersion: '1.14.4', versionAssumed: false })
  })

  it('decides which plugins the image links', () => {
    const image = (tag: string) => ({ image: `k8s-dns-node-cache:${tag}` })
    expect(readCorefile('.:53 {\n bufsize\n}', image('1.22.6')).problems).toMatchObject([{ stage: 'NOPLUGIN' }])
    expect(readCorefile('.:53 {\n bufsize\n}', image('1.22.7')).valid).toBe(true)
  })
})
