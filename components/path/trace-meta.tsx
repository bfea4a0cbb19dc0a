import Link from 'next/link'
import { fixerWords } from '@/components/findings/fix-steps'
import { Badge } from '@/components/ui/badge'
import { formatCounted } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import { AsOf } from './as-of'
import { countEvidenceObjects } from './group-findings'

interface TraceMetaProps {
  /** The root cause's finding; undefined when nothing is broken. */
  finding: Finding | undefined
  /** ISO 8601; null when nothing was read yet. */
  observedAt: string | null
}

const levelVerbs: Record<Finding['level'], string> = {
  proven: 'proven from',
  inferred: 'inferred from',
  external: 'seen from outside and in',
}

/** Under the sentence: who can fix it, by which check, how well proven, as of when. */
export function TraceMeta({ finding, observedAt }: TraceMetaProps) {
  return (
    <>
      {finding ? (
        <>
          <Badge tone={finding.fix.who === 'platform' ? 'unknown' : 'warn'}>{fixerWords[finding.fix.who]}</Badge>
          <span>
            check{' '}
            <Link className="link" href={finding.docs}>
              {finding.check}
            </Link>
          </span>
          <span>
            {levelVerbs[finding.level]} {formatCounted(countEvidenceObjects(finding), 'object')}
          </span>
        </>
      ) : null}
      <AsOf observedAt={observedAt} />
    </>
  )
}
