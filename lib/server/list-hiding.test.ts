import { describe, expect, it } from 'vitest'
import type { NotChecked } from '@/lib/model/trace'
import { listHiding } from './list-hiding'

const row = (what: string, reason: NotChecked['reason'], checks: string[]): NotChecked => ({
  what,
  reason,
  detail: 'said so',
  need: null,
  checks,
})
const rows = [
  row('Services', 'forbidden', ['service-missing', 'service-no-endpoints']),
  row('Ingresses', 'unreachable', []),
  row('Certificates', 'forbidden', ['certificate-not-ready']),
  row('Prometheus', 'not-built', ['service-missing']),
]
const names = (check: string | null) => listHiding(rows, check).map(({ what }) => what)

describe('listHiding', () => {
  it('names what stopped the check and what stopped everything', () => {
    expect(names('service-missing')).toEqual(['Services', 'Ingresses'])
  })

  it('names whatever cannot be read when the check is not known', () => {
    expect(names(null)).toEqual(['Services', 'Ingresses', 'Certificates'])
  })

  it('does not count what this version never looks at', () => {
    expect(names('service-missing')).not.toContain('Prometheus')
  })
})
