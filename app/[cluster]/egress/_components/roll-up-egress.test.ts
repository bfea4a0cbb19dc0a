import { describe, expect, it } from 'vitest'
import type { EgressAnswer } from '@/lib/api/egress'
import type { Finding, Severity } from '@/lib/model/finding'
import { rollUpEgress } from './roll-up-egress'

const finding = (severity: Severity): Finding => ({
  id: severity,
  check: 'snat-tier-cliff-now',
  severity,
  level: 'proven',
  area: 'egress',
  title: '',
  summary: '',
  object: { kind: 'Cluster', namespace: null, name: 'blue' },
  evidence: [],
  fix: { who: 'platform', text: '', commands: [] },
  docs: '/checks/snat-tier-cliff-now',
})

const allocation: EgressAnswer['allocation'] = {
  portsPerNode: 1024,
  mode: 'default',
  outboundIps: 1,
  allocatedPorts: 0,
  basis: '',
  source: 'configuration',
  assumptions: [],
  recommendedPorts: null,
}

describe('rollUpEgress', () => {
  it('passes only when ports are known, nothing was assumed and nothing was found', () => {
    expect(rollUpEgress({ findings: [], problems: [], allocation })).toBe('passing')
    expect(rollUpEgress({ findings: [], problems: [], allocation: { ...allocation, portsPerNode: null } })).toBe(
      'undetermined',
    )
    expect(
      rollUpEgress({ findings: [], problems: [], allocation: { ...allocation, assumptions: ['1 outbound IP'] } }),
    ).toBe('undetermined')
  })

  it('takes the worst finding, and an info leaves it passing', () => {
    expect(rollUpEgress({ findings: [finding('warning'), finding('error')], problems: [], allocation })).toBe('failing')
    expect(rollUpEgress({ findings: [finding('warning')], problems: [], allocation })).toBe('warning')
    expect(rollUpEgress({ findings: [finding('info')], problems: [], allocation })).toBe('passing')
  })
})
