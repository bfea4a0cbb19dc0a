import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone, toneSoft } from './tone'

interface BadgeProps {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
  className?: string
  title?: string
}

/** A short verdict or severity in its colour. For a neutral property use `Chip`. */
export function Badge({ tone = 'unknown', icon, children, className, title }: BadgeProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2 py-px font-medium text-sm forced-colors:border',
        toneSoft[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}
