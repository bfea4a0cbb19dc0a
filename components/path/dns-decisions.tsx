import { ChevronRight } from 'lucide-react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { formatCounted } from '@/lib/format/count'
import type { Decision, DecisionStep, EffectiveFlag, Hop } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'

interface DnsDecisionsProps {
  hop: Hop
  /** The kind of the object that declares the host, for the heading. */
  declaredBy: string
}

/** What every external-dns decides for a host, step by step, so that a tenant sees the filter without the logs of the platform. */
export function DnsDecisions({ hop, declaredBy }: DnsDecisionsProps) {
  const decisions = hop.decisions ?? []
  if (decisions.length === 0) return null
  const isAtFault = hop.verdict !== 'passing' && hop.verdict !== 'not-applicable'
  return (
    <>
      {decisions.map((decision) => (
        <Card
          key={decision.instance}
          title={`What external-dns decides for this ${declaredBy}`}
          aside={describeInstance(decision)}
          padding="none"
        >
          <details className="group" open={isAtFault}>
            <summary className="flex gap-2 px-3.5 py-2.5">
              <VerdictIcon verdict={outcomeShapes[decision.outcome]} className="mt-0.5 size-3.5" />
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{sayDecision(decision)}</span>
              <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint group-open:rotate-90" />
            </summary>
            <StepList steps={decision.steps} />
            <Flags flags={decision.flags} problems={decision.flagProblems} />
          </details>
        </Card>
      ))}
    </>
  )
}

type Outcome = DecisionStep['outcome']

const outcomeShapes: Record<Outcome, Verdict> = {
  kept: 'passing',
  dropped: 'failing',
  'after-failure': 'blocked',
  unknown: 'not-checked',
}
const outcomeWords: Record<Outcome, string> = {
  kept: 'kept',
  dropped: 'dropped',
  'after-failure': 'not reached',
  unknown: 'not known',
}

function describeInstance({ instance, version, flagsFrom }: Decision): string {
  const from = flagsFrom === 'Pod' ? 'flags read from its Pod' : 'flags read from its workload'
  return [`instance ${instance}`, version === null ? 'version not known' : `v${version}`, from].join(', ')
}

/** One line for the whole decision: the record that it wants, or the step where it stops. */
function sayDecision({ outcome, endpoints, steps }: Decision): string {
  if (outcome === 'dropped') {
    const dropping = steps.find((step) => step.outcome === 'dropped')
    return `It makes no record: ${dropping?.title.toLowerCase() ?? 'a step drops it'}.`
  }
  const wanted = endpoints.map(({ type, targets, ttlSeconds }) => {
    const ttl = ttlSeconds === null ? 'the lifetime that the zone gives it' : `a lifetime of ${ttlSeconds} s`
    return `${type} ${targets.join(', ')} with ${ttl}`
  })
  if (outcome === 'unknown') {
    const unknown = steps.find((step) => step.outcome === 'unknown')
    return `Whether it makes a record is not known: ${unknown?.detail ?? 'a step could not be judged'}.`
  }
  return wanted.length === 0 ? 'It keeps the host.' : `It wants the record ${wanted.join(', and ')}.`
}

function StepList({ steps }: { steps: readonly DecisionStep[] }) {
  const reached = steps.filter(({ outcome }) => outcome !== 'after-failure')
  const rest = steps.filter(({ outcome }) => outcome === 'after-failure')
  return (
    <>
      <ol className="divide-y divide-line border-line border-t">
        {reached.map((step) => (
          <StepRow key={step.id} step={step} />
        ))}
      </ol>
      {rest.length > 0 ? (
        <details className="border-line border-t">
          <summary className="px-3.5 py-2 text-muted">{formatCounted(rest.length, 'later step')} not reached</summary>
          <ol className="divide-y divide-line border-line border-t">
            {rest.map((step) => (
              <StepRow key={step.id} step={step} />
            ))}
          </ol>
        </details>
      ) : null}
    </>
  )
}

function StepRow({ step }: { step: DecisionStep }) {
  const isDropped = step.outcome === 'dropped'
  return (
    <li className={classNames('flex gap-2 px-3.5 py-1.5', isDropped && 'bg-fail-soft')}>
      <VerdictIcon verdict={outcomeShapes[step.outcome]} className="mt-0.5 size-3.5" />
      <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4">
        <p className={classNames('min-w-0', isDropped && 'font-semibold')}>
          <span className="sr-only">{outcomeWords[step.outcome]}: </span>
          {step.title}
        </p>
        <p className="text-faint text-sm">{step.source}</p>
        <p className="w-full text-muted text-sm [overflow-wrap:anywhere]">{step.detail}</p>
      </div>
    </li>
  )
}

const originWords: Record<EffectiveFlag['origin'], string> = {
  argument: 'argument',
  environment: 'environment',
  default: 'default of its version',
  unknown: 'not known',
}

/** The flags as the process sees them, wherever they come from, and what it would refuse to start with. */
function Flags({ flags, problems }: { flags: readonly EffectiveFlag[]; problems: readonly string[] }) {
  return (
    <details className="border-line border-t">
      <summary className="px-3.5 py-2">
        <span className="font-medium">Its flags</span>{' '}
        <span className="text-muted">
          {formatCounted(flags.length, 'value')}
          {problems.length > 0 ? `, ${formatCounted(problems.length, 'mistake')}` : null}
        </span>
      </summary>
      {problems.length > 0 ? (
        <ul className="px-3.5 pb-2 text-fail">
          {problems.map((problem) => (
            <li key={problem} className="[overflow-wrap:anywhere]">
              {problem}
            </li>
          ))}
        </ul>
      ) : null}
      <ul className="divide-y divide-line border-line border-t">
        {flags.map(({ name, value, origin }) => (
          <li key={`${name}|${value}`} className="flex flex-wrap justify-between gap-x-4 px-3.5 py-1">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <code>{name}</code> <span className="text-muted">{value}</span>
            </span>
            <span className="text-faint text-sm">{originWords[origin]}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
