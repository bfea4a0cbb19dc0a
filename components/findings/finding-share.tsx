'use client'

import Link from 'next/link'
import { CopyMenu } from '@/components/ui/copy-menu'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'
import { paths } from '@/lib/paths'
import { listCopies } from './copy-finding'
import { useFindingCluster } from './finding-title-link'

interface FindingShareProps {
  finding: Finding
  /** False where its title is the link already. */
  hasLink?: boolean
  align?: 'start' | 'end'
}

/** Beside a finding in a list or card: the way to its own page, and copies of it. */
export function FindingShare({ finding, hasLink = true, align }: FindingShareProps) {
  const cluster = useFindingCluster()
  const name = `${finding.title}, ${finding.host ?? formatObjectRef(finding.object)}`
  return (
    <span className="inline-flex items-center gap-x-1.5 whitespace-nowrap">
      {hasLink ? (
        <Link className="link text-sm" href={paths.finding(cluster, finding.id)}>
          details<span className="sr-only"> of {name}</span>
        </Link>
      ) : null}
      <CopyMenu label={`Copy finding: ${name}`} choices={listCopies(cluster, finding)} align={align} />
    </span>
  )
}
