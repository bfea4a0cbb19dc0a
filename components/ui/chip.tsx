import type { ReactNode } from 'react'
import { classNames } from './class-names'

interface ChipProps {
  /** What the value is, in front of it and quieter: "class" before "nginx". */
  label?: string
  children: ReactNode
  className?: string
  title?: string
}

/** A neutral property: a class, a version, where a number comes from. */
export function Chip({ label, children, className, title }: ChipProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex max-w-full items-center gap-1 rounded-full bg-unknown-soft px-2 py-px font-medium text-sm text-unknown forced-colors:border',
        className,
      )}
    >
      {label ? <span className="font-normal opacity-90">{label}</span> : null}
      <span className="truncate">{children}</span>
    </span>
  )
}
