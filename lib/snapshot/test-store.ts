import { type DnsAnswer, type DnsZone, parentDomain, zoneKey } from '@/lib/model/dns'
import { type KindMap, type KindName, kindNames } from '@/lib/model/kubernetes'
import type { HostProbe } from '@/lib/model/probe'
import type { ClusterSettings } from '@/lib/model/settings'
import type { Unavailable } from '@/lib/model/unavailable'
import { ObjectStore } from './object-store'

/** Objects of a small cluster for a test, by kind. Partial objects are fine: give what the test is about. */
export type TestObjects = {
  [K in KindName]?: readonly { metadata: { name: string; namespace?: string } }[] & readonly Partial<KindMap[K]>[]
}

const observed = {
  state: 'observed',
  observedAt: '2026-01-01T00:00:00.000Z',
  staleSince: null,
  staleReason: null,
} as const

/**
 * A store as if every kind had been read, holding these objects. Kinds in `unavailable` could not be read; names in `dns`
 * have been asked, `zones` says which zone holds a name, and `probes` are the last ones made.
 */
export function createTestStore(
  objects: TestObjects,
  options: {
    unavailable?: Partial<Record<KindName, Unavailable>>
    dns?: Record<string, Partial<DnsAnswer> | Unavailable>
    zones?: Record<string, Partial<DnsZone> | Unavailable>
    probes?: readonly HostProbe[]
    /** Kinds by API group; groups that are left out have not been asked for. */
    served?: Record<string, readonly string[] | Unavailable>
    settings?: Partial<ClusterSettings>
  } = {},
): ObjectStore {
  const store = new ObjectStore({
    name: 'test',
    dns: { mode: 'resolvers', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
    ...options.settings,
  })
  for (const kind of kindNames) {
    const unavailable = options.unavailable?.[kind]
    store.setScopeState(kind, null, unavailable === undefined ? observed : { state: 'unavailable', ...unavailable })
    // Tests give the fields they are about; code under test treats every other field as optional anyway.
    if (unavailable === undefined)
      store.replaceObjects(kind, null, (objects[kind] ?? []) as unknown as KindMap[KindName][])
  }
  for (const [name, answer] of Object.entries(options.dns ?? {})) {
    store.setDnsAnswer(
      name,
      'reason' in answer ? (answer as Unavailable) : completeAnswer(name, answer as Partial<DnsAnswer>),
    )
  }
  for (const [group, served] of Object.entries(options.served ?? {})) store.setServedKinds(group, served)
  for (const [name, zone] of Object.entries(options.zones ?? {}))
    store.setDnsAnswer(zoneKey(name), 'reason' in zone ? zone : completeZone(name, zone))
  for (const probe of options.probes ?? []) store.setProbe(probe)
  return store
}

/** A zone of its own that answers and is delegated to the servers it names, unless the test says otherwise. */
function completeZone(name: string, zone: Partial<DnsZone>): DnsZone {
  const apex = zone.zone ?? name
  const nameServers = zone.nameServers ?? ['ns1.dns.example', 'ns2.dns.example']
  return {
    name,
    zone: apex,
    failure: null,
    primary: nameServers[0] ?? null,
    negativeTtlSeconds: 300,
    nameServers,
    delegation: { state: 'delegated', parent: parentDomain(apex) ?? '.', nameServers },
    resolver: '127.0.0.1:53',
    observedAt: '2026-01-01T00:00:00.000Z',
    ...zone,
  }
}

function completeAnswer(name: string, answer: Partial<DnsAnswer>): DnsAnswer {
  return {
    name,
    outcome: 'answered',
    recordSets: [],
    addresses: [],
    cnames: [],
    negativeTtlSeconds: null,
    resolver: '127.0.0.1:53',
    observedAt: '2026-01-01T00:00:00.000Z',
    ...answer,
  }
}
