import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

/** A finding on its way, in the layout that it will have. */
export function FindingSkeleton() {
  return (
    <div role="status" aria-label="The finding is being looked for" className="space-y-4">
      <div className="rounded-lg border border-line border-l-4 bg-surface px-4 py-3.5">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="mt-3 h-4 w-1/3" />
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        {['evidence', 'fix'].map((part) => (
          <div key={part} className="rounded-lg border border-line bg-surface">
            <SkeletonRows rows={5} label={part} />
          </div>
        ))}
      </div>
    </div>
  )
}
