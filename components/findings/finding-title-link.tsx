'use client'

import Link from 'next/link'
import { useParams } from 'next/navigation'
import type { Finding } from '@/lib/model/finding'
import { decodeParam, paths } from '@/lib/paths'

/** The title of a finding as the link to its page. */
export function FindingTitleLink({ finding }: { finding: Finding }) {
  const cluster = useFindingCluster()
  return (
    <Link data-print="target" className="break-words hover:underline" href={paths.finding(cluster, finding.id)}>
      {finding.title}
    </Link>
  )
}

/** Findings are shown on pages of one cluster, which the address names. */
export function useFindingCluster(): string {
  const { cluster } = useParams<{ cluster: string }>()
  return decodeParam(cluster)
}
