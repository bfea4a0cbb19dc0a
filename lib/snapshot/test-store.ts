import type { DnsAnswer } from '@/lib/model/dns'
import { type KindMap, type KindName, kindNames } from '@/lib/model/kubernetes'
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
 * have been asked.
 */
export function createTestStore(
  objects: TestObjects,
  options: {
    unavailable?: Partial<Record<KindName, Unavailable>>
    dns?: Record<string, Partial<DnsAnswer> | Unavailable>
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
  return store
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
