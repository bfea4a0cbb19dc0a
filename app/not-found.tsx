import type { Metadata } from 'next'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { ClusterLinks } from './_components/cluster-links'

export const metadata: Metadata = { title: 'Nothing here' }

export default function NotFound() {
  return (
    <div className="mx-auto flex max-w-prose flex-col items-center gap-3 py-20 text-center">
      <VerdictIcon verdict="not-applicable" className="size-6" />
      <h1 className="font-semibold text-xl">There is nothing at this address</h1>
      <p className="text-muted">
        The cluster, ingress or check that it names does not exist, or Fairlead may not read it. An ingress that was
        deleted ends up here too.
      </p>
      <ClusterLinks />
    </div>
  )
}
