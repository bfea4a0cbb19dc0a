'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { findPlace } from '@/components/findings/finding-place'
import { FindingShare } from '@/components/findings/finding-share'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { classNames } from '@/components/ui/class-names'
import { useNowMs } from '@/components/ui/now'
import { SkipLink } from '@/components/ui/skip-link'
import type { ListedFinding } from '@/lib/api/findings'
import { formatMoment, formatUntil } from '@/lib/format/age'
import { formatCount, formatCounted } from '@/lib/format/count'
import { formatObjectRef } from '@/lib/model/object-ref'
import { paths } from '@/lib/paths'
import type { FindingGroup } from './group-findings'

interface FindingGroupsProps {
  id: string
  title: string
  hint: string
  cluster: string
  groups: readonly FindingGroup[]
  /** What comes after the card, for a reader who walks with the Tab key. */
  next: { id: string; title: string }
  /** Findings that went away while the reader looked; they stay in place, marked. */
  goneIds: ReadonlySet<string>
}

/** A card with one line per check, and the places where it was found below it. */
export function FindingGroups({ id, title, hint, cluster, groups, next, goneIds }: FindingGroupsProps) {
  const count = groups.reduce((sum, group) => sum + group.findings.length, 0)
  return (
    <Card
      id={id}
      className="relative"
      title={
        <>
          {title} <span className="ml-1 font-normal text-faint text-sm">{hint}</span>
        </>
      }
      aside={
        <>
          <SkipLink targetId={next.id}>{`Skip to ${next.title}`}</SkipLink>
          {formatCount(count)}
        </>
      }
      padding="none"
    >
      <ul className="divide-y divide-line">
        {groups.map((group, index) => (
          <li
            key={`${group.check} ${group.severity}`}
            id={nameGroup(id, index)}
            tabIndex={-1}
            className="relative scroll-mt-1 px-3.5 py-2.5 outline-offset-[-2px]"
          >
            <Group group={group} cluster={cluster} goneIds={goneIds}>
              {index + 1 < groups.length ? (
                <SkipLink targetId={nameGroup(id, index + 1)}>{`Next: ${groups[index + 1]?.title ?? ''}`}</SkipLink>
              ) : null}
            </Group>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const nameGroup = (cardId: string, index: number) => `${cardId}-${index + 1}`

const shownAtOnce = 5

interface GroupProps {
  group: FindingGroup
  cluster: string
  goneIds: ReadonlySet<string>
  /** After the title: the way past the group. */
  children: ReactNode
}

function Group({ group, cluster, goneIds, children }: GroupProps) {
  const rest = group.findings.slice(shownAtOnce)
  const row = (finding: ListedFinding) => (
    <Place key={finding.id} finding={finding} cluster={cluster} isGone={goneIds.has(finding.id)} />
  )
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <SeverityBadge severity={group.severity} />
        <h3 className="min-w-0 break-words font-semibold">{group.title}</h3>
        {children}
        <p className="flex flex-wrap items-center gap-x-3 text-faint text-sm sm:ml-auto">
          {group.findings.length > 1 ? <span>{formatCounted(group.findings.length, 'object')}</span> : null}
          {group.affectedHosts > 0 ? <span>hits {formatCounted(group.affectedHosts, 'host')}</span> : null}
          <Link data-print="plain" className="link" href={paths.check(group.check)}>
            {group.check}
          </Link>
        </p>
      </div>
      <ul className="mt-1.5 space-y-1.5">{group.findings.slice(0, shownAtOnce).map(row)}</ul>
      {rest.length > 0 ? (
        <details className="mt-1.5">
          <summary className="link w-fit py-0.5">{formatCount(rest.length)} more</summary>
          <ul className="mt-1.5 space-y-1.5">{rest.map(row)}</ul>
        </details>
      ) : null}
    </>
  )
}

const whoWords: Record<ListedFinding['fix']['who'], string> = {
  tenant: 'tenant fixes',
  platform: 'platform team fixes',
  either: 'either fixes',
}

function Place({ finding, cluster, isGone }: { finding: ListedFinding; cluster: string; isGone: boolean }) {
  const [first] = finding.ingresses
  const others = finding.ingresses.slice(1)
  const place = findPlace(cluster, finding)
  const hiddenHosts = finding.affectedHosts - finding.ingresses.length
  return (
    <li className={classNames('border-line border-l-2 pl-3', isGone && 'opacity-60')}>
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1.5">
        <Link
          href={place?.href ?? paths.finding(cluster, finding.id)}
          data-row-link
          data-print="plain"
          className="link min-w-0 break-all py-1 font-medium"
        >
          {place?.label ?? formatObjectRef(finding.object)}
        </Link>
        {finding.host === undefined || finding.host === '*' ? null : <span className="break-all">{finding.host}</span>}
        {first === undefined || isSameObject(finding, first) ? null : (
          <span className="break-all text-muted">{formatObjectRef(finding.object)}</span>
        )}
        <span className="text-faint text-sm">{whoWords[finding.fix.who]}</span>
        {finding.waitingUntil === undefined ? null : <Countdown until={finding.waitingUntil} />}
        {isGone ? <Chip>gone</Chip> : null}
        <FindingShare finding={finding} align="start" />
      </p>
      <p className="line-clamp-2 break-words text-muted" title={finding.summary}>
        {finding.summary}
      </p>
      {others.length > 0 ? (
        <p className="flex flex-wrap gap-x-2.5 text-sm">
          <span className="text-faint">also hits</span>
          {others.map((hit) => (
            <Link
              key={`${hit.namespace}/${hit.name}/${hit.host}`}
              data-print="plain"
              className="link break-all"
              href={paths.ingress(cluster, hit.namespace, hit.name, { host: hit.host })}
            >
              {hit.host === '*' ? `${hit.namespace}/${hit.name}` : hit.host}
            </Link>
          ))}
          {hiddenHosts > 0 ? <span className="text-faint">and {formatCounted(hiddenHosts, 'more host')}</span> : null}
        </p>
      ) : null}
    </li>
  )
}

function Countdown({ until }: { until: string }) {
  const rest = formatUntil(until, useNowMs())
  return (
    <time dateTime={until} title={formatMoment(until)} className="text-sm text-unknown">
      {rest === null ? 'its time is over; it is judged again' : `given ${rest} more`}
    </time>
  )
}

function isSameObject({ object }: ListedFinding, hit: { namespace: string; name: string }): boolean {
  return object.kind === 'Ingress' && object.namespace === hit.namespace && object.name === hit.name
}
