import type { DemoRecord, DemoZone } from '@/lib/demo/dns/zone'
import type { BuiltCluster } from '@/lib/demo/scenarios/build-cluster'
import { loadBalancerZone } from '@/lib/demo/scenarios/cluster-plans'

/**
 * The zones of all clusters with the records their external-dns instances wrote. Where two clusters want one name, the first in
 * the list keeps it, as with a TXT registry; names outside the zones are dropped, as a provider would.
 */
export function buildZones(clusters: readonly BuiltCluster[]): DemoZone[] {
  const records = new Map<string, DemoRecord>()
  for (const cluster of clusters) {
    const taken = new Set(records.keys())
    for (const record of cluster.records) {
      const key = `${record.name} ${record.type}`
      if (!taken.has(key)) records.set(key, record)
    }
    const { loadBalancer } = cluster.plan
    if ('hostname' in loadBalancer) {
      records.set(`${loadBalancer.hostname} A`, {
        name: loadBalancer.hostname,
        type: 'A',
        ttlSeconds: 60,
        values: loadBalancer.ips,
      })
    }
  }
  const names = new Set([...clusters.flatMap((cluster) => cluster.plan.zones), loadBalancerZone])
  const zones = [...names].map((name): DemoZone => ({ name, records: [] }))
  for (const record of records.values()) {
    const zone = zones.find((entry) => record.name === entry.name || record.name.endsWith(`.${entry.name}`))
    zone?.records.push(record)
  }
  return zones
}
