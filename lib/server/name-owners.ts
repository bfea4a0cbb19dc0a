import 'server-only'
import type { DnsOwner } from '@/lib/api/dns-zones'
import { findRegistryUsers, type RegistryUsers } from '@/lib/ingress-path/dns-zones/registries'
import type { NamedCluster } from './compose-names'

const none: RegistryUsers = { users: [], missing: null }

/** The external-dns of a cluster and as whom they sign, from memory while nothing of it changed. */
export function readRegistryUsers(cluster: NamedCluster): RegistryUsers {
  return cluster.judgements.get('name-owners', Date.now(), findRegistryUsers) ?? none
}

export function listOwners(clusters: readonly NamedCluster[]): DnsOwner[] {
  return clusters.flatMap((cluster) =>
    readRegistryUsers(cluster).users.map(({ instance, registry, ownerId, policy, because }) => ({
      cluster: cluster.name,
      instance,
      registry,
      ownerId,
      policy,
      because,
    })),
  )
}

/** Which clusters sign with an owner id. */
export function mapOwners(clusters: readonly NamedCluster[]): ReadonlyMap<string, readonly string[]> {
  const clustersById = new Map<string, string[]>()
  for (const cluster of clusters) {
    for (const { txt } of readRegistryUsers(cluster).users) {
      if (txt === null) continue
      const known = clustersById.get(txt.ownerId) ?? []
      if (!known.includes(cluster.name)) clustersById.set(txt.ownerId, [...known, cluster.name])
    }
  }
  return clustersById
}
