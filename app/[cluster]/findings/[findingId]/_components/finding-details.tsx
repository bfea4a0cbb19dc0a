import Link from 'next/link'
import type { ReactNode } from 'react'
import { EvidenceList } from '@/components/findings/evidence-list'
import { FixSteps, fixerWords } from '@/components/findings/fix-steps'
import { levelWords } from '@/components/findings/level-words'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { Card } from '@/components/ui/card'
import type { FindingAnswer } from '@/lib/api/finding-permalink'
import type { ListedFinding } from '@/lib/api/findings'
import { formatCount, formatCounted } from '@/lib/format/count'
import { formatObjectRef } from '@/lib/model/object-ref'
import { paths } from '@/lib/paths'
import { ConfirmCard, WhyCard } from './about-cards'

interface FindingDetailsProps {
  cluster: string
  answer: Extract<FindingAnswer, { state: 'found' }>
  /** It went away while the reader had it open: this is how it was. */
  isGone: boolean
}

/** Everything known of a finding: evidence and reach on the left, what to do on the right. */
export function FindingDetails({ cluster, answer, isGone }: FindingDetailsProps) {
  const { finding, root, consequences, consequenceTotal, about } = answer
  return (
    // The right column spans both rows, so on a narrow screen the fix comes straight after the evidence.
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:grid-rows-[auto_1fr]">
      <Card title="Evidence" aside={isGone ? 'as it was when last seen' : levelWords[finding.level]}>
        <EvidenceList evidence={finding.evidence} />
      </Card>
      <div className="min-w-0 space-y-4 lg:row-span-2">
        <Card title="Fix" aside={fixerWords[finding.fix.who]}>
          <FixSteps fix={finding.fix} showsWho={false} />
        </Card>
        {about === null ? null : <ConfirmCard about={about} subject={finding} />}
      </div>
      <div className="min-w-0 space-y-4">
        {root === null ? null : (
          <Related title="It follows from" hint="mend this first" cluster={cluster} findings={[root]} />
        )}
        {consequences.length === 0 ? null : (
          <Related
            title="What follows from it"
            hint={`${formatCounted(consequenceTotal, 'finding')}, gone when this is`}
            cluster={cluster}
            findings={consequences}
          >
            {consequenceTotal > consequences.length ? (
              <p className="px-3.5 py-2 text-muted">And {formatCount(consequenceTotal - consequences.length)} more.</p>
            ) : null}
          </Related>
        )}
        <Reach cluster={cluster} finding={finding} />
        {about === null ? null : <WhyCard about={about} />}
      </div>
    </div>
  )
}

interface RelatedProps {
  title: string
  hint: string
  cluster: string
  findings: readonly ListedFinding[]
  children?: ReactNode
}

function Related({ title, hint, cluster, findings, children }: RelatedProps) {
  return (
    <Card title={title} aside={hint} padding="none">
      <ul aria-label={title} className="divide-y divide-line">
        {findings.map((finding) => (
          <li key={finding.id} className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 px-3.5 py-2">
            <SeverityBadge severity={finding.severity} />
            <Link href={paths.finding(cluster, finding.id)} className="link min-w-0 break-words font-medium">
              {finding.title}
            </Link>
            <span className="min-w-0 break-all text-muted">{finding.host ?? formatObjectRef(finding.object)}</span>
          </li>
        ))}
      </ul>
      {children}
    </Card>
  )
}

/** The Ingresses and hosts that it hits, when they are more than the finding itself names. */
function Reach({ cluster, finding }: { cluster: string; finding: ListedFinding }) {
  const { ingresses, affectedHosts } = finding
  if (ingresses.length < 2) return null
  const hidden = affectedHosts - ingresses.length
  return (
    <Card title="What it hits" aside={formatCounted(affectedHosts, 'host')}>
      <ul className="space-y-0.5">
        {ingresses.map(({ namespace, name, host }) => (
          <li key={`${namespace}/${name}/${host}`} className="flex flex-wrap gap-x-2.5">
            <Link className="link break-all" href={paths.ingress(cluster, namespace, name, { host })}>
              {namespace}/{name}
            </Link>
            <span className="break-all text-muted">{host === '*' ? 'any host' : host}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 ? <p className="mt-1 text-muted">And {formatCounted(hidden, 'more host')}.</p> : null}
    </Card>
  )
}
