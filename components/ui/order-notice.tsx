import { ArrowDownUp } from 'lucide-react'
import { Button } from './button'

/** Stands over a list whose rows were held in place, and sorts it again when asked. Holds its height, so nothing jumps. */
export function OrderNotice({ isOutOfOrder, onSort }: { isOutOfOrder: boolean; onSort: () => void }) {
  return (
    <div aria-live="polite" className="flex h-7 items-center">
      {isOutOfOrder ? (
        <Button size="small" onClick={onSort} title="Rows stay where they are until you ask">
          <ArrowDownUp aria-hidden className="size-3.5" />
          The list has changed: sort again
        </Button>
      ) : null}
    </div>
  )
}
