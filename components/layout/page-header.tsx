import Link from 'next/link'
import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: ReactNode
  /** The way here, outermost first; the page itself is not part of it. */
  crumbs?: readonly { label: string; href?: string }[]
  /** Beside the title: verdict, class, version. */
  chips?: ReactNode
  /** At the end of the line: copy buttons. */
  actions?: ReactNode
  /** One line under the title that says what the page answers. */
  lead?: ReactNode
}

/** The top of every page. Its title is the page's only h1. */
export function PageHeader({ title, crumbs = [], chips, actions, lead }: PageHeaderProps) {
  return (
    <header className="mb-4">
      {crumbs.length > 0 ? (
        <nav aria-label="Breadcrumb" className="mb-1">
          <ol className="flex flex-wrap items-center text-faint">
            {crumbs.map((crumb, index) => (
              <li key={crumb.label} className="flex items-center break-all">
                {index > 0 ? (
                  <span aria-hidden className="px-1.5">
                    /
                  </span>
                ) : null}
                {crumb.href === undefined ? (
                  crumb.label
                ) : (
                  <Link className="hover:text-ink hover:underline" href={crumb.href}>
                    {crumb.label}
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 break-words font-semibold text-xl tracking-tight">{title}</h1>
        {chips ? <div className="flex flex-wrap items-center gap-2">{chips}</div> : null}
        {actions ? (
          <div data-print="hide" className="ml-auto flex flex-wrap items-center gap-2">
            {actions}
          </div>
        ) : null}
      </div>
      {lead ? <p className="mt-1 max-w-prose text-muted">{lead}</p> : null}
    </header>
  )
}
