import { VerdictBadge } from '@/components/findings/verdict-badge'
import { verdictWords } from '@/components/findings/verdict-look'
import { classNames } from '@/components/ui/class-names'
import type { Hop } from '@/lib/model/trace'

interface CertificateBranchProps {
  hop: Hop
  isGuilty: boolean
  isSelected: boolean
  onSelect: () => void
}

/** The certificate hangs beside the path: traffic passes it only over HTTPS, so it is a branch and not a station. */
export function CertificateBranch({ hop, isGuilty, isSelected, onSelect }: CertificateBranchProps) {
  const isQuiet = hop.verdict === 'blocked' || hop.verdict === 'not-applicable'
  return (
    <article
      className={classNames(
        'relative flex flex-wrap items-center gap-x-3 gap-y-0.5 rounded-lg border px-3 py-2',
        isQuiet ? 'border-line border-dashed' : 'border-line bg-surface shadow-raised',
        hop.verdict === 'not-checked' && 'hatched',
        hop.verdict === 'failing' && 'border-fail',
        isGuilty && 'ring-3 ring-fail-soft',
        isSelected && 'outline-2 outline-accent outline-offset-2',
      )}
    >
      {isGuilty ? (
        <p className="-top-2.5 absolute left-2.5 rounded bg-fail px-1.5 font-semibold text-surface text-xs">
          breaks here
        </p>
      ) : null}
      <h3 className="font-normal text-muted text-sm">
        <button
          type="button"
          onClick={onSelect}
          aria-pressed={isSelected}
          aria-label={`${hop.title}: ${verdictWords[hop.verdict]}${isGuilty ? ', breaks here' : ''}. Show details`}
          className="text-left after:absolute after:inset-0 after:rounded-lg hover:text-ink"
        >
          {hop.title}
        </button>
      </h3>
      <VerdictBadge verdict={hop.verdict} look="plain" className="text-sm" />
      <p className={classNames('font-medium [overflow-wrap:anywhere]', isQuiet && 'text-muted')}>{hop.headline}</p>
      {hop.reason ? <p className="min-w-0 text-muted text-sm [overflow-wrap:anywhere]">{hop.reason}</p> : null}
    </article>
  )
}
