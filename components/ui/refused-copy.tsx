'use client'

import { useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button'

interface RefusedCopyProps {
  text: string
  onClose: () => void
}

/** The browser did not let the page copy: the text, selected already, to copy by hand. */
export function RefusedCopy({ text, onClose }: RefusedCopyProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const titleId = useId()

  useEffect(() => {
    dialog.current?.showModal()
    field.current?.select()
  }, [])

  // In the body, so that no list, heading or button around the copy button holds a dialog.
  return createPortal(
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      className="m-auto w-[min(42rem,calc(100vw-1.5rem))] rounded-lg border border-line-strong bg-surface p-4 text-ink shadow-floating backdrop:bg-black/40"
    >
      <h2 id={titleId} className="mb-1 font-semibold text-md">
        The browser did not let this page copy
      </h2>
      <p className="mb-3 text-muted">The text is selected below: copy it with Ctrl+C, or ⌘C on a Mac.</p>
      <textarea
        ref={field}
        readOnly
        aria-label="Text to copy"
        value={text}
        rows={Math.min(16, text.split('\n').length + 1)}
        className="w-full rounded-md border border-line-control bg-sunken px-3 py-2 font-mono text-sm"
      />
      <div className="mt-3 flex justify-end">
        <Button onClick={() => dialog.current?.close()}>Close</Button>
      </div>
    </dialog>,
    document.body,
  )
}
