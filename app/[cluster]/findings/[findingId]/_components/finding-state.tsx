'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { findPlace } from '@/components/findings/finding-place'
import { fixerWords } from '@/components/findings/fix-steps'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { severityTones, severityWords } from '@/components/findings/verdict-look'
import { Countdown } from '@/components/path/waiting-card'
import { PanelAge } from '@/components/states/panel-age'
import { UnavailableList } from '@/components/states/partial-notice'
import { Age } from '@/components/ui/age'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { type Tone, toneEdge } from '@/components/ui/tone'
import type { FindingAnswer } from '@/lib/api/finding-permalink'
import { formatClock } from '@/lib/format/age'
import type { Area } from '@/lib/model/finding'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import { paths } from '@/lib/paths'

interface BandProps {
  label: string
  tone: Tone
  icon: ReactNode
  meta: ReactNode
  children: ReactNode
}

/** Room for a sentence of two lines from the start, so that another state in its place does not move what stands below. */
function Band({ label, tone, icon, meta, children }: BandProps) {
  return (
    <section
      aria-label={label}
      className={classNames(
        'flex min-h-28 gap-2.5 rounded-lg border border-line border-l-4 bg-surface px-4 py-3.5 shadow-raised lg:min-h-25',
        toneEdge[tone],
      )}
    >
      {icon}
      <div className="flex min-w-0 flex-col justify-between">
        <p className="break-words text-lg">{children}</p>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">{meta}</div>
      </div>
    </section>
  )
}

interface SubjectProps {
  cluster: string
  area: Area
  object: ObjectRef
  ingresses?: readonly { namespace: string; name: string; host: string }[]
}

/** What the finding is about, linked to the page that shows it. */
function Subject({ cluster, area, object, ingresses }: SubjectProps) {
  const place = findPlace(cluster, { area, object, ingresses })
  const name = formatObjectRef(object)
  if (place === null) return <span className="break-all">{name}</span>
  return (
    <Link href={place.href} className="link break-all">
      {name}
    </Link>
  )
}

/** What is wrong in one sentence, what it is about, who mends it. */
export function FoundBand({
  cluster,
  answer,
}: {
  cluster: string
  answer: Extract<FindingAnswer, { state: 'found' }>
}) {
  const { finding, freshness } = answer
  return (
    <Band
      label={`${severityWords[finding.severity]}, found now`}
      tone={severityTones[finding.severity]}
      icon={<SeverityIcon severity={finding.severity} className="mt-1 size-4" />}
      meta={
        <>
          <Badge tone={finding.fix.who === 'platform' ? 'unknown' : 'warn'}>{fixerWords[finding.fix.who]}</Badge>
          <Subject cluster={cluster} {...finding} />
          {finding.host === undefined ? null : <span className="break-all">{finding.host}</span>}
          {finding.path === undefined ? null : <code>{finding.path}</code>}
          <CheckLink check={finding.check} />
          {finding.waitingUntil === undefined ? null : <Countdown until={finding.waitingUntil} />}
          <PanelAge freshness={freshness} />
        </>
      }
    >
      {finding.summary}
    </Band>
  )
}

/** That it is not found any more, and how far that can be trusted. */
export function GoneBand({ cluster, answer }: { cluster: string; answer: Extract<FindingAnswer, { state: 'gone' }> }) {
  const { past, unreadable, freshness } = answer
  const isHidden = unreadable.length > 0
  const verdict = isHidden ? 'not-checked' : past === null ? 'not-applicable' : 'passing'
  return (
    <>
      <Band
        label="Not found any more"
        tone={verdict === 'passing' ? 'pass' : 'unknown'}
        icon={<VerdictIcon verdict={verdict} className="mt-1 size-4" />}
        meta={
          <>
            {past === null ? null : (
              <>
                <Subject cluster={cluster} area={past.area} object={past.object} />
                {past.host === null ? null : <span className="break-all">{past.host}</span>}
                <CheckLink check={past.check} />
                <span>
                  last seen {formatClock(past.lastSeenAt)}, <Age at={past.lastSeenAt} form="ago" />
                </span>
              </>
            )}
            <PanelAge freshness={freshness} />
          </>
        }
      >
        {describeGone(answer)}
      </Band>
      {isHidden ? (
        <Card title="What cannot be read now and may hide it" aside={unreadable.length} padding="none">
          <UnavailableList unavailable={unreadable} isFirst />
        </Card>
      ) : null}
    </>
  )
}

function describeGone({ past, object, unreadable }: Extract<FindingAnswer, { state: 'gone' }>): string {
  if (unreadable.length > 0)
    return past === null
      ? 'Nothing of this name is found now. Not everything can be read, so it may only be hidden.'
      : 'This is not found any more, but it may only be hidden: its check could not look everywhere.'
  if (past === null) return 'Nothing of this name is found now, nor was it since this Fairlead was started.'
  const name = formatObjectRef(past.object)
  if (object === 'absent') return `This is not found any more: ${name} does not exist any more.`
  if (object === 'present') return `This is not found any more: it was resolved. ${name} is still there.`
  return `This is not found any more. Whether ${name} still exists is not known.`
}

function CheckLink({ check }: { check: string }) {
  return (
    <span>
      check{' '}
      <Link className="link" href={paths.check(check)}>
        {check}
      </Link>
    </span>
  )
}
