import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClassNames } from '@/components/ui/button'

interface EmptyStateProps {
  /** Which kind of empty: "No ingress in namespace shop", "No ingress matches these filters". */
  title: string
  children?: ReactNode
  icon?: ReactNode
  /** Where to go next. */
  action?: { label: string } & ({ href: string } | { onClick: () => void })
}

/** Nothing to list, and why: nothing exists, nothing matches, nothing is wrong. */
export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      {icon}
      <p className="font-semibold text-md">{title}</p>
      {children ? <div className="max-w-prose text-muted">{children}</div> : null}
      {action === undefined ? null : 'href' in action ? (
        <Link href={action.href} className={buttonClassNames({}, 'mt-1')}>
          {action.label}
        </Link>
      ) : (
        <button type="button" onClick={action.onClick} className={buttonClassNames({}, 'mt-1')}>
          {action.label}
        </button>
      )}
    </div>
  )
}
