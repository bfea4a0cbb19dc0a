'use client'

import { useEffect, useState } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import type { TraceReport } from './trace-report'

type WriteReport = (report: TraceReport) => string

/**
 * Copies a whole trace as Markdown. What writes it is fetched once the page works: no page needs it to be read. It is there before the
 * click, because browsers let a page copy only at the click itself.
 */
export function CopyReport({ report }: { report: () => TraceReport }) {
  const [write, setWrite] = useState<WriteReport | null>(null)
  useEffect(() => {
    // When it never comes the button stays as it is: not to be pressed.
    import('./trace-report').then(({ writeTraceReport }) => setWrite(() => writeTraceReport)).catch(() => {})
  }, [])
  return (
    <CopyButton label="Copy report" isDisabled={write === null} text={() => (write === null ? '' : write(report()))} />
  )
}
