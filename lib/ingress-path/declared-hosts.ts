import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { measureEditDistance } from './backend-service'
import {
  listAnnotatedServiceHosts,
  listIngressHosts,
  listingOfHost,
  listOwnPrefixes,
} from './external-dns/annotated-hosts'
import type { Service } from './external-dns/dns-source'
import { wildcardOf } from './locations'
import type { Ingress } from './subjects'

const similarHostsMax = 3
const similarDistanceMax = 3

/** Who declares a host: the name that covers it (itself or a wildcard), and what else may declare it but could not be read. */
export interface DeclaringObjects {
  matchedHost: string
  ingresses: readonly Ingress[]
  services: readonly Service[]
  missing: Unavailable | null
}

/** Objects that declare the host itself, else those that declare the wildcard above it. */
export function findDeclaring(view: ClusterView, host: string): DeclaringObjects {
  let missing: Unavailable | null = null
  for (const candidate of [host, wildcardOf(host)]) {
    if (candidate === null) continue
    const declaring = listingOfHost(view, 'Ingress', candidate)
    const annotated = listingOfHost(view, 'Service', candidate)
    for (const listing of [declaring, annotated])
      missing ??= listing.state === 'unavailable' ? listing.unavailable : listing.missing
    const ingresses = declaring.state === 'unavailable' ? [] : declaring.objects
    const named = annotated.state === 'unavailable' ? [] : annotated.objects
    const services = named.filter(({ spec }) => spec?.type === 'LoadBalancer')
    if (ingresses.length + services.length > 0) return { matchedHost: candidate, ingresses, services, missing }
  }
  return { matchedHost: host, ingresses: [], services: [], missing }
}

/** Up to three declared hosts that are spelled alike, nearest first: at most three letters away. Of what can be read: a suggestion needs no completeness. */
export function listSimilarHosts(view: ClusterView, host: string): string[] {
  const ingresses = view.listing('Ingress')
  const services = view.listing('Service')
  const prefixes = listOwnPrefixes(view)
  const distances = new Map<string, number>()
  for (const declared of [
    ...(ingresses.state === 'unavailable' ? [] : ingresses.objects).flatMap((one) => listIngressHosts(one, prefixes)),
    ...(services.state === 'unavailable' ? [] : services.objects).flatMap((one) =>
      listAnnotatedServiceHosts(one, prefixes),
    ),
  ]) {
    if (!distances.has(declared)) distances.set(declared, measureEditDistance(declared, host, similarDistanceMax))
  }
  return [...distances]
    .filter(([, distance]) => distance <= similarDistanceMax)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, similarHostsMax)
    .map(([declared]) => declared)
}
