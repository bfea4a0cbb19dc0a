import { CodeBlock } from '@/components/ui/code-block'
import type { Fix } from '@/lib/model/finding'

export const fixerWords: Record<Fix['who'], string> = {
  tenant: 'You can fix this',
  platform: 'The platform team fixes this',
  either: 'You or the platform team can fix this',
}

interface FixStepsProps {
  fix: Fix
  /** False where the page already says who. */
  showsWho?: boolean
}

/** Who can mend it, how, and the commands that mend or confirm it. */
export function FixSteps({ fix, showsWho = true }: FixStepsProps) {
  return (
    <div className="space-y-2">
      {showsWho ? <p className="text-faint text-sm">{fixerWords[fix.who]}</p> : null}
      {fix.text.split('\n').map((line) => (
        <p key={line} className="break-words">
          {line}
        </p>
      ))}
      {fix.commands.length > 0 ? <CodeBlock code={fix.commands.join('\n')} label="commands" /> : null}
    </div>
  )
}
