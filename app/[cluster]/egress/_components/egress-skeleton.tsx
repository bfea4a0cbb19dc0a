import { BandSkeleton, Skeleton, SkeletonRows } from '@/components/ui/skeleton'

/** The egress page on its way, in the layout that it will have. */
export function EgressSkeleton() {
  return (
    <div className="space-y-4">
      <BandSkeleton />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <div className="flex h-96 items-center justify-center rounded-lg border border-line bg-surface">
          <Skeleton className="h-20 w-48" />
        </div>
        <div className="h-96 rounded-lg border border-line bg-surface" />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <SkeletonRows rows={4} label="Reading nodes and egress settings" />
      </div>
    </div>
  )
}
