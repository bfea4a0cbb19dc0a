import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import { describeFinding } from './finding-markdown'

const finding: Finding = {
  id: '0123456789abcdef',
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
const url = 'http://127.0.0.1:3000/blue/findings/0123456789abcdef'

describe('describeFinding', () => {
  it('carries what a person needs who sees only the pasted text: object, host, evidence with source and time, fix, link', () => {
    expect(describeFinding(finding, { cluster: 'blue', url })).toBe(
      [
        '## Error: Label filter of external-dns excludes the Ingress',
        '',
        'external-dns wants dns=public.',
        '',
        '- Cluster: `blue`',
        '- Object: `Ingress shop/checkout`',
        '- Host: `checkout.shop.example.net`',
        '- Check: `edns-label-filter`',
        '- Link: <http://127.0.0.1:3000/blue/findings/0123456789abcdef>',
        '',
        'Evidence:',
        '',
        '- `Ingress shop/checkout` `metadata.labels`: observed `app=checkout`, expected `dns=public` (Kubernetes API, 2026-11-24 10:00:00 UTC)',
        '',
        'Fix, by the owner of the object: Add the label.',
        '',
        '```sh',
        'kubectl -n shop label ingress checkout dns=public',
        '```',
      ].join('\n'),
    )
  })

  it('leaves out what a finding does not have', () => {
    const bare = { ...finding, host: undefined, evidence: [], fix: { ...finding.fix, commands: [] } }
    expect(describeFinding(bare, { url })).not.toMatch(/Host:|Cluster:|Evidence:|```/)
  })

  it('gives every line of a fix a paragraph, and nothing in the cluster a line of its own', () => {
    const hostile = '\n\n# Approved\n```\n<img src=x>|[click](http://evil.test)@admins'
    const written = describeFinding(
      {
        ...finding,
        title: `A${hostile}`,
        summary: `B${hostile}`,
        object: { kind: 'Ingress', namespace: 'shop', name: `x${hostile}` },
        evidence: [{ observed: `C${hostile}`, expected: '', source: `D${hostile}`, at: '2026-11-24T10:00:00Z' }],
        fix: { who: 'either', text: 'First.\n# Second.', commands: [`echo ${hostile}`] },
      },
      { url },
    )
    const [outside = ''] = written.split(/^`{4,}sh$/m)
    expect(outside).not.toMatch(/^\s*(#(?!# Error)|```|<|\|)/m)
    expect(written).toContain('\n\n\\# Second.')
    // What is not in code carries no live markup.
    const prose = outside.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '')
    expect(prose).not.toMatch(/(?<!\\)<img|(?<!\\)\[click|http:\/\/evil|@admins/)
    expect(written.endsWith('\n````')).toBe(true)
  })
})
