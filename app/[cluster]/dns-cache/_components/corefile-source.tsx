import { VerdictIcon } from '@/components/findings/verdict-icon'
import { PanelAge } from '@/components/states/panel-age'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { CopyButton } from '@/components/ui/copy-button'
import type { CorefileProblem, ServerBlock } from '@/lib/api/dns-cache'
import type { Freshness } from '@/lib/api/freshness'
import { formatCounted } from '@/lib/format/count'

interface CorefileSourceProps {
  text: string
  problems: readonly CorefileProblem[]
  blocks: readonly ServerBlock[]
  freshness: Freshness
}

/** A problem that is listed for the file and for its block is one problem. */
function mergeProblems(problems: readonly CorefileProblem[], blocks: readonly ServerBlock[]): CorefileProblem[] {
  const all = [...problems, ...blocks.flatMap((block) => block.problems)]
  return [...new Map(all.map((problem) => [`${problem.line}|${problem.column}|${problem.message}`, problem])).values()]
}

/** The Corefile as it is, with numbered lines that can be linked to, and each problem under the line it is about. */
export function CorefileSource({ text, problems, blocks, freshness }: CorefileSourceProps) {
  const lines = text.replace(/\n$/, '').split('\n')
  const merged = mergeProblems(problems, blocks)
  const lineOf = (problem: CorefileProblem) => Math.min(Math.max(problem.line, 1), lines.length)
  return (
    <Card
      title="Corefile"
      aside={
        <span className="flex flex-wrap items-center gap-x-3">
          <PanelAge freshness={freshness} />
          {merged.length === 0 ? <span>no problems</span> : <span>{formatCounted(merged.length, 'problem')}</span>}
          <CopyButton text={text} label="Copy Corefile" isIconOnly look="quiet" size="small" />
        </span>
      }
      padding="none"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section aria-label="Corefile text" tabIndex={0} className="overflow-x-auto py-2">
        <ol className="w-max min-w-full font-mono text-sm">
          {lines.map((line, index) => {
            const number = index + 1
            const found = merged.filter((problem) => lineOf(problem) === number)
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
                key={index}
                id={`line-${number}`}
                className={classNames('scroll-mt-24 target:bg-accent-soft', found.length > 0 && 'bg-fail-soft')}
              >
                <div className="flex">
                  <span aria-hidden className="w-12 shrink-0 select-none pr-3 text-right text-faint tabular-nums">
                    {number}
                  </span>
                  <span className="sr-only">Line {number}: </span>
                  <code className="whitespace-pre pr-4 [overflow-wrap:normal]">{line === '' ? ' ' : line}</code>
                </div>
                {found.map((problem) => (
                  <p
                    key={`${problem.column}|${problem.message}`}
                    className="flex max-w-[34rem] gap-1.5 whitespace-normal py-1 pr-3 pl-12 font-sans"
                  >
                    <VerdictIcon
                      verdict={problem.stage === 'WARNING' ? 'warning' : 'failing'}
                      isAlone
                      className="mt-0.5 size-3"
                    />
                    <span>
                      {problem.message} <span className="text-muted">{problem.fix}</span>
                    </span>
                  </p>
                ))}
              </li>
            )
          })}
        </ol>
      </section>
    </Card>
  )
}
