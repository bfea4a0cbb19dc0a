'use client'

import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Card } from '@/components/ui/card'
import { FilterButtons } from '@/components/ui/filter-buttons'
import type { DnsZonePage, SwitchPlan } from '@/lib/api/dns-zones'
import { endSentence } from '@/lib/format/sentence'
import { type Move, moves } from '@/lib/model/dns-names'
import { moveVerdicts, moveWords } from '../name-words'

interface SwitchCardProps {
  cluster: string
  page: DnsZonePage
  /** The other cluster that is chosen; null for none. */
  other: string | null
  move: Move | null
  onChange: (change: { with?: string | null; move?: Move | null }) => void
}

/** Which cluster to compare with, what a switch to it moves, and how. Nothing is shown where only one cluster is watched. */
export function SwitchCard({ cluster, page, other, move, onChange }: SwitchCardProps) {
  if (page.others.length === 0) return null
  const plan = page.switch
  const gap = page.others.find(({ name }) => name === other)
  return (
    <Card title={`Switch from ${cluster}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="text-muted">Compare with</span>
        <FilterButtons
          label="Compare with"
          value={other}
          onChange={(value) => onChange({ with: value, move: null })}
          choices={page.others.map(({ name, sharedNames }) => ({ value: name, label: name, count: sharedNames }))}
        />
        <span className="text-faint text-sm">with the number of names that both want</span>
      </div>
      {plan === null ? null : (
        <>
          <p className="mt-3 break-words text-lg" aria-live="polite">
            {plan.sentence}
          </p>
          {gap?.unavailable == null ? null : (
            <p className="mt-1 text-unknown">
              <VerdictIcon verdict="not-checked" className="mr-1.5 inline size-3.5 align-[-2px]" />
              Not everything about the names of {gap.name} is known: {endSentence(gap.unavailable.detail)}
            </p>
          )}
          {gap?.staleSince == null ? null : (
            <p className="mt-1 text-warn">{gap.name} does not answer; its last good state is used.</p>
          )}
          <div className="mt-2.5">
            <MoveFilter plan={plan} move={move} onMove={(value) => onChange({ move: value })} />
          </div>
          <details className="mt-3">
            <summary className="link w-fit">How the names come over</summary>
            <div className="mt-2 grid gap-x-8 gap-y-3 lg:grid-cols-2">
              {plan.ways.map((way) => (
                <SwitchWay key={way.title} way={way} />
              ))}
            </div>
          </details>
        </>
      )}
    </Card>
  )
}

interface MoveFilterProps {
  plan: SwitchPlan
  move: Move | null
  onMove: (move: Move | null) => void
}

function MoveFilter({ plan, move, onMove }: MoveFilterProps) {
  const offered = moves.filter((each) => (plan.byMove[each] ?? 0) > 0 || each === move)
  return (
    <FilterButtons
      label="What a switch does"
      value={move}
      onChange={(value) => onMove(moves.find((known) => known === value) ?? null)}
      choices={offered.map((each) => ({
        value: each,
        label: moveWords[each](plan.with),
        icon: <VerdictIcon verdict={moveVerdicts[each]} className="size-3.5" />,
        count: plan.byMove[each] ?? 0,
      }))}
    />
  )
}

/** One way to bring names over, and whether the settings of both clusters allow it. */
function SwitchWay({ way: { title, isPossible, steps } }: { way: SwitchPlan['ways'][number] }) {
  const verdict = isPossible === null ? 'undetermined' : isPossible ? 'passing' : 'failing'
  const words = isPossible === null ? 'not known' : isPossible ? 'possible as configured' : 'not possible as configured'
  return (
    <section>
      <h3 className="flex flex-wrap items-center gap-x-2 font-semibold">
        {title}
        <span className="flex items-center gap-1.5 font-normal text-muted text-sm">
          <VerdictIcon verdict={verdict} className="size-3.5" />
          {words}
        </span>
      </h3>
      <ol className="mt-1 list-decimal space-y-0.5 pl-5 text-muted">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  )
}
