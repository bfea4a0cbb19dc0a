import type { ReactNode } from 'react'
import { classNames } from './class-names'

interface CardProps {
  /** The heading. A card without one is only a surface. */
  title?: ReactNode
  /** Beside the heading, at the end: a source, a count, a button. */
  aside?: ReactNode
  /** `none` when the content (a table, a list) brings its own spacing. */
  padding?: 'normal' | 'none'
  headingLevel?: 2 | 3
  id?: string
  className?: string
  children: ReactNode
}

export function Card({ title, aside, padding = 'normal', headingLevel = 2, id, className, children }: CardProps) {
  const Heading = headingLevel === 2 ? 'h2' : 'h3'
  return (
    <section
      id={id}
      // What a link within the page leads to takes the focus.
      tabIndex={id === undefined ? undefined : -1}
      className={classNames('min-w-0 rounded-lg border border-line bg-surface shadow-raised outline-none', className)}
    >
      {title ? (
        <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-b px-3.5 py-2">
          <Heading className="font-semibold">{title}</Heading>
          {aside ? <div className="text-faint text-sm">{aside}</div> : null}
        </header>
      ) : null}
      <div className={padding === 'normal' ? 'px-3.5 py-3' : undefined}>{children}</div>
    </section>
  )
}
