'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { buttonClassNames } from '@/components/ui/button'
import { clustersQuery } from '@/lib/api/clusters'
import { paths } from '@/lib/paths'

const linksShownMax = 6

/** Ways back into the clusters there are. */
export function ClusterLinks() {
  const clusters = useQuery(clustersQuery()).data?.items ?? []
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {clusters.slice(0, linksShownMax).map(({ name }) => (
        <Link key={name} href={paths.ingresses(name)} className={buttonClassNames()}>
          Ingresses of {name}
        </Link>
      ))}
      <Link href={paths.clusters()} className={buttonClassNames({ look: 'quiet' })}>
        All clusters
      </Link>
    </div>
  )
}
