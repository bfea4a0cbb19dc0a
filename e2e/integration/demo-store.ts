import { type BuiltCluster, buildCluster } from '@/lib/demo/scenarios/build-cluster'
import { buildZones } from '@/lib/demo/scenarios/build-zones'
import { clusterPlans } from '@/lib/demo/scenarios/cluster-plans'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { fillStore, type Hidden } from './filled-store'

export const demoStartedAtMs = Date.parse('2026-03-01T12:00:00Z')
/** Long enough after the start that nothing in the demo is still inside a grace period. */
export const demoNowMs = demoStartedAtMs + 3_600_000

const clusters = clusterPlans.map((plan) => buildCluster(plan, '1', demoStartedAtMs, { ingresses: 0, pods: 0 }))
const zones = buildZones(clusters)

/** One cluster of the demo as its generators build it. Throws when there is none of that name. */
export function findDemoCluster(name: string): BuiltCluster {
  const cluster = clusters.find(({ plan }) => plan.name === name)
  if (cluster === undefined) throw new Error(`the demo has no cluster ${name}`)
  return cluster
}

/** A demo cluster as Fairlead holds it once everything was read; see `fillStore`. */
export function loadDemoCluster(name: string, hidden: readonly Hidden[] = []): ObjectStore {
  const objects = findDemoCluster(name).objects.map((object) => renewLease(JSON.parse(JSON.stringify(object))))
  return fillStore({ name, objects, zones, nowMs: demoNowMs, hidden })
}

/** The demo's heartbeat keeps the Leases of running controllers alive; here the clock is set forward without it. */
function renewLease(object: { kind: string; spec?: { renewTime?: string } }) {
  const { kind, spec } = object
  const wasAlive = kind === 'Lease' && Date.parse(spec?.renewTime ?? '') > demoStartedAtMs - 60_000
  return wasAlive ? { ...object, spec: { ...spec, renewTime: new Date(demoNowMs).toISOString() } } : object
}
