import { verdictWords } from '@/components/findings/verdict-look'
import { Button } from '@/components/ui/button'
import { formatCounted } from '@/lib/format/count'
import { countVerdicts } from './lane-order'
import type { Box } from './path-layout'
import { placeBox } from './place-box'
import type { KeyedPath } from './trace-selection'

interface FoldedLanesProps {
  /** Its place in the picture. */
  box: Box
  folded: readonly KeyedPath[]
  total: number
  onFold: (isUnfolded: boolean) => void
}

/** The paths that are not drawn, counted by verdict so that a fault among them shows, and a way to draw them. */
export function FoldedLanes({ box, folded, total, onFold }: FoldedLanesProps) {
  const isUnfolded = folded.length === 0
  return (
    <div style={placeBox(box)} className="@5xl:placed @max-5xl:mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button size="small" aria-expanded={isUnfolded} onClick={() => onFold(!isUnfolded)}>
        {isUnfolded ? 'Show the first paths only' : `Show all ${total} paths`}
      </Button>
      {isUnfolded ? null : (
        <p className="text-muted text-sm">
          {formatCounted(folded.length, 'more path')}: {countVerdicts(folded, verdictWords)}
        </p>
      )}
    </div>
  )
}
