'use client'

import { useQueryStates } from 'nuqs'
import { type ReactNode, useId } from 'react'
import { PanelAge } from '@/components/states/panel-age'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import type { ServerBlock } from '@/lib/api/dns-cache'
import type { Freshness } from '@/lib/api/freshness'
import { calculatorParsers, readSeconds, replyClasses } from './calculator-params'
import { toLifetimeCache } from './lifetime-cache'
import { nameBlock } from './say-dns-cache'
import { sayLifetime } from './say-lifetime'

const classWords: Record<(typeof replyClasses)[number], string> = {
  success: 'an answer',
  denial: 'a denial (NXDOMAIN, no data)',
  servfail: 'SERVFAIL',
}

const fieldClassName = 'h-8 w-full min-w-0 rounded-md border border-line-control bg-surface px-2'

/** What happens to a record with a given TTL in one of the blocks. Computed in the browser; the question is in the URL. */
export function TtlCalculator({ blocks, freshness }: { blocks: readonly ServerBlock[]; freshness: Freshness }) {
  const [asked, setAsked] = useQueryStates(calculatorParsers)
  const names = blocks.map((block) => nameBlock(block))
  const selected = blocks[names.indexOf(asked.block)] ?? blocks.find((block) => block.zones.includes('.')) ?? blocks[0]
  const ttl = readSeconds(asked.ttl, 'Record TTL')
  const every = asked.every.trim() === '' ? null : readSeconds(asked.every, 'Queries every', { allowsFraction: true })
  const needsTtl = asked.class !== 'servfail'
  const problem = (needsTtl ? ttl.problem : null) ?? every?.problem ?? null
  const isAnswerable = selected !== undefined && problem === null

  return (
    <Card
      title="What happens to a record?"
      aside={
        <span className="flex flex-wrap items-center gap-x-3">
          <PanelAge freshness={freshness} />
          <CopyButton
            label="Copy link to this question"
            text={() => window.location.href}
            isIconOnly
            look="quiet"
            size="small"
          />
        </span>
      }
    >
      <div className="grid gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
        <form className="grid grid-cols-2 content-start gap-3" onSubmit={(event) => event.preventDefault()}>
          <Field label="Server block" isWide>
            {(id) => (
              <select
                id={id}
                className={fieldClassName}
                value={selected ? nameBlock(selected) : ''}
                onChange={(event) => setAsked({ block: event.target.value })}
              >
                {names.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Upstream replies with" isWide>
            {(id) => (
              <select
                id={id}
                className={fieldClassName}
                value={asked.class}
                onChange={(event) => {
                  const next = replyClasses.find((reply) => reply === event.target.value)
                  if (next !== undefined) setAsked({ class: next })
                }}
              >
                {replyClasses.map((reply) => (
                  <option key={reply} value={reply}>
                    {classWords[reply]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={asked.class === 'denial' ? 'TTL of the SOA, seconds' : 'Record TTL, seconds'}>
            {(id) => (
              <input
                id={id}
                className={fieldClassName}
                inputMode="numeric"
                value={asked.ttl}
                disabled={!needsTtl}
                aria-invalid={needsTtl && ttl.problem !== null}
                onChange={(event) => setAsked({ ttl: event.target.value })}
              />
            )}
          </Field>
          <Field label="Queries every, seconds">
            {(id) => (
              <input
                id={id}
                className={fieldClassName}
                inputMode="decimal"
                placeholder="not known"
                value={asked.every}
                aria-invalid={every !== null && every.problem !== null}
                onChange={(event) => setAsked({ every: event.target.value })}
              />
            )}
          </Field>
          <p role="alert" className={problem === null ? 'sr-only' : 'col-span-2 text-fail'}>
            {problem}
          </p>
        </form>
        <div aria-live="polite" className="min-h-56 min-w-0">
          {isAnswerable ? (
            <LifetimeAnswer
              block={selected}
              replyClass={asked.class}
              ttlSeconds={ttl.seconds ?? 0}
              queryIntervalSeconds={every?.seconds ?? null}
            />
          ) : (
            <p className="text-muted">Give a TTL to see what becomes of it.</p>
          )}
        </div>
      </div>
    </Card>
  )
}

interface LifetimeAnswerProps {
  block: ServerBlock
  replyClass: (typeof replyClasses)[number]
  ttlSeconds: number
  queryIntervalSeconds: number | null
}

function LifetimeAnswer({ block, replyClass, ttlSeconds, queryIntervalSeconds }: LifetimeAnswerProps) {
  const lines = sayLifetime(toLifetimeCache(block.cache), {
    recordTtlSeconds: ttlSeconds,
    replyClass,
    queryIntervalSeconds,
  })
  return (
    <>
      <dl className="divide-y divide-line">
        {lines.map((line) => (
          <div
            key={line.label}
            className="grid gap-x-4 py-1.5 first:pt-0 sm:grid-cols-[10.5rem_minmax(0,8.5rem)_minmax(0,1fr)]"
          >
            <dt className="text-faint">{line.label}</dt>
            <dd className="font-medium tabular-nums">{line.value}</dd>
            <dd className="text-muted">{line.explanation}</dd>
          </div>
        ))}
      </dl>
      {block.cache.undetermined.length > 0 ? (
        <p className="mt-2 text-muted">
          Some figures of this block are not in the file, and defaults stand in for them:{' '}
          {block.cache.undetermined.join('; ')}.
        </p>
      ) : null}
    </>
  )
}

function Field({
  label,
  isWide = false,
  children,
}: {
  label: string
  isWide?: boolean
  children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className={isWide ? 'col-span-2 min-w-0' : 'min-w-0'}>
      <label htmlFor={id} className="mb-1 block text-muted text-sm">
        {label}
      </label>
      {children(id)}
    </div>
  )
}
