import { BandSkeleton, Skeleton, SkeletonRows } from '@/components/ui/skeleton'
import { hopIds } from '@/lib/model/hop'
import { layoutPath } from './path-layout'
import { placeBox, reserveHeight } from './place-box'

// Most hosts have one path and a certificate.
const layout = layoutPath({
  laneKeys: [''],
  hasController: true,
  hasBackends: true,
  hasCertificate: true,
  hasFold: false,
})
const boxes = { ...layout.host, ...layout.lanes[0]?.boxes, certificate: layout.certificate?.box }

/** A trace on its way, in the layout that it will have. `label` is read out. */
export function TraceSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="@container">
      <BandSkeleton />
      <div
        style={reserveHeight(layout.height)}
        className="relative flex @5xl:block @5xl:picture-room flex-col gap-y-4 @max-5xl:pt-3"
      >
        {hopIds.map((hop) => {
          const box = boxes[hop]
          return box === undefined ? null : (
            <div
              key={hop}
              style={placeBox(box)}
              className="@5xl:placed @max-5xl:h-16 rounded-lg border border-line bg-surface px-3 py-2.5"
            >
              <Skeleton className="h-3 w-1/2" />
              <Skeleton className="mt-2 h-4 w-3/4" />
            </div>
          )
        })}
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
