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
  summary: 'Service shop/cart does not exist.',
  object: { kind: 'Ingress', namespace: 'shop', name: id },
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: '/checks/service-missing',
})
const atMs = Date.parse('2026-11-24T10:00:00Z')

describe('PastFindings', () => {
  it('says what a finding was that went away, and when it was last seen', () => {
    const past = new PastFindings()
    past.note([finding('a')], atMs)
    past.note([finding('a')], atMs + 5000)
    past.note([], atMs + 9000)
    expect(past.recall('a')).toEqual({
      check: 'service-missing',
      severity: 'error',
      area: 'ingress',
      title: 'The Service does not exist',
      summary: 'Service shop/cart does not exist.',
      object: { kind: 'Ingress', namespace: 'shop', name: 'a' },
      host: null,
      lastSeenAt: '2026-11-24T10:00:05.000Z',
    })
  })

  it('counts one as seen as long as the same list is found', () => {
    const past = new PastFindings()
    const findings = [finding('a')]
    past.note(findings, atMs)
    past.note(findings, atMs + 60_000)
    past.note([finding('b')], atMs + 61_000)
    expect(past.recall('a')?.lastSeenAt).toBe('2026-11-24T10:01:00.000Z')
  })

  it('knows nothing of what it never saw, nor of what is found now or found again', () => {
    const past = new PastFindings()
    expect(past.recall('a')).toBeNull()
    past.note([finding('a')], atMs)
    expect(past.recall('a')).toBeNull()
    past.note([], atMs)
    past.note([finding('a')], atMs)
    expect(past.recall('a')).toBeNull()
  })

  it('forgets first what went away first', () => {
    const past = new PastFindings(2)
    past.note([finding('a'), finding('b'), finding('c')], atMs)
    past.note([finding('b'), finding('c')], atMs)
    past.note([finding('a'), finding('c')], atMs)
    past.note([finding('c')], atMs)
    past.note([], atMs)
    expect(['a', 'b', 'c'].filter((id) => past.recall(id) !== null)).toEqual(['a', 'c'])
  })
})
