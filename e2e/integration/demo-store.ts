import { answerFromZones } from '@/lib/demo/dns/zone'
import { type BuiltCluster, buildCluster } from '@/lib/demo/scenarios/build-cluster'
import { buildZones } from '@/lib/demo/scenarios/build-zones'
import { clusterPlans } from '@/lib/demo/scenarios/cluster-plans'
import { listOwnershipNames, listTxtRegistries } from '@/lib/ingress-path/external-dns/ownership'
import type { TxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import { type DnsAnswer, type DnsRecordSet, textKey } from '@/lib/model/dns'
import { type KindName, type KubernetesObject, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { listDeclaredHosts } from '@/lib/snapshot/indexes'
import { ObjectStore } from '@/lib/snapshot/object-store'
import { trimObject } from '@/lib/sources/kubernetes/trim'

export const demoStartedAtMs = Date.parse('2026-03-01T12:00:00Z')
/** Long enough after the start that nothing in the demo is still inside a grace period. */
export const demoNowMs = demoStartedAtMs + 3_600_000

const clusters = clusterPlans.map((plan) => buildCluster(plan, '1', demoStartedAtMs, { ingresses: 0, pods: 0 }))
const zones = buildZones(clusters)
const recordTypes = ['A', 'AAAA', 'CNAME'] as const

/** One cluster of the demo as its generators build it. Throws when there is none of that name. */
export function findDemoCluster(name: string): BuiltCluster {
  const cluster = clusters.find(({ plan }) => plan.name === name)
  if (cluster === undefined) throw new Error(`the demo has no cluster ${name}`)
  return cluster
}

const forbid = (kind: KindName): Unavailable => ({
  what: kindDescriptions[kind].resource,
  reason: 'forbidden',
  detail: 'the API server refused the list',
  need: `list and watch on ${kindDescriptions[kind].resource}`,
})

/**
 * A demo cluster as Fairlead holds it once everything was read: objects trimmed on arrival, every host and load balancer name
 * asked in the demo's zones. `hidden` kinds are forbidden; without `Dns` no name is asked.
 */
export function loadDemoCluster(name: string, hidden: readonly (KindName | 'Dns')[] = []): ObjectStore {
  const { objects } = findDemoCluster(name)
  const store = new ObjectStore({
    name,
    dns: { mode: hidden.includes('Dns') ? 'off' : 'resolvers', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  })
  const observedAt = new Date(demoNowMs).toISOString()
  for (const kind of kindNames) {
    if (hidden.includes(kind)) {
      store.setScopeState(kind, null, { state: 'unavailable', ...forbid(kind) })
      continue
    }
    const kept = objects
      .filter((object) => object.kind === kind)
      .flatMap((object): KubernetesObject[] => {
        const trimmed = trimObject(kind, renewLease(JSON.parse(JSON.stringify(object))))
        return trimmed === null ? [] : [trimmed]
      })
    store.replaceObjects(kind, null, kept)
    store.setScopeState(kind, null, { state: 'observed', observedAt, staleSince: null, staleReason: null })
  }
  const statusNames = store
    .list('Ingress', null)
    .flatMap((ingress) => (ingress.status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) => hostname ?? []))
  const hosts = store.list('Ingress', null).flatMap(listDeclaredHosts)
  const names = hidden.includes('Dns') ? [] : new Set([...hosts, ...statusNames])
  for (const host of names) store.setDnsAnswer(host, answerDemoName(host))
  if (!hidden.includes('Dns')) answerOwnershipNames(store, names)
  return store
}

/** The demo's heartbeat keeps the Leases of running controllers alive; here the clock is set forward without it. */
function renewLease(object: { kind: string; spec?: { renewTime?: string } }) {
  const { kind, spec } = object
  const wasAlive = kind === 'Lease' && Date.parse(spec?.renewTime ?? '') > demoStartedAtMs - 60_000
  return wasAlive ? { ...object, spec: { ...spec, renewTime: new Date(demoNowMs).toISOString() } } : object
}

/** The TXT records in which external-dns may have signed the hosts; without knowing the controllers there are none to ask for. */
function answerOwnershipNames(store: ObjectStore, hosts: Iterable<string>): void {
  let registries: TxtRegistry[] = []
  try {
    registries = listTxtRegistries(new ClusterView(store, demoNowMs))
  } catch (error) {
    if (!(error instanceof NotObservedError)) throw error
  }
  for (const host of hosts) {
    const known = store.findDnsAnswer(host)
    const answer = known !== undefined && 'outcome' in known ? known : null
    for (const { name } of listOwnershipNames(host, registries, answer))
      store.setDnsAnswer(textKey(name), answerDemoText(name))
  }
}

function answerDemoText(name: string): DnsAnswer {
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
    observedAt: new Date(demoNowMs).toISOString(),
  }
}

function answerDemoName(name: string): DnsAnswer {
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
    observedAt: new Date(demoNowMs).toISOString(),
  }
}
