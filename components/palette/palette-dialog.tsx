'use client'

import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search as SearchIcon, X } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { KeyHint } from '@/components/keyboard/key-hint'
import { reasonWords } from '@/components/states/reason-words'
import { Button } from '@/components/ui/button'
import { classNames } from '@/components/ui/class-names'
import { ApiError } from '@/lib/api/fetch-json'
import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import type { Unavailable } from '@/lib/model/unavailable'
import { paths } from '@/lib/paths'
import { arrangeEntries } from './arrange-entries'
import type { KnownGroup, PaletteEntry, PaletteGroup } from './palette-entry'
import { PaletteRow } from './palette-row'
import { type Search, useSearch } from './use-search'

interface PaletteDialogProps {
  isOpen: boolean
  onClose: () => void
  /** Null when no cluster is chosen. */
  cluster: string | null
  known: readonly KnownGroup[]
}

/** Finds anything of the cluster and goes there, or does something: a text field over a list of what fits, best first. */
export function PaletteDialog({ isOpen, onClose, cluster, known }: PaletteDialogProps) {
  // What was chosen decides where the focus goes: into the page that is opened, else back to where it was.
  const isLeaving = useRef(false)
  useEffect(() => {
    if (isOpen) isLeaving.current = false
  }, [isOpen])
  return (
    <Dialog.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (open) return
        isLeaving.current = false
        onClose()
      }}
      onOpenChangeComplete={(open) => {
        if (!open && isLeaving.current) document.getElementById('main')?.focus({ preventScroll: true })
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup
          aria-label="Find anything"
          finalFocus={() => !isLeaving.current}
          className="fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[calc(100dvh-1rem)] max-w-2xl flex-col overflow-hidden rounded-lg border border-line-strong bg-surface shadow-floating outline-none sm:top-[12vh] sm:max-h-[76vh]"
        >
          <Palette
            cluster={cluster}
            known={known}
            onLeave={() => {
              isLeaving.current = true
              onClose()
            }}
            onAct={(act) => {
              isLeaving.current = false
              onClose()
              act()
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface PaletteProps {
  cluster: string | null
  known: readonly KnownGroup[]
  /** A link was followed. */
  onLeave: () => void
  onAct: (act: () => void) => void
}

function Palette({ cluster, known, onLeave, onAct }: PaletteProps) {
  const [typed, setTyped] = useState('')
  const search = useSearch(cluster, typed)
  const groups = arrangeEntries({ typed, cluster, known, answer: search.answer })
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      itemToStringValue={(entry: PaletteEntry) => entry.label}
      autoHighlight="always"
      keepHighlight
      value={typed}
      onValueChange={(text, { reason }) => {
        // Choosing an entry is no typing; the palette closes then.
        if (reason !== 'item-press') setTyped(text)
      }}
    >
      <Autocomplete.InputGroup className="flex shrink-0 items-center gap-2.5 border-line border-b px-3.5 has-[input:focus-visible]:shadow-[inset_0_0_0_2px_var(--accent)]">
        <SearchIcon aria-hidden className="size-4 shrink-0 text-faint" />
        <Autocomplete.Input
          aria-label={cluster === null ? 'Find a cluster, check or page' : `Find anything in ${cluster}`}
          placeholder={cluster === null ? 'Cluster, check, page…' : 'Host, URL, ingress, node, finding, check…'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-faint"
        />
        <Dialog.Close render={<Button size="icon" look="quiet" aria-label="Close" />}>
          <X aria-hidden className="size-4" />
        </Dialog.Close>
      </Autocomplete.InputGroup>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5">
        <Autocomplete.List
          aria-label="Results"
          aria-busy={search.isAsking}
          className={classNames('transition-opacity duration-100', search.isAsking && 'opacity-60')}
        >
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.key} items={group.items} className="not-last:mb-1.5">
              <Autocomplete.GroupLabel className="flex justify-between gap-3 px-2.5 pt-1.5 pb-0.5 text-faint text-xs">
                {group.value}
                {group.total === null ? null : (
                  <span className="tabular-nums">
                    best {formatCount(group.items.length)} of {formatCount(group.total)}
                  </span>
                )}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(entry: PaletteEntry) => <PaletteRow key={entry.key} entry={entry} onLeave={onLeave} onAct={onAct} />}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
        <Outcome cluster={cluster} typed={typed} search={search} isEmpty={groups.length === 0} />
      </div>
      <Said groups={groups} search={search} typed={typed} />
      <Footer cluster={cluster} unreadable={search.answer?.freshness.unreadable ?? []} onLeave={onLeave} />
    </Autocomplete.Root>
  )
}

interface OutcomeProps {
  cluster: string | null
  typed: string
  search: Search
  isEmpty: boolean
}

/** What stands where results would, or under what the page itself knows: still asking, failed, or nothing fits. */
function Outcome({ cluster, typed, search, isEmpty }: OutcomeProps) {
  if (search.error !== null) {
    const problem = search.error instanceof ApiError ? search.error.problem : null
    return (
      <div role="alert" className="m-1 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-fail-soft px-3 py-2">
        <VerdictIcon verdict="failing" />
        <p className="min-w-0 flex-1 break-words">
          <strong className="font-semibold">
            {cluster === null ? 'The checks could not be searched.' : `${cluster} could not be searched.`}
          </strong>{' '}
          {problem === null ? 'The answer was not what this page understands.' : search.error.message} Pages and actions
          still work.
          {problem?.requestId ? (
            <span className="text-muted text-sm">
              {' '}
              Request <code>{problem.requestId}</code>
            </span>
          ) : null}
        </p>
        <Button size="small" onClick={search.retry}>
          Try again
        </Button>
      </div>
    )
  }
  if (!isEmpty) return null
  if (search.isAsking) return <p className="px-3 py-8 text-center text-muted">Searching…</p>
  return (
    <div className="px-4 py-8 text-center">
      <p className="break-words font-semibold text-md">
        Nothing {cluster === null ? 'is called' : `in ${cluster} fits`} “{typed.trim()}”
      </p>
      <p className="mx-auto mt-1 max-w-prose text-muted">
        {cluster === null
          ? 'Clusters, checks and pages were searched. Choose a cluster to search its hosts, ingresses and nodes.'
          : 'Hosts, ingresses, namespaces, nodes, findings and checks were searched by name; ingresses also by address and class.'}
      </p>
    </div>
  )
}

/** For those who do not see the list: how much there is, once it is known. */
function Said({ groups, search, typed }: { groups: readonly PaletteGroup[]; search: Search; typed: string }) {
  const count = groups.reduce((sum, { items }) => sum + items.length, 0)
  const isQuiet = typed.trim() === '' || search.isAsking
  return (
    <Autocomplete.Status className="sr-only">
      {isQuiet ? '' : count === 0 ? 'Nothing fits' : formatCounted(count, 'result')}
    </Autocomplete.Status>
  )
}

/** The kinds that are searched, as one speaks of them. */
const kindWords: Record<string, string> = {
  Ingress: 'ingresses',
  Service: 'services',
  Namespace: 'namespaces',
  Node: 'nodes',
}

interface FooterProps {
  cluster: string | null
  unreadable: readonly Unavailable[]
  onLeave: () => void
}

function Footer({ cluster, unreadable, onLeave }: FooterProps) {
  const reasons = new Set(unreadable.map(({ reason }) => reason))
  const [only] = reasons
  return (
    <div
      className={classNames(
        'flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-t px-3.5 py-2 text-faint text-sm',
        // Without a keyboard there is nothing else to say.
        unreadable.length === 0 && 'max-sm:hidden',
      )}
    >
      {unreadable.length === 0 || cluster === null ? null : (
        <p className="hatched flex min-w-0 items-center gap-1.5 text-unknown">
          <VerdictIcon verdict="not-checked" className="size-3.5" />
          <span className="min-w-0 break-words">
            Not everything could be searched: {formatNames(unreadable.map(({ what }) => kindWords[what] ?? what))}
            {reasons.size === 1 && only !== undefined ? `, ${reasonWords[only]}` : ''}.{' '}
            <Link href={paths.sources(cluster)} onClick={onLeave} className="link">
              Why
            </Link>
          </span>
        </p>
      )}
      <p className="ml-auto hidden items-center gap-3 sm:flex">
        <span className="flex items-center gap-1.5">
          <KeyHint keys={['↑', '↓']} /> move
        </span>
        <span className="flex items-center gap-1.5">
          <KeyHint keys={['Enter']} /> open
        </span>
        <span className="flex items-center gap-1.5">
          <KeyHint keys={['Esc']} /> close
        </span>
      </p>
    </div>
  )
}
