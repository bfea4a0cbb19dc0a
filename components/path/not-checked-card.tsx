import { VerdictIcon } from '@/components/findings/verdict-icon'
import { reasonWords } from '@/components/states/reason-words'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { formatCounted, formatNames } from '@/lib/format/count'
import { formSentence } from '@/lib/format/sentence'
import type { NotChecked } from '@/lib/model/trace'

/** What could not be looked at, why, what would allow it, and how many checks it stopped. Shown also when that is nothing. */
export function NotCheckedCard({ notChecked }: { notChecked: readonly NotChecked[] }) {
  return (
    <Card title="What could not be checked" aside={notChecked.length > 0 ? notChecked.length : null} padding="none">
      {notChecked.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">Nothing: every check that applies could look at what it needs.</p>
      ) : (
        <ul className="divide-y divide-line">
          {notChecked.map((part) => (
            <li key={`${part.what}|${part.reason}|${part.detail}`} className="flex gap-2 px-3.5 py-2">
              <VerdictIcon verdict="not-checked" className="mt-0.5 size-3.5" />
              <div className="min-w-0 [overflow-wrap:anywhere]">
                <p>
                  <span className="font-medium">{part.what}</span>
                  <span className="text-unknown">: {reasonWords[part.reason]}</span>
                </p>
                <p className="text-muted">{formSentence(part.detail)}</p>
                {part.need === null ? null : (
                  <p className="text-muted">
                    Needs <code>{part.need}</code>{' '}
                    <CopyButton text={part.need} label="Copy what it needs" isIconOnly look="quiet" size="small" />
                  </p>
                )}
                {part.checks.length > 0 ? (
                  <p className="text-faint text-sm">
                    Stopped {formatCounted(part.checks.length, 'check')}: {formatNames(part.checks, 4)}
                  </p>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
