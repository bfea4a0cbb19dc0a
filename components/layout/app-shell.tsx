'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { findingsQuery } from '@/lib/api/findings'
import { paths } from '@/lib/paths'
import { BrandMark } from './brand-mark'
import { ClusterChip } from './cluster-chip'
import { DemoNotice } from './cluster-notices'
import { useCurrentCluster } from './current-cluster'
import { HeaderSearch } from './header-search'
import { HelpButton } from './help-button'
import { LiveIndicator } from './live-indicator'
import { LiveProvider } from './live-provider'
import { MobileNavigation } from './mobile-navigation'
import { listNavigation, namespacedSections, readSection, sectionPath } from './navigation'
import { Picker } from './picker'
import { ShellProvider } from './shell-provider'
import { Sidebar } from './sidebar'
import { ThemeToggle } from './theme-toggle'

const everyNamespace = ''

/** The frame of every page: navigation at the side, pickers and the live state on top, the page in the middle. */
export function AppShell({ children }: { children: ReactNode }) {
  const router = useRouter()
  const pathname = usePathname()
  const namespace = useSearchParams().get('namespace')
  const { current, clusters } = useCurrentCluster()
  // Only the counts by area are wanted; one row is the least that can be asked for.
  const errors = useQuery({ ...findingsQuery(current?.name ?? '', { limit: 1 }), enabled: current !== null })
  const section = readSection(pathname)
  const groups = listNavigation({ pathname, cluster: current, namespace, errorsByArea: errors.data?.byArea ?? {} })
  const isNamespaced = section !== null && namespacedSections.has(section)
  const isDemo = clusters.some((cluster) => cluster.isDemo)
  const brand = (
    <Link href={paths.clusters()} className="flex items-center gap-2 rounded-md px-2 font-semibold text-[0.9375rem]">
      <BrandMark />
      Fairlead
    </Link>
  )

  return (
    <LiveProvider cluster={current?.name ?? null}>
      <ShellProvider cluster={current?.name ?? null}>
        <a
          href="#main"
          className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
        >
          Skip to content
        </a>
        <div className="min-h-dvh md:grid md:grid-cols-[13rem_minmax(0,1fr)]">
          <aside
            aria-label="Navigation"
            className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-line border-r bg-surface px-2 py-3.5 md:flex"
          >
            {brand}
            <Sidebar groups={groups} />
            <div className="mt-auto flex items-center gap-1.5 px-1">
              <div className="flex-1">
                <ThemeToggle />
              </div>
              <HelpButton />
            </div>
          </aside>
          <div className="min-w-0">
            <header
              data-print="hide"
              // Of one height whatever it says, or the page would jump: one row, on a phone two, and what has no room gives way.
              className="sticky top-0 z-20 flex h-22 flex-col justify-center gap-2 border-line border-b bg-surface px-3 sm:h-12 sm:flex-row sm:items-center sm:px-6"
            >
              <div className="flex min-w-0 items-center gap-2">
                <MobileNavigation>
                  {(close) => (
                    <>
                      {brand}
                      <div className="mt-4 flex-1">
                        <Sidebar groups={groups} onFollow={close} />
                      </div>
                      <ThemeToggle />
                    </>
                  )}
                </MobileNavigation>
                {current === null ? (
                  <div className="md:hidden">{brand}</div>
                ) : (
                  <>
                    <Picker
                      label="cluster"
                      value={current.name}
                      choices={clusters.map(({ name }) => ({ value: name, label: name }))}
                      onChange={(name) => router.push(sectionPath(name, section ?? '', null))}
                    />
                    <Picker
                      label="namespace"
                      value={isNamespaced ? (namespace ?? everyNamespace) : everyNamespace}
                      choices={listNamespaceChoices(current.namespaces, namespace)}
                      onChange={(name) =>
                        router.push(
                          sectionPath(current.name, isNamespaced ? section : 'ingresses', name === '' ? null : name),
                        )
                      }
                      className="max-w-48"
                      disabledReason={
                        section === 'dns-cache' || section === 'egress' || section === 'sources'
                          ? 'This page is about the whole cluster'
                          : undefined
                      }
                    />
                    <span className="hidden xl:flex">
                      <ClusterChip cluster={current} />
                    </span>
                  </>
                )}
              </div>
              <div className="flex min-w-0 flex-1 items-center justify-end gap-3 max-sm:flex-none">
                <HeaderSearch hasCluster={current !== null} />
                <LiveIndicator cluster={current} />
              </div>
            </header>
            {isDemo ? <DemoNotice /> : null}
            <main
              id="main"
              tabIndex={-1}
              className="mx-auto max-w-[100rem] px-3 pt-4 pb-12 outline-none sm:px-6 sm:pt-5"
            >
              {children}
            </main>
          </div>
        </div>
      </ShellProvider>
    </LiveProvider>
  )
}

/** All namespaces first. One that stands in the address but is not known is offered too, so that the picker tells the truth. */
function listNamespaceChoices(namespaces: readonly string[], chosen: string | null) {
  const names = chosen === null || namespaces.includes(chosen) ? namespaces : [chosen, ...namespaces]
  return [{ value: everyNamespace, label: 'all' }, ...names.map((name) => ({ value: name, label: name }))]
}
