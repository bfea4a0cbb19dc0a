import { Age } from '@/components/ui/age'
import type { Evidence } from '@/lib/model/finding'
import { formatObjectRef } from '@/lib/model/object-ref'

/** What was observed behind a finding: object and field, what stands there and what was expected, who said so and when. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0)
    return <p className="text-muted">No single object proves this; the summary says what it follows from.</p>
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {evidence.map((fact) => (
        <li key={evidenceKey(fact)} className="px-3 py-2">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
            <p className="min-w-0 break-words font-medium">
              {fact.object ? formatObjectRef(fact.object) : fact.source}
              {fact.field ? <code className="ml-2 font-normal text-muted">{fact.field}</code> : null}
            </p>
            <p className="text-faint text-sm">
              {fact.object ? `${fact.source}, ` : null}
              <Age at={fact.at} form="ago" />
            </p>
          </div>
          <dl className="mt-0.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
            <dt className="text-faint">observed</dt>
            <dd>
              <code>{fact.observed === '' ? '(empty)' : fact.observed}</code>
            </dd>
            {fact.expected === undefined ? null : (
              <>
                <dt className="text-faint">expected</dt>
                <dd>
                  <code>{fact.expected}</code>
                </dd>
              </>
            )}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function evidenceKey(fact: Evidence): string {
  return [fact.object ? formatObjectRef(fact.object) : '', fact.field, fact.observed, fact.expected, fact.source].join(
    '|',
  )
}
