import Link from 'next/link'
import type { ReactNode } from 'react'
import { EvidenceList } from '@/components/findings/evidence-list'
import { FindingShare } from '@/components/findings/finding-share'
import { FixSteps } from '@/components/findings/fix-steps'
import { levelWords } from '@/components/findings/level-words'
import { SeverityBadge } from '@/components/findings/severity-badge'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'

interface FindingRowProps {
  finding: Finding
  /** Whether evidence and fix are shown at once; the reader may close and open them. */
  isOpen: boolean
  /** More under the fix, such as what follows from it. */
  children?: ReactNode
}

/** A finding in one line that opens to its evidence and fix: many fit on a screen, worst ones stand open. */
export function FindingRow({ finding, isOpen, children }: FindingRowProps) {
  return (
    <details open={isOpen} className="group">
      <summary className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-3.5 py-2 outline-offset-[-2px] hover:bg-sunken">
        <SeverityBadge severity={finding.severity} />
        <span className="min-w-0 break-words font-medium">{finding.title}</span>
        {finding.path === undefined ? null : <code className="text-muted">{finding.path}</code>}
        <span className="ml-auto text-faint text-sm group-open:hidden print:hidden">show fix</span>
      </summary>
      {/* The id stands inside, so that a link to the finding opens it. */}
      <div id={`finding-${finding.id}`} className="scroll-mt-28 space-y-3 px-3.5 pt-1 pb-3.5">
        <div>
          <p className="max-w-prose break-words">{finding.summary}</p>
          <p className="mt-1 flex flex-wrap items-center gap-x-4 text-muted">
            <span className="break-words">{formatObjectRef(finding.object)}</span>
            <span>
              check{' '}
              <Link className="link" href={finding.docs}>
                {finding.check}
              </Link>
            </span>
            <span>{levelWords[finding.level]}</span>
            <FindingShare finding={finding} align="start" />
          </p>
        </div>
        <EvidenceList evidence={finding.evidence} />
        <FixSteps fix={finding.fix} />
      </div>
      {children}
    </details>
  )
}

const rankBySeverity = { error: 0, warning: 1, info: 2 }

/** Findings with errors first; equals keep their order. */
export function orderBySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => rankBySeverity[a.severity] - rankBySeverity[b.severity])
}
