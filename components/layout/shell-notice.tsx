'use client'

import { useEffect } from 'react'

const shownMs = 3000

interface ShellNoticeProps {
  /** A new object for each notice, so that the same words said twice are shown twice. */
  notice: { text: string } | null
  onEnd: () => void
}

/** Says in passing what a key did, where nothing else on the page shows it. */
export function ShellNotice({ notice, onEnd }: ShellNoticeProps) {
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(onEnd, shownMs)
    return () => clearTimeout(timer)
  }, [notice, onEnd])
  return (
    <div
      role="status"
      data-print="hide"
      className="pointer-events-none fixed inset-x-3 bottom-4 z-50 flex justify-center text-center"
    >
      {notice === null ? null : (
        <p className="max-w-full rounded-md border border-line-strong bg-surface px-3.5 py-2 font-medium shadow-floating">
          {notice.text}
        </p>
      )}
    </div>
  )
}
