import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost, TracedPath } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { InShort, JudgedCheck } from './hop-verdict'
import { describeHost, findUnseenCause, findWaitingHop, type SentenceFacts } from './host-sentence'

const hop = (id: HopId, verdict: Hop['verdict'], reason?: string): Hop => ({
  id,
  title: id,
  headline: '',
  verdict,
  reason,
  objects: [],
  facts: [],
  checks: [],
})

const path = (text: string | null, verdict: TracedPath['verdict'], hops: Hop[] = []): TracedPath => ({
  path: text,
  pathType: 'Prefix',
  rule: { verdict: 'passing' },
  ports: null,
  backend: { service: 'web', port: '80', resource: null },
  verdict,
  rootCause: null,
  hops,
})

const host = (rest: Partial<TracedHost>): TracedHost => ({
  host: 'web.example.net',
  verdict: 'failing',
  rootCause: null,
  sentence: '',
  hops: [],
  entryPorts: [],
  paths: [],
  ...rest,
})

const finding = (hop: HopId, rest: Partial<Finding> = {}): Finding => ({
  id: 'f',
  check: 'x',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: 'x',
  summary: 'The thing is broken.',
  object: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  hop,
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: '',
  ...rest,
})

const nothing: SentenceFacts = { cause: null, hasNoRecord: false, waitingHop: null, unseen: null }
const caused = (of: Finding, inShort?: InShort, hasNoRecord = false): SentenceFacts => ({
  ...nothing,
  cause: { finding: of, inShort },
  hasNoRecord,
})
const short = { effect: 'answers 503', cause: 'Service shop/web does not exist' }
const forbidden: Unavailable = { what: 'deployments', reason: 'forbidden', detail: 'refused', need: 'list deployments' }

const judged = (id: string, findings: Finding[], more: { causes?: string[]; unavailable?: Unavailable } = {}) =>
  ({
    check: { id, title: id, order: 1, hop: 'service', causes: more.causes },
    result: { check: id, outcome: 'found' },
    findings,
    unavailable: more.unavailable ?? null,
  }) satisfies JudgedCheck

describe('describeHost', () => {
  it.each<[string, string, TracedHost, SentenceFacts]>([
    [
      'the only path',
      'web.example.net answers 503: Service shop/web does not exist.',
      host({ paths: [path('/', 'failing')] }),
      caused(finding('service', { path: '/' }), short),
    ],
    [
      'one path of two',
      'Path /api of web.example.net (1 of 2 paths pass) answers 503: Service shop/web does not exist.',
      host({ paths: [path('/', 'passing'), path('/api', 'failing')] }),
      caused(finding('service', { path: '/api' }), short),
    ],
    [
      'the default backend',
      'The default backend of any host answers 503: Service shop/web does not exist.',
      host({ host: '*', paths: [path(null, 'failing')] }),
      caused(finding('service', { path: 'default backend' }), short),
    ],
    [
      'a cause before DNS while the record is missing',
      'web.example.net has no DNS record and is served by no controller: Ingress shop/web names no class.',
      host({}),
      caused(
        finding('controller'),
        { effect: 'is served by no controller', cause: 'Ingress shop/web names no class' },
        true,
      ),
    ],
    [
      'a cause at DNS without words of its own',
      'web.example.net has no DNS record because the thing is broken.',
      host({}),
      caused(finding('dns-record'), undefined, true),
    ],
    [
      'a failure whose possible cause cannot be seen',
      'web.example.net does not work: no Pod matches, so NGINX answers 503. What is behind it cannot be seen: no permission to read deployments.',
      host({ paths: [path('/', 'failing', [hop('service', 'failing', 'No Pod matches, so NGINX answers 503.')])] }),
      { ...nothing, unseen: forbidden },
    ],
    [
      'something that waits, at its cause',
      'Waiting until 12:01:00 UTC: it is new.',
      host({
        verdict: 'warning',
        hops: [
          hop('dns-record', 'warning', 'waiting until 12:01:00 UTC: no record.'),
          hop('load-balancer', 'warning', 'waiting until 12:01:00 UTC: it is new.'),
        ],
      }),
      { ...nothing, waitingHop: 'load-balancer' },
    ],
    [
      'a warning that begins with the host',
      'web.example.net leads to 9.9.9.9.',
      host({ verdict: 'warning', hops: [hop('dns-record', 'warning', 'web.example.net leads to 9.9.9.9')] }),
      nothing,
    ],
  ])('says in one sentence %s', (_name, sentence, judgedHost, facts) => {
    expect(describeHost(judgedHost, facts)).toBe(sentence)
  })
})

describe('findUnseenCause', () => {
  it('names what a possible cause of an error would have to read', () => {
    const late = judged('late', [finding('service')], { causes: ['early'] })
    expect(findUnseenCause([late, judged('early', [], { unavailable: forbidden })])).toEqual(forbidden)
    expect(findUnseenCause([late, judged('early', [])])).toBeNull()
    expect(findUnseenCause([late, judged('other', [], { unavailable: forbidden })])).toBeNull()
  })
})

describe('findWaitingHop', () => {
  it('is the hop of what waits by itself, not of what follows from it', () => {
    const waitingUntil = '2026-01-01T00:00:00Z'
    const consequence = judged('late', [finding('dns-record', { waitingUntil, consequenceOf: 'early' })])
    expect(findWaitingHop([consequence])).toBeNull()
    expect(findWaitingHop([consequence, judged('early', [finding('service', { waitingUntil })])])).toBe('service')
  })
})
