import { BandSkeleton, SkeletonRows } from '@/components/ui/skeleton'

/** A finding on its way, in the layout that it will have. */
export function FindingSkeleton() {
  return (
    <div role="status" aria-label="The finding is being looked for" className="space-y-4">
      <BandSkeleton />
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
