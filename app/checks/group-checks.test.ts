import { describe, expect, it } from 'vitest'
import type { CatalogueCheck } from '@/lib/api/checks'
import { groupChecks } from './group-checks'

const check = (id: string, area: CatalogueCheck['area'], hop: CatalogueCheck['hop']): CatalogueCheck => ({
  id,
  title: id,
  severity: 'error',
  level: 'proven',
  area,
  hop,
  who: 'tenant',
  inputs: [],
  causes: [],
  see: '',
  why: '',
  fix: '',
  confirm: '',
  ignore: null,
  source: '',
  url: `/checks/${id}`,
})

describe('groupChecks', () => {
  it('walks the path from DNS record to Pods, then the other areas, and lists every check once', () => {
    const checks = [
      check('snat', 'egress', null),
      check('crash', 'ingress', 'pods'),
      check('record', 'ingress', 'dns-record'),
      check('cache', 'dns-cache', null),
    ]
    const groups = groupChecks(checks)
    expect(groups.map(({ title }) => title)).toEqual(['DNS record', 'Pods', 'DNS cache', 'Egress'])
    expect(groups.flatMap((group) => group.checks)).toHaveLength(checks.length)
  })
})
