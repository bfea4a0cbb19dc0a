import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

/** A trace on its way, in the layout that it will have. `label` is read out. */
export function TraceSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="@container">
      <div className="mb-4 rounded-lg border border-line border-l-4 bg-surface px-4 py-3.5">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="mt-3 h-4 w-1/3" />
      </div>
      <div className="grid @5xl:grid-cols-7 grid-cols-1 gap-x-5 gap-y-4 pt-3">
        {['dns-record', 'load-balancer', 'controller', 'ingress-rule', 'service', 'endpoints', 'pods'].map((hop) => (
          <div key={hop} className="@5xl:h-32 h-16 rounded-lg border border-line bg-surface px-3 py-2.5">
            <Skeleton className="h-3 w-1/2" />
            <Skeleton className="mt-2 h-4 w-3/4" />
          </div>
        ))}
      </div>
      <div className="mt-4 grid gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        {['cause', 'fix'].map((part) => (
          <div key={part} className="rounded-lg border border-line bg-surface">
            <SkeletonRows rows={5} label={part} />
          </div>
        ))}
      </div>
    </div>
  )
}
