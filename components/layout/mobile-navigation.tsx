'use client'

import { Menu, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button } from '@/components/ui/button'

/** The navigation of narrow screens: a panel over the page, closed by Escape, by its button or by following a link. */
export function MobileNavigation({ children }: { children: (close: () => void) => ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => dialog.current?.close()
  return (
    <>
      <Button
        className="md:hidden"
        size="icon"
        look="quiet"
        aria-label="Menu"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <Menu aria-hidden className="size-4.5" />
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click outside closes it; Escape does so by keyboard */}
      <dialog
        ref={dialog}
        aria-label="Menu"
        onClick={(event) => {
          if (event.target === event.currentTarget) close()
        }}
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-line border-r bg-surface text-ink shadow-floating backdrop:bg-black/40"
      >
        <div className="flex min-h-full flex-col p-3">
          <Button className="mb-2 self-end" size="icon" look="quiet" aria-label="Close menu" onClick={close}>
            <X aria-hidden className="size-4.5" />
          </Button>
          {children(close)}
        </div>
      </dialog>
    </>
  )
}
