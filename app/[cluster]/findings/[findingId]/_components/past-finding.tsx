import Link from 'next/link'
import { buttonClassNames } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { FindingAnswer } from '@/lib/api/finding-permalink'
import { formatMoment } from '@/lib/format/age'
import { paths } from '@/lib/paths'
import { ConfirmCard, WhyCard } from './about-cards'

interface PastFindingProps {
  cluster: string
  answer: Extract<FindingAnswer, { state: 'gone' }>
}

/** What is remembered of a finding that was gone before the reader came: what it said, and how to make sure. */
export function PastFinding({ cluster, answer }: PastFindingProps) {
  const { past, about, id } = answer
  if (past === null) {
    return (
      <Card title="What this may mean">
        <ul className="max-w-prose list-disc space-y-1 pl-4">
          <li>It was resolved, or its object was deleted, and Fairlead has been started anew since.</li>
          <li>The link belongs to another cluster, or was not copied whole: it names {id}.</li>
          <li>It rested on something that Fairlead may not read any more.</li>
        </ul>
        <p className="mt-3">
          <Link href={paths.overview(cluster)} className={buttonClassNames()}>
            Findings of {cluster}
          </Link>
        </p>
      </Card>
    )
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
      <div className="min-w-0 space-y-4">
        <Card title="What it was" aside={`until ${formatMoment(past.lastSeenAt)}`}>
          <p className="max-w-prose break-words">{past.summary}</p>
        </Card>
        {about === null ? null : <WhyCard about={about} />}
      </div>
      {about === null ? null : <ConfirmCard about={about} subject={{ object: past.object, evidence: [] }} />}
    </div>
  )
}
