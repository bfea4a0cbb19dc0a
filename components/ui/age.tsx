'use client'

import { formatAge, formatMoment } from '@/lib/format/age'
import { useNowMs } from './now'

interface AgeProps {
  /** ISO 8601. */
  at: string
  /** `ago` adds the word: "3 s ago". */
  form?: 'plain' | 'ago'
  className?: string
}

/** How old something is, ticking, with the exact time in its title. */
export function Age({ at, form = 'plain', className }: AgeProps) {
  const nowMs = useNowMs()
  const age = formatAge(at, nowMs)
  return (
    <time data-print="moment" dateTime={at} title={formatMoment(at)} className={className}>
      {form === 'ago' ? `${age} ago` : age}
    </time>
  )
}
