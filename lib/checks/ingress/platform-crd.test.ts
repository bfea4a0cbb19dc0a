import { describe, expect, it } from 'vitest'
import { createExternalDns, forbid, type Platform, testHost } from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, runOn } from './check-test-cases'
import { platformChecks } from './platform'

const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const gateway = 'gateway.networking.k8s.io'
const endpoints = 'externaldns.k8s.io'

/** An external-dns that ends again and again after so many seconds. */
const ending = (lastRunSeconds: number | undefined, ...args: string[]): Partial<Platform> => ({
  externalDns: [
    createExternalDns({
      isReady: false,
      lastRunSeconds,
      args: ['--source=ingress', '--provider=azure', '--policy=sync', ...args],
    }),
  ],
  dns: absent,
})

const check = 'edns-crd-missing'
const cases: CheckCase[] = [
  {
    check,
    name: 'a route source without Gateway API',
    platform: { ...ending(61, '--source=gateway-httproute'), served: { [gateway]: [] } },
    outcome: 'found',
    says: /waits for Gateway and HTTPRoute, which are not installed, and ends after a minute/,
  },
  {
    check,
    name: 'one kind of route is not among those that are installed',
    platform: {
      ...ending(60, '--source=gateway-tlsroute'),
      served: { [gateway]: ['Gateway', 'GatewayClass', 'HTTPRoute'] },
    },
    outcome: 'found',
    says: /waits for TLSRoute, which is not installed/,
  },
  {
    check,
    name: 'the kind of its own records',
    platform: { ...ending(62, '--source=crd'), served: { [endpoints]: [] } },
    outcome: 'found',
    says: /waits for DNSEndpoint/,
  },
  {
    check,
    name: 'the kinds are installed',
    platform: { ...ending(61, '--source=gateway-httproute'), served: { [gateway]: ['Gateway', 'HTTPRoute'] } },
    outcome: 'clear',
  },
  {
    check,
    name: 'it ends at once, for another reason',
    platform: { ...ending(1, '--source=gateway-httproute'), served: { [gateway]: [] } },
    outcome: 'clear',
  },
  {
    check,
    name: 'no run of it has ended yet',
    platform: { ...ending(undefined, '--source=gateway-httproute'), served: { [gateway]: [] } },
    outcome: 'clear',
  },
  { check, name: 'no source of custom kinds', platform: ending(61), outcome: 'clear' },
  {
    check,
    name: 'a kind of somebody else for the source crd',
    platform: ending(61, '--source=crd', '--crd-source-apiversion=example.org/v1', '--crd-source-kind=Name'),
    outcome: 'clear',
  },
  {
    check,
    name: 'it runs',
    platform: {
      externalDns: [createExternalDns({ args: ['--source=ingress', '--source=gateway-httproute'] })],
      served: { [gateway]: [] },
    },
    outcome: 'clear',
  },
  { check, name: 'no external-dns', platform: { externalDns: [], dns: absent }, outcome: 'not-applicable' },
  {
    check,
    name: 'which kinds there are was not asked yet',
    platform: ending(61, '--source=gateway-httproute'),
    outcome: 'not-run',
    says: /not asked yet/,
  },
  {
    check,
    name: 'discovery is forbidden',
    platform: { ...ending(61, '--source=gateway-httproute'), served: { [gateway]: forbid('kinds') } },
    outcome: 'not-run',
  },
  {
    check,
    name: 'its Pods cannot be seen',
    platform: {
      ...ending(61, '--source=gateway-httproute'),
      served: { [gateway]: [] },
      unavailable: { Pod: forbid('pods') },
    },
    outcome: 'not-run',
    says: /how long its last run lasted/,
  },
]

describe('kinds that external-dns waits for', () => {
  it.each(cases)('$name', ({ check: id, platform, outcome, says }) => {
    const { result, findings } = runOn(platformChecks, id, platform)
    expect(result.outcome).toBe(outcome)
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
  })
})
