import { Card } from '@/components/ui/card'

/** Why nothing can be asked about this cluster, and what counts instead. */
export function NoWhatIfCard({ reason, applies }: { reason: string; applies: string }) {
  return (
    <Card title="What if?" aside="nothing to compute">
      <p className="[overflow-wrap:anywhere]">{reason}</p>
      <p className="mt-1 text-muted [overflow-wrap:anywhere]">{applies}</p>
    </Card>
  )
}
