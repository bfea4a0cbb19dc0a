import { VerdictIcon } from '@/components/findings/verdict-icon'
import type { SolverChoice } from '@/lib/model/certificate-chain'

/** Which solver of the issuer proves each name, and why the others do not. */
export function SolverChoices({ choices }: { choices: readonly SolverChoice[] }) {
  if (choices.length === 0) return null
  const isSolved = choices.every(({ answers }) => answers.some(({ isChosen }) => isChosen))
  return (
    <details open={!isSolved} className="border-line border-t">
      <summary className="px-3.5 py-2 hover:bg-sunken">
        {isSolved ? 'Which solver proves each name' : 'No solver takes every name: what each of them says'}
      </summary>
      <ul className="space-y-3 px-3.5 pb-3">
        {choices.map(({ domain, answers }) => (
          <li key={domain}>
            <p className="font-medium [overflow-wrap:anywhere]">{domain}</p>
            {answers.length === 0 ? <p className="text-muted">The issuer has no solver.</p> : null}
            <ul>
              {answers.map(({ solver, isChosen, because }) => (
                <li key={solver} className="flex gap-2">
                  <VerdictIcon verdict={isChosen ? 'passing' : 'not-applicable'} className="mt-0.5 size-3.5" />
                  <p className="min-w-0 [overflow-wrap:anywhere]">
                    <span className="sr-only">{isChosen ? 'Chosen: ' : 'Not chosen: '}</span>
                    {solver} <span className="text-muted">— {because}</span>
                  </p>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  )
}
