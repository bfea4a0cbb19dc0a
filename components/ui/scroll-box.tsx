import type { ReactNode } from 'react'
import { classNames } from './class-names'

interface ScrollBoxProps {
  /** Names the box for screen readers. */
  label: string
  className?: string
  children: ReactNode
}

/** A box that scrolls sideways when its content is wider, and that the keyboard can reach and scroll. Not a landmark. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  const reachable = { role: 'group', tabIndex: 0, 'aria-label': label }
  return (
    <div {...reachable} className={classNames('overflow-x-auto', className)}>
      {children}
    </div>
  )
}
