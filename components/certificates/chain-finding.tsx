import Link from 'next/link'
import { EvidenceList } from '@/components/findings/evidence-list'
import { FixSteps } from '@/components/findings/fix-steps'
import { SeverityIcon } from '@/components/findings/severity-badge'
import type { Finding } from '@/lib/model/finding'

interface ChainFindingProps {
  finding: Finding
  /** Whether fix and evidence are shown at once. */
  isOpen: boolean
}

/** What a check says about one link, with the fix. */
export function ChainFinding({ finding, isOpen }: ChainFindingProps) {
  return (
    <details open={isOpen} className="group mt-1">
      <summary className="flex flex-wrap items-baseline gap-x-2">
        <SeverityIcon severity={finding.severity} className="size-3.5 translate-y-0.5" />
        <span className="min-w-0 break-words font-medium">{finding.title}</span>
        <span className="text-muted text-sm group-open:hidden">show fix</span>
      </summary>
      <div className="mt-1 space-y-2 pl-5.5">
        <p className="max-w-prose [overflow-wrap:anywhere]">{finding.summary}</p>
        <FixSteps fix={finding.fix} />
        <details>
          <summary className="link text-sm">evidence</summary>
          <EvidenceList evidence={finding.evidence} />
        </details>
        <p className="text-muted text-sm">
          check{' '}
          <Link className="link" href={finding.docs}>
            {finding.check}
          </Link>
        </p>
      </div>
    </details>
  )
}
