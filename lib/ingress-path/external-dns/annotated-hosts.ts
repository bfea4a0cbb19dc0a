import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import type { KindMap } from '@/lib/model/kubernetes'
import type { ClusterView, Listing } from '@/lib/snapshot/cluster-view'
import {
  isWellKnownHostnamePrefix,
  listDeclaredHosts,
  listHostsUnderPrefix,
  listServiceHosts,
} from '@/lib/snapshot/indexes'
import { readExternalDnsSettings } from './settings'

type HostKind = 'Ingress' | 'Service'

/**
 * Prefixes of annotations that an external-dns of the cluster was told to read (`--annotation-prefix`) beside the two that are known without it.
 * Annotations of other programs end in `/hostname` as well, so a prefix counts only when an instance reads it.
 */
export function listOwnPrefixes(view: ClusterView): string[] {
  return view.fact('hostname-annotation-prefixes', (inner) => {
    const prefixes = findExternalDnsInstances(inner).instances.flatMap(({ flags, version }) => {
      const { annotationPrefixes } = readExternalDnsSettings(flags, version)
      return annotationPrefixes.state === 'known' ? annotationPrefixes.value : []
    })
    return [...new Set(prefixes)].filter((prefix) => !isWellKnownHostnamePrefix(prefix)).sort()
  })
}

/** Hosts of an Ingress, wherever they stand, those in annotations of a prefix that some external-dns reads included. */
export function listIngressHosts(ingress: KindMap['Ingress'], prefixes: readonly string[]): string[] {
  return merge(listDeclaredHosts(ingress), listUnder('Ingress', ingress, prefixes))
}

/** The same for a Service: external-dns may make records for them. */
export function listAnnotatedServiceHosts(service: KindMap['Service'], prefixes: readonly string[]): string[] {
  return merge(listServiceHosts(service), listUnder('Service', service, prefixes))
}

/** The Ingresses, or Services, that name a host (lower case), under any prefix that is read here. */
export function listingOfHost<K extends HostKind>(view: ClusterView, kind: K, host: string): Listing<KindMap[K]> {
  const listing = readIndex(view, kind, 'host', host)
  const prefixes = listOwnPrefixes(view)
  if (prefixes.length === 0 || listing.state === 'unavailable') return listing
  const others = readIndex(view, kind, 'annotatedHost', host)
  if (others.state === 'unavailable') return others
  const added = others.objects.filter(
    (object) => !listing.objects.includes(object) && listUnder(kind, object, prefixes).includes(host),
  )
  return added.length === 0 ? listing : { ...listing, objects: [...listing.objects, ...added] }
}

// Both kinds have both indexes; the compiler cannot see that through the parameter.
const readIndex = <K extends HostKind>(view: ClusterView, kind: K, index: 'host' | 'annotatedHost', host: string) =>
  view.listingByIndex(kind, index as never, host, null)

function listUnder(kind: HostKind, { metadata }: KindMap[HostKind], prefixes: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => listHostsUnderPrefix(kind, metadata.annotations, prefix))
}

const merge = (hosts: readonly string[], more: readonly string[]) =>
  more.length === 0 ? [...hosts] : [...new Set([...hosts, ...more])]
