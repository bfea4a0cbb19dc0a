'use client'

import dynamic from 'next/dynamic'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { FindingPointer } from '@/components/findings/finding-pointer'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Card } from '@/components/ui/card'
import { formatCounted, formatNames } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import type { NotChecked, TracedHost, TracedPath } from '@/lib/model/trace'
import {
  type FindingGroup,
  type GroupedFindings,
  groupByReason,
  groupFindings,
  listFindingsAtHop,
} from './group-findings'
import { nameHopElement } from './hop-card'
import { canFold, foldLanes, orderLanes } from './lane-order'
import { PathDiagram } from './path-diagram'
import { Consequences, FixCard, RootCauseCard } from './root-cause'
import { traceSelectionParsers } from './selection-params'
import {
  countPassingPaths,
  findCertificateHop,
  findGuiltyHop,
  keyPaths,
  listDrawnHops,
  selectHop,
  selectPath,
} from './trace-selection'

// What is read after path, cause and fix is in the page from the start, and its scripts follow the page.
const ChainCard = dynamic(() => import('@/components/certificates/chain-card').then((card) => card.ChainCard))
const DnsDecisions = dynamic(() => import('./dns-decisions').then((card) => card.DnsDecisions))
const FindingRow = dynamic(() => import('./finding-rows').then((rows) => rows.FindingRow))
const HopDetail = dynamic(() => import('./hop-detail').then((card) => card.HopDetail))
const NotCheckedCard = dynamic(() => import('./not-checked-card').then((card) => card.NotCheckedCard))
const SharePicture = dynamic(() => import('./share-picture').then((buttons) => buttons.SharePicture))
const WaitingCard = dynamic(() => import('./waiting-card').then((card) => card.WaitingCard))
// It has nothing to show before the browser has asked whether the host can be probed, so the page does without it at first.
const ProbeCard = dynamic(() => import('./probe-card').then((card) => card.ProbeCard), { ssr: false })

interface HostPanelProps {
  cluster: string
  /** `shop/checkout`: who declares the host. */
  name: string
  /** When the data was read, ISO 8601; null when nothing was read yet. */
  observedAt: string | null
  host: TracedHost
  findings: readonly Finding[]
  notChecked: readonly NotChecked[]
  /** The kind of the object that declares the host. */
  declaredBy?: string
  /** Where the path that the reader asked about stands among the host's paths: it is drawn first instead of the worst one. */
  firstPath?: number | null
  /** Id of the finding that answers the reader's question where the host has no cause of its own. */
  causeOfQuestion?: string | null
  /** Whether the host's own sentence is needed: false where the band above the tabs already says it. */
  showsSentence: boolean
}

/**
 * Everything about one host: its path, the cause with the fix beside it, other findings, what was and was not checked. Give it
 * the host as `key`, so that a choice made for one host does not carry over to the next.
 */
export function HostPanel(props: HostPanelProps) {
  const { cluster, name, declaredBy = 'Ingress', observedAt, host, findings, notChecked, showsSentence } = props
  const [wanted, setWanted] = useQueryStates(traceSelectionParsers)
  const paths = keyPaths(host.paths)
  // The path that was worst on arrival stays drawn while updates come in; another may fail meanwhile and says so in its lane.
  const [firstPathKey] = useState(() => {
    const asked = props.firstPath == null ? undefined : paths[props.firstPath]
    return selectPath(paths, wanted.path ?? asked?.key ?? null)?.key ?? null
  })
  const selectedPath = selectPath(paths, wanted.path ?? firstPathKey)
  const path = selectedPath?.path ?? null
  // Lanes keep the order of arrival, worst first, whatever their verdicts become.
  const [firstOrder] = useState(() => orderLanes(paths, []).map(({ key }) => key))
  const [isUnfolded, setUnfolded] = useState(false)
  const lanes = orderLanes(paths, firstOrder)
  const { shown, folded } = foldLanes(lanes, selectedPath?.key ?? null, isUnfolded)
  const guilty = findGuiltyHop(host, path)
  const certificate = findCertificateHop(host)
  const hops = [...listDrawnHops(host, path), ...(certificate ? [certificate] : [])]
  const openedHop = hops.find((hop) => hop.id === wanted.hop)
  const hop = openedHop ?? selectHop(hops, null, guilty)
  const groups = groupFindings(findings, host, path, props.causeOfQuestion)
  // Evidence and fix of a finding stand once on the page: at the station that the reader opened, else in the cards below.
  const atHop = openedHop ? listFindingsAtHop(findings, host, path, openedHop.id) : []
  const shownAtHop = new Set(atHop.map(({ id }) => id))
  const shownAt = openedHop ? `above, at ${openedHop.title}` : ''
  const homes = listIds(groups)
  const isRootAtHop = groups.root !== null && shownAtHop.has(groups.root.finding.id)
  const dnsHop = host.hops.find(({ id }) => id === 'dns-record')

  return (
    <div className="space-y-4">
      {showsSentence ? (
        <p className="flex gap-2 text-md">
          <VerdictIcon verdict={host.verdict} isAlone className="mt-1 size-3.5" />
          <span className="min-w-0 break-words">{host.sentence}</span>
        </p>
      ) : null}
      <PathDiagram
        host={host}
        shown={shown}
        folded={folded}
        hasFold={canFold(lanes)}
        onFold={setUnfolded}
        selectedPath={selectedPath}
        selectedHopId={openedHop?.id}
        guilty={guilty}
        onSelectHop={(id) => setWanted({ hop: id === openedHop?.id ? null : id })}
        onSelectPath={(key) => setWanted({ path: key })}
        onSelectHopOf={(key, id) => setWanted({ path: key, hop: id })}
        detail={
          openedHop ? (
            <HopDetail
              hop={openedHop}
              findings={atHop}
              onClose={() => {
                setWanted({ hop: null })
                document.getElementById(nameHopElement(openedHop.id))?.focus()
              }}
            />
          ) : null
        }
        toolbar={
          <>
            <PathCount paths={host.paths} />
            <span data-print="hide" className="flex flex-wrap items-center justify-end gap-2">
              <SharePicture
                content={{
                  cluster,
                  declaredBy: `${declaredBy} ${name}`,
                  host,
                  shown,
                  folded,
                  selectedKey: selectedPath?.key ?? null,
                  observedAt,
                }}
              />
            </span>
          </>
        }
      />
      {/* The right column spans both rows, so on a narrow screen the fix comes straight after its cause. */}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:grid-rows-[auto_1fr]">
        <div className="min-w-0">
          {groups.root ? (
            <RootCauseCard group={groups.root} shownAt={isRootAtHop ? shownAt : null} />
          ) : (
            <NothingBroken host={host} found={groups.alsoFound.length} waiting={groups.waiting.length} />
          )}
        </div>
        <div className="min-w-0 space-y-4 lg:row-span-2">
          {groups.root && !isRootAtHop ? <FixCard finding={groups.root.finding} /> : null}
          {openedHop === undefined && hop !== undefined ? <HopDetail hop={hop} /> : null}
          {host.host === '*' ? null : <ProbeCard cluster={cluster} host={host.host} />}
          <NotCheckedCard notChecked={notChecked} />
        </div>
        <div className="min-w-0 space-y-4">
          {dnsHop ? <DnsDecisions hop={dnsHop} declaredBy={declaredBy} /> : null}
          {certificate?.chain && (certificate.verdict !== 'passing' || openedHop?.id === 'certificate') ? (
            <ChainCard
              chain={certificate.chain}
              findings={findings}
              findHome={({ id }) => (shownAtHop.has(id) ? 'hop' : homes.has(id) ? `finding-${id}` : null)}
            />
          ) : null}
          {groups.waiting.length > 0 ? <WaitingCard findings={groups.waiting} shownAtHop={shownAtHop} /> : null}
          <AlsoFound
            groups={groups.alsoFound}
            isBesideRoot={groups.root !== null}
            shownAtHop={shownAtHop}
            shownAt={shownAt}
          />
          {groups.elsewhere > 0 ? (
            <p className="text-faint">
              {formatCounted(groups.elsewhere, 'finding')} on other hosts of this {declaredBy}, in their tabs.
            </p>
          ) : null}
        </div>
      </div>
    </div>
  )
}

/** Every finding that has a row or card of its own. */
function listIds({ root, alsoFound, waiting }: GroupedFindings): ReadonlySet<string> {
  const grouped = [...(root ? [root] : []), ...alsoFound].flatMap(({ finding, consequences }) => [
    finding,
    ...consequences,
  ])
  return new Set([...grouped, ...waiting].map(({ id }) => id))
}

/** "2 of 3 paths pass", where there are several. */
function PathCount({ paths }: { paths: readonly TracedPath[] }) {
  if (paths.length < 2) return null
  const { passing, total } = countPassingPaths(paths)
  return (
    <p className="mr-auto text-muted text-sm">
      {passing} of {total} paths {passing === 1 ? 'passes' : 'pass'}
    </p>
  )
}

/** Where no cause stands: what was looked at, so that "nothing wrong" is a statement and not an absence. */
function NothingBroken({ host, found, waiting }: { host: TracedHost; found: number; waiting: number }) {
  const hops = [...host.hops, ...host.paths.flatMap((path) => path.hops)]
  const checks = hops.flatMap((hop) => hop.checks)
  const unsettled = hops.filter((hop) => hop.verdict !== 'passing' && hop.verdict !== 'not-applicable')
  const ran = checks.filter((check) => check.outcome === 'clear' || check.outcome === 'found').length
  const stopped = checks.filter((check) => check.outcome === 'not-run' || check.outcome === 'crashed').length
  return (
    <Card title="What was looked at" aside={<VerdictBadge verdict={host.verdict} />}>
      <p>
        {formatCounted(ran, 'check')} ran on this host and its {formatCounted(host.paths.length, 'path')}
        {found === 0 ? ', and found no fault' : `, and found ${formatCounted(found, 'thing')}, below`}.
        {waiting > 0
          ? ` ${formatCounted(waiting, 'thing')} only ${waiting === 1 ? 'needs' : 'need'} time, below.`
          : null}
        {stopped > 0 ? ` ${formatCounted(stopped, 'check')} could not run.` : null}
      </p>
      {unsettled.length > 0 ? (
        <ul className="mt-2 space-y-1.5">
          {groupByReason(unsettled).map(({ verdict, reason, titles }) => (
            <li key={`${verdict}|${reason}|${titles.join()}`} className="flex gap-2">
              <VerdictIcon verdict={verdict} isAlone className="mt-0.5 size-3.5" />
              <p className="min-w-0 break-words">
                <span className="font-medium">{formatNames(titles, titles.length)}</span>
                {reason === '' ? null : `: ${reason}`}
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="mt-2 text-muted">Choose a station of the path to see what was checked there.</p>
    </Card>
  )
}

interface AlsoFoundProps {
  groups: readonly FindingGroup[]
  isBesideRoot: boolean
  /** Findings that an open station shows, and where that is. */
  shownAtHop: ReadonlySet<string>
  shownAt: string
}

function AlsoFound({ groups, isBesideRoot, shownAtHop, shownAt }: AlsoFoundProps) {
  if (groups.length === 0) return null
  return (
    <Card
      title={isBesideRoot ? 'Also found' : 'Found'}
      aside={isBesideRoot ? 'more may show once the cause is mended' : null}
      padding="none"
    >
      <ul className="divide-y divide-line">
        {groups.map(({ finding, consequences }, index) => (
          <li key={finding.id}>
            {/* Without a cause on the page the first finding is what the reader came for. */}
            {shownAtHop.has(finding.id) ? (
              <>
                <FindingPointer finding={finding} targetId="hop" place={shownAt} className="px-3.5 py-2" />
                <Consequences findings={consequences} />
              </>
            ) : (
              <FindingRow finding={finding} isOpen={finding.severity === 'error' || (!isBesideRoot && index === 0)}>
                <Consequences findings={consequences} />
              </FindingRow>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
