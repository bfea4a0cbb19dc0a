import { answerFromZones, type DemoZone, findZone, listDelegated, normaliseName } from '@/lib/demo/dns/zone'
import { listOwnershipNames, listTxtRegistries } from '@/lib/ingress-path/external-dns/ownership'
import type { TxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import { findKnownZones } from '@/lib/ingress-path/external-dns/zones'
import {
  type DnsAnswer,
  type DnsRecordSet,
  type DnsZone,
  parentDomain,
  siblingName,
  textKey,
  zoneKey,
} from '@/lib/model/dns'
import { type KindName, type KubernetesObject, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { listDeclaredHosts } from '@/lib/snapshot/indexes'
import { ObjectStore } from '@/lib/snapshot/object-store'
import { watchedGroups } from '@/lib/sources/kubernetes/served-kinds'
import { trimObject } from '@/lib/sources/kubernetes/trim'

/** A kind that may not be listed, or DNS that is not asked. */
export type Hidden = KindName | 'Dns'

export interface FilledStore {
  name: string
  objects: readonly { kind: string }[]
  zones: readonly DemoZone[]
  nowMs: number
  hidden?: readonly Hidden[]
  /** Names that are asked beside those that Ingresses declare. */
  names?: readonly string[]
}

const recordTypes = ['A', 'AAAA', 'CNAME'] as const

const forbid = (kind: KindName): Unavailable => ({
  what: kindDescriptions[kind].resource,
  reason: 'forbidden',
  detail: 'the API server refused the list',
  need: `list and watch on ${kindDescriptions[kind].resource}`,
})

/**
 * A cluster as Fairlead holds it once everything was read: objects trimmed on arrival, every host and load balancer name
 * asked in the zones. `hidden` kinds are forbidden; without `Dns` no name is asked.
 */
export function fillStore({ name, objects, nowMs, hidden = [], names: asked = [], ...held }: FilledStore): ObjectStore {
  const zones = held.zones.map((zone): DemoZone => ({ ...zone, name: normaliseName(zone.name) }))
  const store = new ObjectStore({
    name,
    dns: { mode: hidden.includes('Dns') ? 'off' : 'resolvers', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  })
  const observedAt = new Date(nowMs).toISOString()
  for (const kind of kindNames) {
    if (hidden.includes(kind)) {
      store.setScopeState(kind, null, { state: 'unavailable', ...forbid(kind) })
      continue
    }
    const kept = objects
      .filter((object) => object.kind === kind)
      .flatMap((object): KubernetesObject[] => {
        const trimmed = trimObject(kind, JSON.parse(JSON.stringify(object)))
        return trimmed === null ? [] : [trimmed]
      })
    store.replaceObjects(kind, null, kept)
    store.setScopeState(kind, null, { state: 'observed', observedAt, staleSince: null, staleReason: null })
  }
  // Nothing here comes with kinds of these groups.
  for (const group of watchedGroups) store.setServedKinds(group, [])
  const statusNames = store
    .list('Ingress', null)
    .flatMap((ingress) => (ingress.status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) => hostname ?? []))
  const hosts = store.list('Ingress', null).flatMap(listDeclaredHosts)
  const names = hidden.includes('Dns') ? [] : new Set([...hosts, ...statusNames, ...asked])
  for (const host of names) store.setDnsAnswer(host, answerName(zones, host, observedAt))
  if (hidden.includes('Dns')) return store
  answerOwnershipNames(store, names, zones, nowMs)
  answerZones(store, [...hosts, ...asked], zones, nowMs)
  return store
}

/** The zone of each domain of hosts, a name beside them, and the zones that issuers name. */
function answerZones(store: ObjectStore, hosts: readonly string[], zones: readonly DemoZone[], nowMs: number): void {
  const observedAt = new Date(nowMs).toISOString()
  const domains = new Set(hosts.flatMap((host) => parentDomain(host) ?? []))
  for (const domain of domains)
    store.setDnsAnswer(siblingName(domain), answerName(zones, siblingName(domain), observedAt))
  for (const name of [...domains, ...findKnownZones(new ClusterView(store, nowMs)).zones])
    store.setDnsAnswer(zoneKey(name), answerZone(zones, name, observedAt))
}

function answerZone(all: readonly DemoZone[], name: string, observedAt: string): DnsZone | Unavailable {
  const zones = listDelegated(all)
  const zone = findZone(zones, name)
  if (zone === null)
    return { what: `DNS zone of ${name}`, reason: 'unreachable', detail: '127.0.0.1:5353 answered REFUSED', need: null }
  const parent = findZone(zones, parentDomain(zone.name) ?? '')?.name || '.'
  const { nameServers = [] } = zone
  return {
    name,
    zone: zone.name || '.',
    failure: null,
    primary: nameServers[0] ?? null,
    negativeTtlSeconds: zone.negativeTtlSeconds ?? 300,
    nameServers,
    delegation: { state: 'delegated', parent, nameServers },
    resolver: '127.0.0.1:5353',
    observedAt,
  }
}

/**
 * Leaves of a store what somebody sees who may read these namespaces alone: nothing that belongs to the cluster or stands elsewhere.
 */
export function seeOnly(store: ObjectStore, namespaces: readonly string[]): void {
  for (const kind of kindNames) {
    const objects = store.list(kind, null)
    store.replaceObjects(kind, null, [])
    store.setScopeState(kind, null, { state: 'unavailable', ...forbid(kind) })
    if (!kindDescriptions[kind].isNamespaced) continue
    for (const namespace of namespaces) {
      const own = objects.filter(({ metadata }) => metadata.namespace === namespace)
      store.replaceObjects(kind, namespace, own)
      store.setScopeState(kind, namespace, { state: 'observed', observedAt: '', staleSince: null, staleReason: null })
    }
  }
}

/** The TXT records in which external-dns may have signed the hosts; without knowing the controllers there are none to ask for. */
function answerOwnershipNames(
  store: ObjectStore,
  hosts: Iterable<string>,
  zones: readonly DemoZone[],
  nowMs: number,
): void {
  let registries: TxtRegistry[] = []
  try {
    registries = listTxtRegistries(new ClusterView(store, nowMs))
  } catch (error) {
    if (!(error instanceof NotObservedError)) throw error
  }
  for (const host of hosts) {
    const known = store.findDnsAnswer(host)
    const answer = known !== undefined && 'outcome' in known ? known : null
    for (const { name } of listOwnershipNames(host, registries, answer))
      store.setDnsAnswer(textKey(name), answerText(zones, name, new Date(nowMs).toISOString()))
  }
}

function answerText(zones: readonly DemoZone[], name: string, observedAt: string): DnsAnswer {
  const { records, outcome } = answerFromZones(zones, { name, type: 'TXT' })
  const recordSets = records.map(({ values, ttlSeconds }): DnsRecordSet => ({ type: 'TXT', values, ttlSeconds }))
  const isMissing = outcome === 'no-such-name' || outcome === 'refused'
  return {
    name,
    outcome: recordSets.length > 0 ? 'answered' : isMissing ? 'nxdomain' : 'nodata',
    recordSets,
    addresses: [],
    cnames: [],
    negativeTtlSeconds: 300,
    resolver: '127.0.0.1:5353',
    observedAt,
  }
}

function answerName(zones: readonly DemoZone[], name: string, observedAt: string): DnsAnswer {
  const answers = recordTypes.map((type) => answerFromZones(zones, { name, type }))
  const recordSets = new Map<string, DnsRecordSet>()
  for (const record of answers.flatMap(({ records }) => records)) {
    const type = recordTypes.find((known) => known === record.type)
    if (type !== undefined)
      recordSets.set(`${record.name} ${type}`, { type, values: record.values, ttlSeconds: record.ttlSeconds })
  }
  const valuesOf = (isCname: boolean) =>
    [...recordSets.values()].filter(({ type }) => (type === 'CNAME') === isCname).flatMap(({ values }) => values)
  const isMissing = answers.every(({ outcome }) => outcome === 'no-such-name' || outcome === 'refused')
  return {
    name,
    outcome: recordSets.size > 0 ? 'answered' : isMissing ? 'nxdomain' : 'nodata',
    recordSets: [...recordSets.values()],
    addresses: valuesOf(false).sort(),
    cnames: valuesOf(true),
    negativeTtlSeconds: 300,
    resolver: '127.0.0.1:5353',
    observedAt,
  }
}
