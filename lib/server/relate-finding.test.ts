import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import { relateFinding } from './relate-finding'

const finding = (id: string, check: string, rest: Partial<Finding> = {}): Finding => ({
  id,
  check,
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  title: check,
  summary: '',
  object: { kind: 'Ingress', namespace: 'shop', name: 'cart' },
  evidence: [],
  fix: { who: 'tenant', text: '', commands: [] },
  docs: `/checks/${check}`,
  ...rest,
})

const chain = {
  findings: [
    finding('class', 'class-missing'),
    finding('status', 'status-empty', { consequenceOf: 'class-missing', host: 'a.example' }),
    finding('record', 'record-missing', { consequenceOf: 'status-empty', host: 'a.example' }),
    finding('other', 'tls-expired', { host: 'a.example' }),
  ],
}

describe('relateFinding', () => {
  it('finds the top of a chain of causes, and everything that follows from it', () => {
    expect(relateFinding('record', [chain])).toEqual({ rootId: 'class', consequenceIds: [] })
    expect(relateFinding('class', [chain])).toEqual({ rootId: null, consequenceIds: ['status', 'record'] })
    expect(relateFinding('status', [chain])).toEqual({ rootId: 'class', consequenceIds: ['record'] })
    expect(relateFinding('other', [chain])).toEqual({ rootId: null, consequenceIds: [] })
  })

  it('takes the cause of the same host', () => {
    const findings = [
      finding('b', 'status-empty', { host: 'b.example' }),
      finding('a', 'status-empty', { host: 'a.example' }),
      finding('record', 'record-missing', { consequenceOf: 'status-empty', host: 'a.example' }),
    ]
    expect(relateFinding('record', [{ findings }]).rootId).toBe('a')
    expect(relateFinding('b', [{ findings }]).consequenceIds).toEqual([])
  })

  it('gathers the consequences of a shared fault over every Ingress that it hits', () => {
    const second = {
      findings: [
        finding('class', 'class-missing'),
        finding('far', 'status-empty', { consequenceOf: 'class-missing', host: 'z.example' }),
      ],
    }
    expect(relateFinding('class', [chain, second]).consequenceIds).toEqual(['status', 'record', 'far'])
  })

  it('ends on causes that explain each other, and on one that is not listed', () => {
    const loop = [finding('a', 'x', { consequenceOf: 'y' }), finding('b', 'y', { consequenceOf: 'x' })]
    expect(relateFinding('a', [{ findings: loop }]).rootId).toBe('b')
    expect(relateFinding('a', [{ findings: [finding('a', 'x', { consequenceOf: 'gone' })] }]).rootId).toBeNull()
  })
})
