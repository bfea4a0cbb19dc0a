'use client'

import { RotateCw } from 'lucide-react'
import Link from 'next/link'
import { useEffect } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Button, buttonClassNames } from '@/components/ui/button'
import { paths } from '@/lib/paths'

interface PageFailureProps {
  error: unknown
  onRetry: () => void
}

/** A whole page that failed, with what to quote when reporting it. */
export function PageFailure({ error, onRetry }: PageFailureProps) {
  useEffect(() => console.error(error), [error])
  const digest = readDigest(error)
  return (
    <div role="alert" className="mx-auto flex max-w-prose flex-col items-center gap-3 py-20 text-center">
      <VerdictIcon verdict="failing" className="size-6" />
      <h1 className="font-semibold text-xl">This page could not be shown</h1>
      <p className="text-muted">
        That is a fault in Fairlead, not in your cluster. Trying again may help; what the other pages show is not
        affected.
      </p>
      {digest === null ? null : (
        <p className="text-faint text-sm">
          Look for <code>{digest}</code> in Fairlead's log.
        </p>
      )}
      <div className="flex gap-2">
        <Button onClick={onRetry}>
          <RotateCw aria-hidden className="size-3.5" />
          Try again
        </Button>
        <Link href={paths.clusters()} className={buttonClassNames({ look: 'quiet' })}>
          All clusters
        </Link>
      </div>
    </div>
  )
}

/** Errors of the server arrive without their message; the digest finds it in the log. */
function readDigest(error: unknown): string | null {
  return error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null
}
