'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useQueryState } from 'nuqs'
import { useState } from 'react'
import { VerdictBand } from '@/components/layout/verdict-band'
import { TabRow } from '@/components/path/tab-row'
import { TraceMeta } from '@/components/path/trace-meta'
import { StaleNotice } from '@/components/states/stale-notice'
import type { HostTraceAnswer } from '@/lib/api/ingresses'
import { formatCounted } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { TracedHost } from '@/lib/model/trace'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { paths } from '@/lib/paths'
import { whySearch } from '../search-params'

// The server draws them; their scripts follow the page.
const AskedPathLine = dynamic(() => import('./asked-path-line').then((line) => line.AskedPathLine))
const HostPanel = dynamic(() => import('@/components/path/host-panel').then((panel) => panel.HostPanel))

interface Declaration {
  ref: ObjectRef
  key: string
  traced: TracedHost
  /** Of the path of the URL that was asked for, where a rule of this object serves it: its place among the paths. */
  askedPath: number | null
}

/** The server lists one traced host per declaring object, in the same order. */
function pairDeclarations(answer: HostTraceAnswer): Declaration[] {
  return answer.declaredBy.flatMap((ref, index) => {
    const traced = answer.hosts[index]
    const own = `${ref.namespace}/${ref.name}`
    const served = answer.askedPath?.servedBy
    const askedPath = served?.declaration === index ? served.path : null
    return traced ? [{ ref, key: ref.kind === 'Ingress' ? own : `${ref.kind} ${own}`, traced, askedPath }] : []
  })
}

/** What is said of the host that was asked for belongs to the name that is traced: a wildcard that covers it, say. */
function nameTracedHost(finding: Finding, asked: string, traced: string): Finding {
  return finding.host === asked ? { ...finding, host: traced } : finding
}

/** The trace of a host that is declared. When several objects declare it, each has a tab, the worst first; one that serves the path asked for is opened. */
export function DeclaredHost({ cluster, answer }: { cluster: string; answer: HostTraceAnswer }) {
  const declarations = pairDeclarations(answer).sort((a, b) =>
    compareVerdictsWorstFirst(a.traced.verdict, b.traced.verdict),
  )
  const [wanted, setWanted] = useQueryState('ingress', whySearch.ingress)
  const [firstKey] = useState(() => (declarations.find(({ askedPath }) => askedPath !== null) ?? declarations[0])?.key)
  const worst = declarations[0]
  const selected = declarations.find(({ key }) => key === (wanted ?? firstKey)) ?? worst
  const finding = answer.findings.find(({ id }) => id === answer.rootCause?.finding)
  const isUncovered = finding?.check === 'path-not-covered'
  const panel = selected ? (
    <HostPanel
      key={selected.key}
      cluster={cluster}
      name={selected.key}
      observedAt={answer.observedAt}
      host={selected.traced}
      findings={answer.findings.map((each) => nameTracedHost(each, answer.host, selected.traced.host))}
      firstPath={selected.askedPath}
      causeOfQuestion={isUncovered ? finding.id : null}
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
        {isUncovered
          ? finding.summary
          : (worst?.traced.sentence ?? `${answer.host} is declared, but its path could not be drawn.`)}
      </VerdictBand>
      <AskedPathLine answer={answer} />
      {declarations.length > 1 && selected ? (
        <TabRow
          label="Objects that declare this host"
          printLabel={`One of ${declarations.length} objects that declare this host`}
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
