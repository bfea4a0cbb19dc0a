import { type DemoRecord, type DemoZone, findZone } from '@/lib/demo/dns/zone'
import type { BuiltCluster } from '@/lib/demo/scenarios/build-cluster'
import { loadBalancerZone, undelegatedZones, wildcardRecord } from '@/lib/demo/scenarios/cluster-plans'

/** The zone of the name servers of all zones; they listen where the demo's DNS server does. */
const nameServerZone = 'dns.example.org'
const nameServers = [`ns1.${nameServerZone}`, `ns2.${nameServerZone}`]
const nameServerAddress = '127.0.0.1'

/**
 * The zones of all clusters with the records their external-dns instances wrote, and the zones above them up to the root. Where two clusters want one name,
 * the first in the list keeps it, as with a TXT registry; names outside the zones are dropped, as a provider would.
 */
export function buildZones(clusters: readonly BuiltCluster[]): DemoZone[] {
  const records = new Map<string, DemoRecord>()
  const add = (record: DemoRecord) => records.set(`${record.name} ${record.type}`, record)
  for (const cluster of clusters) {
    const taken = new Set(records.keys())
    for (const record of cluster.records) if (!taken.has(`${record.name} ${record.type}`)) add(record)
    const { loadBalancer } = cluster.plan
    if ('hostname' in loadBalancer)
      add({ name: loadBalancer.hostname, type: 'A', ttlSeconds: 60, values: loadBalancer.ips })
  }
  for (const name of nameServers) add({ name, type: 'A', ttlSeconds: 3600, values: [nameServerAddress] })
  add(wildcardRecord)
  const names = new Set([...clusters.flatMap((cluster) => cluster.plan.zones), loadBalancerZone, nameServerZone])
  const zones = [...names].map(createZone)
  for (const record of records.values()) findZone(zones, record.name)?.records.push(record)
  const above = new Set([...names].flatMap(listParents).filter((name) => !names.has(name)))
  return [...zones, ...[...above, '.'].map(createZone)]
}

function createZone(name: string): DemoZone {
  return { name, nameServers, records: [], isDelegated: !undelegatedZones.includes(name) }
}

/** `example.net` and `net` for `shop.example.net`. */
function listParents(name: string): string[] {
  const labels = name.split('.')
  return labels.slice(1).map((_label, position) => labels.slice(position + 1).join('.'))
}
