import { fillCommand } from '@/components/findings/fill-command'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import type { AboutCheck } from '@/lib/api/finding-permalink'
import type { Finding } from '@/lib/model/finding'

/** What happens while it is like that, and when that is intended. */
export function WhyCard({ about }: { about: AboutCheck }) {
  return (
    <Card title="Why it matters">
      <div className="max-w-prose space-y-2 break-words">
        {about.why.split('\n').map((line) => (
          <p key={line}>{line}</p>
        ))}
        {about.ignore === null ? null : (
          <p className="text-muted">
            <span className="font-medium">When it is right to ignore it:</span> {about.ignore}
          </p>
        )}
      </div>
    </Card>
  )
}

interface ConfirmCardProps {
  about: AboutCheck
  /** What the finding is about, to name it in the command. */
  subject: Pick<Finding, 'object' | 'evidence'>
}

/** A command that shows the same without Fairlead. Nothing when the check knows none. */
export function ConfirmCard({ about, subject }: ConfirmCardProps) {
  if (about.confirm === '') return null
  return (
    <Card title="How to confirm it">
      <CodeBlock code={fillCommand(about.confirm, subject)} label="command to confirm" />
    </Card>
  )
}
