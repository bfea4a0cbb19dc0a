import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { formatCounted } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'
import { EvidenceList } from './evidence-list'
import { FindingShare } from './finding-share'
import { FindingTitleLink } from './finding-title-link'
import { FixSteps, fixerWords } from './fix-steps'
import { levelWords } from './level-words'
import { SeverityBadge } from './severity-badge'

interface FindingCardProps {
  finding: Finding
  /** `root` is the cause the page leads with; `consequence` stands under its cause. */
  role?: 'root' | 'consequence' | 'other'
  /** Extra words under the title, such as a countdown or the hosts it hits. */
  note?: ReactNode
  headingLevel?: 2 | 3
}

/** One finding in full: what is wrong, the evidence, the fix, and where to read more. It can be linked to by its id. */
export function FindingCard({ finding, role = 'other', note, headingLevel = 3 }: FindingCardProps) {
  return (
    <Card
      id={`finding-${finding.id}`}
      headingLevel={headingLevel}
      className="scroll-mt-20 target:ring-2 target:ring-accent"
      title={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <SeverityBadge severity={finding.severity} />
          <FindingTitleLink finding={finding} />
        </span>
      }
      aside={
        <span className="flex items-center gap-2">
          {role === 'root' ? <Badge tone="fail">root cause</Badge> : null}
          {role === 'consequence' ? <Chip>consequence</Chip> : null}
          <FindingShare finding={finding} hasLink={false} />
        </span>
      }
    >
      <div className="space-y-3">
        <div>
          <p className="max-w-prose break-words">{finding.summary}</p>
          {note}
          <p className="mt-1 flex flex-wrap gap-x-4 text-muted">
            <span className="break-words">{formatObjectRef(finding.object)}</span>
            <span>
              check{' '}
              <Link className="link" href={finding.docs}>
                {finding.check}
              </Link>
            </span>
            <span>
              {formatCounted(finding.evidence.length, 'fact')}, {levelWords[finding.level]}
            </span>
          </p>
        </div>
        <EvidenceList evidence={finding.evidence} />
        <div>
          <h4 className="mb-1 font-semibold">
            Fix <span className="ml-1 font-normal text-faint text-sm">{fixerWords[finding.fix.who]}</span>
          </h4>
          <FixSteps fix={finding.fix} showsWho={false} />
        </div>
      </div>
    </Card>
  )
}
