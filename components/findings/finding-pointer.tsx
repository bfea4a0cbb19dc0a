'use client'

import type { Finding } from '@/lib/model/finding'
import { SeverityIcon } from './severity-badge'

interface FindingPointerProps {
  finding: Finding
  /** Where evidence and fix stand: the id of an element of this page. */
  targetId: string
  /** "above, at DNS record". */
  place?: string
  className?: string
}

/** A finding in one line whose evidence and fix stand elsewhere on the page, with the way there: nothing is told twice. */
export function FindingPointer({ finding, targetId, place, className }: FindingPointerProps) {
  return (
    <p className={className}>
      <SeverityIcon severity={finding.severity} className="mr-2 inline size-3.5 align-[-2px]" />
      <span className="break-words font-medium">{finding.title}</span>{' '}
      <a
        href={`#${targetId}`}
        data-print="plain"
        className="link whitespace-nowrap text-sm"
        onClick={() => unfold(targetId)}
      >
        evidence and fix{place === undefined ? '' : ` ${place}`}
      </a>
    </p>
  )
}

/** Not every browser opens what is folded when a link leads into it. */
function unfold(id: string): void {
  const fold = document.getElementById(id)?.closest('details')
  if (fold) fold.open = true
}
