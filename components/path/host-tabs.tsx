'use client'

import type { ReactNode } from 'react'
import { verdictWords } from '@/components/findings/verdict-look'
import type { TracedHost } from '@/lib/model/trace'
import { TabRow } from './tab-row'
import { describeHost, orderHostsWorstFirst } from './trace-selection'

/** More tabs than this cannot be scanned; the rest is reached through the list beside them. */
const tabsMax = 6

interface HostTabsProps {
  hosts: readonly TracedHost[]
  selected: TracedHost
  onSelect: (host: string) => void
  children: ReactNode
}

const describeTab = ({ host, verdict }: TracedHost) => ({ value: host, label: describeHost(host), verdict })

/** A tab for each host, worst first. With many hosts the worst few have tabs and a list names them all. */
export function HostTabs({ hosts, selected, onSelect, children }: HostTabsProps) {
  if (hosts.length === 1) return <>{children}</>
  const ordered = orderHostsWorstFirst(hosts)
  const first = ordered.slice(0, tabsMax)
  const shown = first.includes(selected) ? first : [...first.slice(0, tabsMax - 1), selected]
  return (
    <>
      {hosts.length > tabsMax ? (
        <label data-print="hide" className="mb-2 flex flex-wrap items-center gap-2 text-muted">
          All {hosts.length} hosts
          <select
            value={selected.host}
            onChange={(event) => onSelect(event.target.value)}
            className="h-7 min-w-0 max-w-full rounded-md border border-line-control bg-surface px-2 text-ink"
          >
            {ordered.map((host) => (
              <option key={host.host} value={host.host}>
                {verdictWords[host.verdict]}: {describeHost(host.host)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <TabRow
        label="Hosts"
        value={selected.host}
        onChange={onSelect}
        printLabel={`One of ${hosts.length} hosts`}
        tabs={shown.map(describeTab)}
        more={ordered.filter((host) => !shown.includes(host)).map(describeTab)}
      >
        {children}
      </TabRow>
    </>
  )
}
