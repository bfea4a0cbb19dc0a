import { expect, it } from 'vitest'
import { createTenantIngress, forbid } from '@/lib/ingress-path/platform-test-objects'
import { zoned } from './annotation-examples'
import { runOn } from './check-test-cases'
import { hostTypoChecks } from './host-typo'

const misspelt = 'checkout.shop.exmaple.net'
const absent = { outcome: 'nxdomain' as const }
const off = { mode: 'off' as const, servers: [] }

it.each([
  ['two letters swapped', misspelt, absent, {}, 'found'],
  ['one letter', 'checkout.shop.example.ne', absent, {}, 'found'],
  ['it answers: no misspelling', misspelt, { outcome: 'answered' as const }, {}, 'clear'],
  ['inside the zone', 'checkout.shop.example.net', absent, {}, 'clear'],
  ['quite another zone', 'checkout.media.example.com', absent, {}, 'clear'],
  ['no zone is known', misspelt, absent, { extra: { ClusterIssuer: [] } }, 'clear'],
  ['zones cannot be read', misspelt, absent, { unavailable: { ClusterIssuer: forbid('clusterissuers') } }, 'not-run'],
  ['DNS is not asked', misspelt, null, { settings: { dns: off } }, 'not-run'],
  ['no host', '', absent, {}, 'not-applicable'],
])('host-typo-suffix: %s', (_name, host, answer, platform, outcome) => {
  const ingresses = [createTenantIngress({ host: host === '' ? undefined : host })]
  if (host === '') ingresses[0]?.spec?.rules?.splice(0, 1, {})
  const dns = answer === null ? {} : { [host]: answer }
  const { result } = runOn(hostTypoChecks, 'host-typo-suffix', { ...zoned, ...platform, ingresses, dns })
  expect(result.outcome).toBe(outcome)
})
