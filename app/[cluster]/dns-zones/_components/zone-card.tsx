import { VerdictIcon } from '@/components/findings/verdict-icon'
import { reasonWords } from '@/components/states/reason-words'
import { classNames } from '@/components/ui/class-names'
import type { DnsZoneSummary } from '@/lib/api/dns-zones'
import { formatCount, formatCounted } from '@/lib/format/count'
import { StateCounts } from './state-counts'

interface ZoneCardProps {
  zone: DnsZoneSummary
  isChosen: boolean
  onChoose: () => void
}

/** One zone: how its names stand, which cluster holds how many, and what DNS says of the zone itself. The heading filters the names. */
export function ZoneCard({ zone, isChosen, onChoose }: ZoneCardProps) {
  return (
    <li
      className={classNames(
        'min-w-0 rounded-lg border bg-surface px-3.5 py-3 shadow-raised',
        isChosen ? 'border-accent' : 'border-line',
      )}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="min-w-0 font-semibold">
          <button
            type="button"
            aria-pressed={isChosen}
            onClick={onChoose}
            className="link min-h-6 break-all text-left"
            title={isChosen ? 'Show the names of all zones' : 'Show only the names of this zone'}
          >
            {zone.name ?? 'In no known zone'}
          </button>
        </h3>
        <span className="text-faint text-sm">{sayKnowledge(zone)}</span>
      </div>
      <div className="mt-1.5">
        <StateCounts byState={zone.byState} />
      </div>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-sm">
        <Fact label="Held by">{sayHeld(zone)}</Fact>
        {zone.name === null ? null : <ApexFacts zone={zone} />}
        {zone.wildcard === null ? null : (
          <Fact label="Wildcard">
            <Marked verdict="warning">names without a record are answered {zone.wildcard}</Marked>
          </Fact>
        )}
      </dl>
    </li>
  )
}

function ApexFacts({ zone: { apex, trouble, unavailable } }: { zone: DnsZoneSummary }) {
  return (
    <>
      {trouble === null ? null : (
        <Fact label="In DNS">
          <Marked verdict="failing">{trouble}</Marked>
        </Fact>
      )}
      {unavailable === null ? null : (
        <Fact label="In DNS">
          <Marked verdict="not-checked">
            {reasonWords[unavailable.reason]}: {unavailable.detail}
          </Marked>
        </Fact>
      )}
      {apex === null ? null : <Servers apex={apex} />}
    </>
  )
}

function Servers({
  apex: { nameServers, delegation, negativeTtlSeconds },
}: {
  apex: NonNullable<DnsZoneSummary['apex']>
}) {
  return (
    <>
      <Fact label="Name servers">{nameServers.length === 0 ? 'not known' : nameServers.join(', ')}</Fact>
      <Fact label="Delegation">{sayDelegation(delegation)}</Fact>
      {negativeTtlSeconds === null ? null : (
        <Fact label="No record">remembered for {formatCounted(negativeTtlSeconds, 'second')}</Fact>
      )}
    </>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="whitespace-nowrap text-faint">{label}</dt>
      <dd className="min-w-0 break-words text-muted">{children}</dd>
    </>
  )
}

type MarkedVerdict = 'failing' | 'warning' | 'not-checked' | 'passing'

function Marked({ verdict, children }: { verdict: MarkedVerdict; children: React.ReactNode }) {
  return (
    <span>
      <VerdictIcon verdict={verdict} className="mr-1 inline size-3.5 align-[-2px]" />
      {children}
    </span>
  )
}

function sayDelegation(delegation: NonNullable<DnsZoneSummary['apex']>['delegation']) {
  if (delegation.state === 'delegated') return `by ${delegation.parent}`
  if (delegation.state === 'absent') return `none by ${delegation.parent}`
  return 'not known'
}

function sayKnowledge({ name, knownFrom }: DnsZoneSummary): string {
  if (name === null) return 'no ClusterIssuer names a zone for them, and DNS shows none'
  const words = { settings: 'configured', issuer: 'named by a ClusterIssuer', dns: 'seen in DNS' }
  return knownFrom.map((from) => words[from]).join(', ')
}

function sayHeld({ held }: DnsZoneSummary): string {
  const holding = held.filter(({ names }) => names > 0)
  if (holding.length === 0) return 'no watched cluster'
  return holding.map(({ cluster, names }) => `${cluster} ${formatCount(names)}`).join(' · ')
}
