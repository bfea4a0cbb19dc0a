'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { VerdictBand } from '@/components/layout/verdict-band'
import { TabRow } from '@/components/path/tab-row'
import { TraceMeta } from '@/components/path/trace-meta'
import { StaleNotice } from '@/components/states/stale-notice'
import type { HostTraceAnswer } from '@/lib/api/ingresses'
import { formatCounted } from '@/lib/format/count'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { TracedHost } from '@/lib/model/trace'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { paths } from '@/lib/paths'

// The server draws it; its script follows the page.
const HostPanel = dynamic(() => import('@/components/path/host-panel').then((panel) => panel.HostPanel))

interface Declaration {
  ref: ObjectRef
  key: string
  traced: TracedHost
}

/** The server lists one traced host per declaring object, in the same order. */
function pairDeclarations(answer: HostTraceAnswer): Declaration[] {
  return answer.declaredBy.flatMap((ref, index) => {
    const traced = answer.hosts[index]
    const own = `${ref.namespace}/${ref.name}`
    return traced ? [{ ref, key: ref.kind === 'Ingress' ? own : `${ref.kind} ${own}`, traced }] : []
  })
}

/** The trace of a host that is declared. When several objects declare it, each has a tab, the worst first. */
export function DeclaredHost({ cluster, answer }: { cluster: string; answer: HostTraceAnswer }) {
  const declarations = pairDeclarations(answer).sort((a, b) =>
    compareVerdictsWorstFirst(a.traced.verdict, b.traced.verdict),
  )
  const [wanted, setWanted] = useQueryState('ingress', parseAsString)
  const [firstKey] = useState(() => declarations[0]?.key)
  const worst = declarations[0]
  const selected = declarations.find(({ key }) => key === (wanted ?? firstKey)) ?? worst
  const finding = answer.findings.find(({ id }) => id === answer.rootCause?.finding)
  const panel = selected ? (
    <HostPanel
      key={selected.key}
      cluster={cluster}
      name={selected.key}
      observedAt={answer.observedAt}
      host={selected.traced}
      findings={answer.findings}
      notChecked={answer.notChecked}
      declaredBy={selected.ref.kind}
      showsSentence={selected !== worst}
    />
  ) : null
  return (
    <>
      <div className="mb-4 empty:hidden">
        <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
      </div>
      <VerdictBand
        verdict={answer.verdict}
        meta={
          <>
            <TraceMeta finding={finding} observedAt={answer.observedAt} />
            {answer.declaredBy.length > 1 ? (
              <span>declared by {formatCounted(answer.declaredBy.length, 'object')}</span>
            ) : null}
            {selected?.ref.kind === 'Service' ? <span>declared by {selected.key}</span> : null}
            {selected?.ref.kind === 'Ingress' ? (
              <Link
                className="link"
                href={paths.ingress(cluster, selected.ref.namespace ?? '', selected.ref.name, { host: answer.host })}
              >
                Open Ingress {selected.key}
              </Link>
            ) : null}
          </>
        }
      >
        {worst?.traced.sentence ?? `${answer.host} is declared, but its path could not be drawn.`}
      </VerdictBand>
      {declarations.length > 1 && selected ? (
        <TabRow
          label="Objects that declare this host"
          value={selected.key}
          onChange={setWanted}
          tabs={declarations.map(({ key, traced }) => ({
            value: key,
            label: key,
            verdict: traced.verdict,
          }))}
        >
          {panel}
        </TabRow>
      ) : (
        panel
      )}
    </>
  )
}
