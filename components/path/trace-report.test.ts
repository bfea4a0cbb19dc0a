import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import type { TracedHost } from '@/lib/model/trace'
import { type TraceReport, writeTraceReport } from './trace-report'

const finding = (id: string, rest: Partial<Finding> = {}): Finding => ({
  id,
  check: id,
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: `Title of ${id}`,
  summary: `Summary of ${id}`,
  object: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  host: 'a.example.net',
  evidence: [],
  fix: { who: 'tenant', text: 'Mend it.', commands: [] },
  docs: `/checks/${id}`,
  ...rest,
})

const host: TracedHost = {
  host: 'a.example.net',
  verdict: 'failing',
  rootCause: { check: 'class-missing', title: 't', hop: 'controller', host: 'a.example.net', finding: 'class-missing' },
  sentence: 'a.example.net is served by nobody because the Ingress has no class.',
  entryPorts: [],
  hops: [
    {
      id: 'controller',
      title: 'Controller',
      headline: 'nobody',
      verdict: 'failing',
      reason: 'no class',
      objects: [],
      facts: [],
      checks: [],
    },
  ],
  paths: [],
}

const write = (rest: Partial<TraceReport>) =>
  writeTraceReport({
    title: 'Ingress shop/web',
    cluster: 'blue',
    verdict: 'failing',
    observedAt: null,
    url: 'http://127.0.0.1:3000/blue/ingresses/shop/web',
    hosts: [host],
    findings: [],
    notChecked: [],
    findingUrl: (id) => `http://127.0.0.1:3000/blue/findings/${id}`,
    ...rest,
  })

describe('writeTraceReport', () => {
  it('carries sentence, stations, evidence, fix, links and what could not be checked', () => {
    const report = write({
      observedAt: '2026-11-24T10:00:00Z',
      findings: [
        finding('class-missing', {
          evidence: [
            {
              field: 'spec.ingressClassName',
              observed: 'absent',
              expected: 'nginx',
              source: 'Kubernetes API',
              at: '2026-11-24T10:00:00Z',
            },
          ],
          fix: { who: 'tenant', text: 'Set the class.', commands: ['kubectl get ingress web -n shop'] },
        }),
      ],
      notChecked: [
        { what: 'Services', reason: 'forbidden', detail: 'Not allowed.', need: 'list services', checks: [] },
      ],
    })
    expect(report).toBe(
      [
        '# Ingress shop/web: Failing',
        '',
        '- Cluster: `blue`',
        '- Observed: 2026-11-24 10:00:00 UTC',
        '- Link: <http://127.0.0.1:3000/blue/ingresses/shop/web>',
        '',
        '## a.example.net: Failing',
        '',
        'a.example.net is served by nobody because the Ingress has no class.',
        '',
        '1. Controller: **Failing**, nobody; no class',
        '',
        '### Error: Title of class-missing',
        '',
        'Summary of class-missing',
        '',
        '- Object: `Ingress shop/web`',
        '- Host: `a.example.net`',
        '- Check: `class-missing`',
        '- Link: <http://127.0.0.1:3000/blue/findings/class-missing>',
        '',
        'Evidence:',
        '',
        '- `spec.ingressClassName`: observed `absent`, expected `nginx` (Kubernetes API, 2026-11-24 10:00:00 UTC)',
        '',
        'Fix, by the owner of the object: Set the class.',
        '',
        '```sh',
        'kubectl get ingress web -n shop',
        '```',
        '',
        '## What could not be checked',
        '',
        '- Services: no permission. Not allowed. Needs `list services`.',
        '',
      ].join('\n'),
    )
  })

  it('writes a finding that belongs to no host once', () => {
    const report = write({
      hosts: [host, { ...host, host: 'b.example.net' }],
      findings: [finding('shared', { host: undefined })],
    })
    expect(report.split('Title of shared')).toHaveLength(2)
    expect(report).toContain('- Observed: nothing read yet')
  })

  it('names the Ingress of each trace of a host, and tells what they share once', () => {
    const report = write({
      hosts: [host, { ...host, verdict: 'passing' }],
      declaredBy: [
        { kind: 'Ingress', namespace: 'shop', name: 'web' },
        { kind: 'Ingress', namespace: 'shop', name: 'web-next' },
      ],
      findings: [finding('class-missing')],
    })
    expect(report).toContain('## a.example.net (Ingress shop/web): Failing')
    expect(report).toContain('## a.example.net (Ingress shop/web-next): Passing')
    expect(report.split('Title of class-missing')).toHaveLength(2)
  })

  it('gives nothing from the cluster a heading, a list or markup of its own', () => {
    const hostile = 'x\n# Approved\n<img src=x>'
    const [hop] = host.hops
    const report = write({
      hosts: [{ ...host, host: hostile, sentence: hostile, hops: hop ? [{ ...hop, headline: hostile }] : [] }],
      notChecked: [{ what: hostile, reason: 'forbidden', detail: hostile, need: hostile, checks: [] }],
    })
    expect(report).not.toMatch(/^# Approved/m)
    expect(report.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<img/)
  })
})
