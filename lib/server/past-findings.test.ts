import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import { PastFindings } from './past-findings'

const finding = (id: string): Finding => ({
  id,
  check: 'service-missing',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: 'The Service does not exist',
  summary: '',
  object: { kind: 'Ingress', namespace: 'shop', name: id },
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: '/checks/service-missing',
})
const atMs = Date.parse('2026-11-24T10:00:00Z')

describe('PastFindings', () => {
  it('says what a finding was and when it was last seen', () => {
    const past = new PastFindings()
    past.note([finding('a')], atMs)
    past.note([finding('a')], atMs + 5000)
    expect(past.recall('a')).toEqual({
      check: 'service-missing',
      severity: 'error',
      title: 'The Service does not exist',
      object: { kind: 'Ingress', namespace: 'shop', name: 'a' },
      host: null,
      lastSeenAt: '2026-11-24T10:00:05.000Z',
    })
  })

  it('knows nothing of what it never saw', () => {
    expect(new PastFindings().recall('a')).toBeNull()
  })

  it('forgets the one not seen for longest', () => {
    const past = new PastFindings(2)
    past.note([finding('a'), finding('b')], atMs)
    past.note([finding('a'), finding('c')], atMs)
    expect([past.recall('a'), past.recall('b'), past.recall('c')].map((one) => one !== null)).toEqual([
      true,
      false,
      true,
    ])
  })
})
