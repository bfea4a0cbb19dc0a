'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useState } from 'react'
import { type ClusterSummary, clustersQuery } from '@/lib/api/clusters'
import { decodeParam } from '@/lib/paths'

/**
 * The cluster the navigation is about: the one in the address; on pages that belong to no cluster (the catalogue) the one the
 * reader came from, or the only one there is. Null when there is none to speak of.
 */
export function useCurrentCluster(): { current: ClusterSummary | null; clusters: readonly ClusterSummary[] } {
  const params = useParams()
  const named = typeof params.cluster === 'string' ? decodeParam(params.cluster) : null
  const [lastNamed, setLastNamed] = useState(named)
  if (named !== null && named !== lastNamed) setLastNamed(named)
  const clusters = useQuery(clustersQuery()).data?.items ?? []
  const wanted = named ?? lastNamed
  const found = clusters.find((cluster) => cluster.name === wanted) ?? null
  const only = named === null && clusters.length === 1 ? (clusters[0] ?? null) : null
  return { current: found ?? only, clusters }
}
