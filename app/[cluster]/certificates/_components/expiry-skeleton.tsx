import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

/** The card of the expiry on its way: as high as it will be. */
export function ExpirySkeleton() {
  return (
    <Card title="Expiry" aside="weeks begin today, days in UTC">
      <Skeleton className="hidden aspect-[39/7] max-w-5xl sm:block" />
      <Skeleton className="mt-2.5 h-13.5 w-3/5 max-sm:h-31.5" />
    </Card>
  )
}
