import { judgeHost } from '@/lib/checks/ingress/judge-host'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import type { DemoRecord, DemoZone } from '@/lib/demo/dns/zone'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { fillStore, type Hidden } from './filled-store'
import type { IngressScenario } from './ingress-scenario'
import { platform } from './ingress-scenarios'
import type { ApiObject } from './kube-apiserver'
import { loadBalancerAddress } from './scenario-objects'

/** The moment at which scenarios are judged: that of the ages in their objects. */
const nowMs = Date.now()

const keyOf = ({ kind, metadata }: ApiObject) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`

/** Everything that stands in the cluster of a scenario when it is alone there. */
function listObjects(one: IngressScenario): ApiObject[] {
  const objects = new Map(platform.map((object) => [keyOf(object), object]))
  for (const object of one.remove ?? []) objects.delete(keyOf(object))
  for (const object of one.objects) objects.set(keyOf(object), one.deletes ? markDeleted(object, one) : object)
  return [...objects.values()].map((object) => ({ ...object, metadata: { uid: keyOf(object), ...object.metadata } }))
}

function markDeleted(object: ApiObject, { at }: IngressScenario): ApiObject {
  const { kind, metadata } = object
  if (kind !== 'Ingress' || `${metadata.namespace}/${metadata.name}` !== at) return object
  return { ...object, metadata: { ...metadata, deletionTimestamp: new Date(nowMs).toISOString() } }
}

/** What DNS holds for a scenario: its address and who signed it. */
export function listScenarioRecords({ host, dns, owner, wildcard }: IngressScenario): DemoRecord[] {
  const address = dns === undefined ? loadBalancerAddress : dns
  const records: DemoRecord[] = []
  if (address !== null) records.push({ name: host, type: 'A', ttlSeconds: 5, values: [address] })
  if (owner !== undefined) {
    const text = `heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/elsewhere/web`
    records.push({ name: `a-${host}`, type: 'TXT', ttlSeconds: 5, values: [text] })
  }
  if (wildcard !== undefined)
    records.push({ name: host.replace(/^[^.]+/, '*'), type: 'A', ttlSeconds: 5, values: [wildcard] })
  return records
}

const nameServers = ['ns1.example.net']
const nameServer: DemoRecord = { name: 'ns1.example.net', type: 'A', ttlSeconds: 5, values: ['127.0.0.1'] }

/** Zones of every scenario. Those above hold nothing, so that a misspelt name does not exist instead of being refused. */
export const scenarioZones = (records: readonly DemoRecord[]): DemoZone[] => [
  { name: 'example.net', nameServers, negativeTtlSeconds: 1, records: [nameServer, ...records] },
  ...['net', 'edu', '.'].map((name) => ({ name, nameServers, negativeTtlSeconds: 1, records: [] })),
]

/** Judges a scenario by itself, some kinds being forbidden. Its Ingress is judged even when Ingresses cannot be listed. */
export function judgeScenario(
  one: IngressScenario,
  hidden: readonly Hidden[] = [],
  limit: (store: ObjectStore) => void = () => {},
) {
  const zones = scenarioZones(listScenarioRecords(one))
  const objects = listObjects(one)
  const store = fillStore({ name: 'c', objects, zones, nowMs, hidden, names: [one.host] })
  limit(store)
  const view = new ClusterView(store, nowMs)
  if (one.asks !== undefined) return judgeHost(view, one.host, one.asks.path ?? null)
  const judged = objects.find((object) => keyOf(object) === `Ingress/${one.at}`)
  if (judged === undefined) throw new Error(`${one.check} has no Ingress ${one.at}`)
  // Written as plain JSON, as an API server would send it.
  return judgeIngress(view, JSON.parse(JSON.stringify(judged)) as Ingress)
}
