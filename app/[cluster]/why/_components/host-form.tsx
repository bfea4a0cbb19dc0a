'use client'

import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { parseHostInput } from './parse-host-input'

interface HostFormProps {
  initial: string
  onAsk: (host: string, path: string | null) => void
}

/** One field that takes whatever people have at hand, and says what it made of it. */
export function HostForm({ initial, onAsk }: HostFormProps) {
  // Null: nothing typed since the last question, so the field shows what was asked.
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? initial
  const [problem, setProblem] = useState<string | null>(null)
  const fieldId = useId()
  const problemId = useId()

  function submit(event: FormEvent) {
    event.preventDefault()
    const input = parseHostInput(text)
    setProblem(input.problem)
    if (input.host === null) return
    setDraft(null)
    onAsk(input.host, input.path)
  }

  return (
    // Without scripts the browser sends the same question as ?host=, which the page reads.
    <form onSubmit={submit} method="get" className="mb-4">
      <label htmlFor={fieldId} className="mb-1 block font-medium">
        Host name or URL
      </label>
      <div className="flex max-w-3xl gap-2">
        <input
          id={fieldId}
          name="host"
          value={text}
          onChange={(event) => {
            setDraft(event.target.value)
            setProblem(null)
          }}
          placeholder="shop.example.net"
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
          className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-3 text-md placeholder:text-faint"
        />
        <Button type="submit" look="solid" className="h-9 px-4">
          Trace
        </Button>
      </div>
      <p id={problemId} role="alert" className={problem === null ? 'sr-only' : 'mt-1 text-fail'}>
        {problem}
      </p>
    </form>
  )
}
