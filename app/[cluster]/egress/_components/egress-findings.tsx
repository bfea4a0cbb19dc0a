import { FindingCard } from '@/components/findings/finding-card'
import { orderBySeverity } from '@/components/path/finding-rows'
import { Card } from '@/components/ui/card'
import type { EgressAnswer } from '@/lib/api/egress'

/** What the egress checks found, the worst first. */
export function EgressFindings({ findings }: { findings: EgressAnswer['findings'] }) {
  return (
    <section aria-labelledby="egress-findings" className="space-y-3">
      <h2 id="egress-findings" className="font-semibold">
        Findings
      </h2>
      {findings.length === 0 ? (
        <Card>
          <p className="text-muted">No egress check found anything in what could be read.</p>
        </Card>
      ) : (
        orderBySeverity(findings).map((finding) => <FindingCard key={finding.id} finding={finding} />)
      )}
    </section>
  )
}
