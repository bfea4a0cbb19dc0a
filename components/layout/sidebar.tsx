'use client'

import Link from 'next/link'
import { classNames } from '@/components/ui/class-names'
import { formatCount } from '@/lib/format/count'
import type { NavigationGroup } from './navigation'

interface SidebarProps {
  groups: readonly NavigationGroup[]
  onFollow?: () => void
}

/** The links of the side navigation, with the number of things that are wrong beside each. */
export function Sidebar({ groups, onFollow }: SidebarProps) {
  return (
    <nav aria-label="Main" className="space-y-4">
      {groups.map((group) => (
        <div key={group.title}>
          <h2 className="px-2 pb-1 font-normal text-faint text-xs">{group.title}</h2>
          <ul className="space-y-px">
            {group.links.map((link) => (
              <li key={link.href}>
                <Link
                  href={link.href}
                  onClick={onFollow}
                  aria-current={link.isCurrent ? 'page' : undefined}
                  className={classNames(
                    'flex min-h-8 items-center justify-between gap-2 rounded-md px-2 md:min-h-7',
                    link.isCurrent
                      ? 'bg-accent-soft font-medium text-ink'
                      : 'text-muted hover:bg-sunken hover:text-ink',
                  )}
                >
                  {link.label}
                  {link.trouble ? (
                    <span className="font-medium text-fail tabular-nums">
                      {formatCount(link.trouble.count)}
                      <span className="sr-only"> {link.trouble.of}</span>
                    </span>
                  ) : null}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
