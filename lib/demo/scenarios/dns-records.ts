import type { DemoRecord } from '@/lib/demo/dns/zone'
import { readArray, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** Azure DNS gives records 300 seconds when external-dns names no lifetime. */
const recordTtlSeconds = 300

/** The annotation prefix that external-dns up to 0.21 reads. */
const annotationPrefix = 'external-dns.alpha.kubernetes.io/'

/** The hosts that external-dns collects from an Ingress (rules, tls entries) and from the hostname annotation of any object. */
export function hostsOf(ingress: KubeObject): string[] {
  const hosts = new Set<string>()
  for (const rule of readArray(ingress, 'spec', 'rules')) hosts.add(readString(rule, 'host') ?? '')
  for (const entry of readArray(ingress, 'spec', 'tls')) {
    for (const host of readArray(entry, 'hosts')) if (typeof host === 'string') hosts.add(host)
  }
  const annotated = ingress.metadata.annotations?.[`${annotationPrefix}hostname`] ?? ''
  for (const host of annotated.split(',')) hosts.add(host.trim())
  hosts.delete('')
  return [...hosts]
}

export function statusAddresses(ingress: KubeObject): string[] {
  const entries = readArray(ingress, 'status', 'loadBalancer', 'ingress')
  return entries.flatMap((entry) => readString(entry, 'ip') ?? readString(entry, 'hostname') ?? [])
}

/**
 * The records external-dns 0.19 writes for an Ingress or Service with these targets: one for each host and the TXT that says whose it is.
 * Without targets there are none. `ownerId` is who signed it, where that was another.
 */
export function buildRecords(
  context: ScenarioContext,
  object: KubeObject,
  targets: string[],
  ownerId: string = context.plan.ownerId,
): DemoRecord[] {
  if (targets.length === 0) return []
  const type = /^[\d.]+$/.test(targets[0] ?? '') ? 'A' : 'CNAME'
  const { name, namespace } = object.metadata
  const ownership = `heritage=external-dns,external-dns/owner=${ownerId},external-dns/resource=${object.kind.toLowerCase()}/${namespace}/${name}`
  return hostsOf(object).flatMap((host): DemoRecord[] => [
    { name: host, type, ttlSeconds: recordTtlSeconds, values: targets },
    { name: `${type.toLowerCase()}-${host}`, type: 'TXT', ttlSeconds: recordTtlSeconds, values: [ownership] },
  ])
}
