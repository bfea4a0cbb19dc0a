import dynamic from 'next/dynamic'
import Link from 'next/link'
import { EvidenceList } from '@/components/findings/evidence-list'
import { FindingTitleLink } from '@/components/findings/finding-title-link'
import { FixSteps, fixerWords } from '@/components/findings/fix-steps'
import { levelWords } from '@/components/findings/level-words'
import { SeverityBadge, SeverityIcon } from '@/components/findings/severity-badge'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { formatCounted } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'
import type { FindingGroup } from './group-findings'

// The copies of a finding are written by code that can come after the page.
const FindingShare = dynamic(() => import('@/components/findings/finding-share').then((share) => share.FindingShare))

interface RootCauseCardProps {
  group: FindingGroup
  /** "above, at DNS record", when the reader opened the station that shows evidence and fix. */
  shownAt: string | null
}

/** The cause with its evidence, and under it what only follows from it. The fix stands beside it, in `FixCard`. */
export function RootCauseCard({ group, shownAt }: RootCauseCardProps) {
  const { finding, consequences } = group
  return (
    <Card
      id={`finding-${finding.id}`}
      className="scroll-mt-20 target:ring-2 target:ring-accent"
      title={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <SeverityBadge severity={finding.severity} />
          <FindingTitleLink finding={finding} />
        </span>
      }
      aside={
        <span className="flex items-center gap-2">
          <Badge tone="fail">root cause</Badge>
          <FindingShare finding={finding} hasLink={false} />
        </span>
      }
      padding="none"
    >
      <div className="space-y-3 px-3.5 py-3">
        <p className="max-w-prose break-words">{finding.summary}</p>
        <p className="flex flex-wrap gap-x-4 text-muted">
          <span className="break-words">{formatObjectRef(finding.object)}</span>
          <span>
            check{' '}
            <Link className="link" href={finding.docs}>
              {finding.check}
            </Link>
          </span>
          <span>{levelWords[finding.level]}</span>
        </p>
        {shownAt === null ? (
          <EvidenceList evidence={finding.evidence} />
        ) : (
          <p>
            <a href="#hop" data-print="plain" className="link">
              Evidence and fix
            </a>{' '}
            stand {shownAt}.
          </p>
        )}
      </div>
      <Consequences findings={consequences} />
    </Card>
  )
}

/** Findings that need no fix of their own: they go when their cause goes. */
export function Consequences({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <div className="border-line border-t">
      <h3 className="px-3.5 pt-2.5 pb-1 text-muted text-sm">
        {formatCounted(findings.length, 'consequence')} of it, gone when the cause is
      </h3>
      <ul className="divide-y divide-line">
        {findings.map((finding) => (
          <li key={finding.id}>
            <details>
              <summary className="flex items-baseline gap-2 px-3.5 py-1.5">
                <SeverityIcon severity={finding.severity} className="size-3.5 translate-y-0.5" />
                <span className="min-w-0 break-words">{finding.title}</span>
              </summary>
              {/* The id stands inside, so that a link to the finding opens it. */}
              <div id={`finding-${finding.id}`} className="scroll-mt-28 space-y-2 px-3.5 pt-1 pb-3">
                <p className="max-w-prose break-words">{finding.summary}</p>
                <EvidenceList evidence={finding.evidence} />
                <p className="text-muted">
                  check{' '}
                  <Link className="link" href={finding.docs}>
                    {finding.check}
                  </Link>
                  . {finding.fix.text}
                </p>
                <FindingShare finding={finding} align="start" />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What to do about the cause, and who can. */
export function FixCard({ finding }: { finding: Finding }) {
  return (
    <Card title="Fix" aside={fixerWords[finding.fix.who]}>
      <FixSteps fix={finding.fix} showsWho={false} />
    </Card>
  )
}
