'use client'

import { RotateCw } from 'lucide-react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Button } from '@/components/ui/button'
import { ApiError } from '@/lib/api/fetch-json'

interface ErrorStateProps {
  /** What could not be shown: "The ingress list". */
  what: string
  error: Error
  onRetry?: () => void
  isRetrying?: boolean
}

/** A panel that failed: what, why, whether trying again helps, and the request id to look up in the log. */
export function ErrorState({ what, error, onRetry, isRetrying = false }: ErrorStateProps) {
  const problem = error instanceof ApiError ? error.problem : null
  const isForbidden = problem?.status === 403
  const isOurFault = problem === null || problem.status === 0 || problem.status >= 500
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <VerdictIcon verdict={isForbidden ? 'not-checked' : 'failing'} className="size-5" />
      <p className="font-semibold text-md">
        {what} {isForbidden ? 'may not be read' : 'could not be loaded'}
      </p>
      <p className="max-w-prose break-words text-muted">
        {problem === null ? 'The answer was not what this page understands.' : error.message}{' '}
        {isOurFault
          ? 'Trying again may help; the rest of the page is not affected.'
          : 'Trying again will not change that.'}
      </p>
      {problem?.requestId ? (
        <p className="text-faint text-sm">
          Request <code>{problem.requestId}</code>
        </p>
      ) : null}
      {onRetry ? (
        <Button onClick={onRetry} disabled={isRetrying} className="mt-1">
          <RotateCw aria-hidden className={isRetrying ? 'size-3.5 animate-spin' : 'size-3.5'} />
          {isRetrying ? 'Trying again' : 'Try again'}
        </Button>
      ) : null}
    </div>
  )
}
