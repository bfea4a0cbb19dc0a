'use client'

import { Info, OctagonX, RotateCcw, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { StepField } from '@/components/ui/step-field'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import {
  type Consequence,
  listConsequences,
  nameQuestion,
  sayDuringUpgrade,
  sayHandedOut,
  sayHeadline,
  sayRoom,
} from '@/lib/egress/say-what-if'
import type { WhatIfAnswer, WhatIfBase, WhatIfState } from '@/lib/egress/what-if'
import { boundField, fieldNames, showField, type WhatIfField } from '@/lib/egress/what-if-fields'
import { formatCount, formatNames } from '@/lib/format/count'
import type { WhatIf } from './use-what-if'
import { WhatIfMark } from './what-if-mark'

interface WhatIfCardProps {
  whatIf: WhatIf
  base: WhatIfBase
  /** Why today's node count is not known; null when it is. */
  missing: string | null
}

/** Asks about another node count and another outbound rule, and compares the answer with today. The question is in the URL. */
export function WhatIfCard({ whatIf, base, missing }: WhatIfCardProps) {
  const { answer, hypothesis } = whatIf
  return (
    <Card
      title="What if?"
      className="border-what-if border-dashed"
      aside={
        <span className="flex items-center gap-1">
          <Button size="small" look="quiet" disabled={!whatIf.isAsked} onClick={whatIf.reset}>
            <RotateCcw aria-hidden className="size-3" />
            Reset
          </Button>
          <CopyButton
            label="Copy link to this question"
            text={() => window.location.href}
            isIconOnly
            look="quiet"
            size="small"
          />
        </span>
      }
    >
      <form
        className="grid grid-cols-2 items-start gap-3 sm:grid-cols-3"
        aria-label="What if"
        onSubmit={(event) => event.preventDefault()}
      >
        <WhatIfInput field="nodes" whatIf={whatIf} base={base} hint={<NodeChoices whatIf={whatIf} base={base} />} />
        <WhatIfInput field="outboundIps" whatIf={whatIf} base={base} hint={`now ${formatCount(base.outboundIps)}`} />
        <WhatIfInput
          field="allocatedPorts"
          whatIf={whatIf}
          base={base}
          hint={base.allocatedPorts === 0 ? 'now default allocation' : `now ${formatCount(base.allocatedPorts)}`}
        />
      </form>
      <div aria-live="polite" className="mt-3">
        {answer === null ? (
          <p className="text-muted">
            {missing === null ? 'Correct the field above to get an answer.' : `Enter a node count: ${missing}.`}
          </p>
        ) : hypothesis === null ? (
          <p className="text-muted">This is the cluster as it is now. Change a number to see what would follow.</p>
        ) : (
          <p className="text-md">
            <WhatIfMark /> <strong className="font-semibold">{sayHeadline(hypothesis)}</strong>
          </p>
        )}
      </div>
      {answer === null ? null : <Comparison answer={answer} isHypothesis={hypothesis !== null} />}
      {answer === null ? null : <Consequences consequences={listConsequences(base, answer)} />}
      {base.assumptions.length === 0 ? null : (
        <p className="mt-2 text-muted text-sm">
          Like every figure here, this assumes {formatNames(base.assumptions, base.assumptions.length)}.
        </p>
      )}
    </Card>
  )
}

interface WhatIfInputProps {
  field: WhatIfField
  whatIf: WhatIf
  base: WhatIfBase
  hint: React.ReactNode
}

function WhatIfInput({ field, whatIf, base, hint }: WhatIfInputProps) {
  const problem = whatIf.problems.find((each) => each.field === field)
  const value = whatIf.answer?.asked.question[field] ?? null
  return (
    <div className={field === 'allocatedPorts' ? 'col-span-2 min-w-0 sm:col-span-1' : 'min-w-0'}>
      <StepField
        label={fieldNames[field]}
        text={showField(field, base, whatIf.text)}
        value={field === 'allocatedPorts' && value === 0 ? null : value}
        {...boundField(field, base)}
        placeholder={field === 'allocatedPorts' ? 'default' : undefined}
        problem={problem === undefined ? null : `${problem.message} ${problem.fix}`}
        hint={hint}
        onType={(text) => whatIf.type(field, text)}
        onStep={(steps) => whatIf.step(field, steps)}
      />
    </div>
  )
}

/** Node counts worth asking about: where ports fall next, and how far the autoscaler may go. */
function NodeChoices({ whatIf, base }: { whatIf: WhatIf; base: WhatIfBase }) {
  const drop = whatIf.answer?.now?.allocation.nextDropAt?.nodes ?? null
  const choices = [
    { nodes: drop, what: 'next drop' },
    { nodes: base.nodesMax === base.nodes ? null : base.nodesMax, what: 'autoscaler maximum' },
  ]
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>{base.nodes === null ? 'now unknown' : `now ${formatCount(base.nodes)}`}</span>
      {choices.map(({ nodes, what }) =>
        nodes === null ? null : (
          <button
            key={what}
            type="button"
            className="link flex min-h-6 min-w-6 items-center"
            onClick={() => whatIf.type('nodes', String(nodes))}
            aria-label={`Ask about ${formatCount(nodes)} nodes, the ${what}`}
          >
            {what} {formatCount(nodes)}
          </button>
        ),
      )}
    </span>
  )
}

const rows: { label: string; say: (state: WhatIfState) => string }[] = [
  { label: 'Ports per node', say: ({ allocation }) => sayPorts(allocation.portsPerNode) },
  { label: 'More nodes', say: sayRoom },
  { label: 'Ports handed out', say: ({ allocation }) => sayHandedOut(allocation) },
  { label: 'During an upgrade', say: sayDuringUpgrade },
]

const sayPorts = (ports: number | null) => (ports === null ? 'none known' : formatCount(ports))

function Comparison({ answer, isHypothesis }: { answer: WhatIfAnswer; isHypothesis: boolean }) {
  return (
    <div className="mt-3 rounded-md border border-line">
      <Table caption={isHypothesis ? 'Now, and what if' : 'Now'} className="table-fixed">
        <thead>
          <tr>
            <ColumnHeader className="w-28">
              <span className="sr-only">Figure</span>
            </ColumnHeader>
            <ColumnHeader className="align-bottom">
              <span className="block whitespace-normal">{sayColumn('Now', answer.now)}</span>
            </ColumnHeader>
            {isHypothesis ? (
              <ColumnHeader className="bg-what-if-soft align-bottom text-what-if">
                <span className="block whitespace-normal">{sayColumn('What if', answer.asked)}</span>
              </ColumnHeader>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, say }, at) => (
            <tr key={label}>
              <RowHeader className="font-normal text-faint text-sm">{label}</RowHeader>
              <Cell className={at === 0 ? 'font-semibold text-md tabular-nums' : 'tabular-nums'}>
                {answer.now === null ? 'not known' : say(answer.now)}
              </Cell>
              {isHypothesis ? (
                <Cell
                  className={
                    at === 0
                      ? 'bg-what-if-soft font-semibold text-md tabular-nums text-what-if'
                      : 'bg-what-if-soft tabular-nums'
                  }
                >
                  {say(answer.asked)}
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

const sayColumn = (word: string, state: WhatIfState | null) =>
  state === null ? word : `${word}: ${nameQuestion(state.question)}`

const looks = {
  bad: { Icon: OctagonX, className: 'text-fail' },
  watch: { Icon: TriangleAlert, className: 'text-warn' },
  plain: { Icon: Info, className: 'text-muted' },
}

function Consequences({ consequences }: { consequences: readonly Consequence[] }) {
  return (
    <ul aria-label="What follows" className="mt-3 space-y-1.5">
      {consequences.map(({ tone, text }) => {
        const { Icon, className } = looks[tone]
        return (
          <li key={text} className="flex gap-2">
            <Icon aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${className}`} />
            <span>{text}</span>
          </li>
        )
      })}
    </ul>
  )
}
