import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import { describeFinding } from './finding-markdown'

const finding: Finding = {
  id: 'f1',
  check: 'edns-label-filter',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: 'Label filter of external-dns excludes the Ingress',
  summary: 'external-dns wants dns=public.',
  object: { kind: 'Ingress', namespace: 'shop', name: 'checkout' },
  host: 'checkout.shop.example.net',
  evidence: [
    {
      object: { kind: 'Ingress', namespace: 'shop', name: 'checkout' },
      field: 'metadata.labels',
      observed: 'app=checkout',
      expected: 'dns=public',
      source: 'Kubernetes API',
      at: '2026-11-24T10:00:00Z',
    },
  ],
  fix: { who: 'tenant', text: 'Add the label.', commands: ['kubectl -n shop label ingress checkout dns=public'] },
  docs: '/checks/edns-label-filter',
}

describe('describeFinding', () => {
  it('carries what a person needs who sees only the pasted text: object, host, evidence with source and time, fix', () => {
    expect(describeFinding(finding)).toBe(
      [
        '**error: Label filter of external-dns excludes the Ingress** (`edns-label-filter`)',
        '',
        'external-dns wants dns=public.',
        '',
        '- Object: Ingress shop/checkout',
        '- Host: checkout.shop.example.net',
        '- Evidence: Ingress shop/checkout `metadata.labels`: `app=checkout`, expected `dns=public` (Kubernetes API, 2026-11-24T10:00:00Z)',
        '',
        'Fix (the owner of the object): Add the label.',
        '',
        '```sh',
        'kubectl -n shop label ingress checkout dns=public',
        '```',
      ].join('\n'),
    )
  })

  it('leaves out what a finding does not have', () => {
    const bare = describeFinding({ ...finding, host: undefined, evidence: [], fix: { ...finding.fix, commands: [] } })
    expect(bare).not.toMatch(/Host:|Evidence:|```/)
  })
})
