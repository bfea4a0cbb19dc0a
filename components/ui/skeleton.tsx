import { classNames } from './class-names'

/** A grey shape where something will stand. Give it the size of the final thing, so nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded bg-line', className ?? 'h-4 w-full')} />
}

/** The sentence on top of a page, on its way: one line of it and one of what stands below. */
export function BandSkeleton() {
  return (
    <div className="mb-4 rounded-lg border border-line border-l-4 bg-surface px-4 py-3.5">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="mt-2 h-4 w-1/3" />
    </div>
  )
}

/** Rows of a list or table that is on its way. `label` is read out. */
export function SkeletonRows({
  rows,
  label,
  rowClassName = 'h-8',
}: {
  rows: number
  label: string
  rowClassName?: string
}) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never reordered
          key={row}
          className={classNames('flex items-center gap-4 border-line border-t px-3.5 first:border-t-0', rowClassName)}
        >
          <Skeleton className="size-4 shrink-0 rounded-full" />
          <Skeleton className="h-3 w-1/5" />
          <Skeleton className="h-3 w-1/4" />
          <Skeleton className="h-3 flex-1" />
        </div>
      ))}
    </div>
  )
}
