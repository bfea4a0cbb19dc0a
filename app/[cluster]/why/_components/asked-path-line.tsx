import type { ReactNode } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { describeBackend, describePath } from '@/components/path/trace-selection'
import type { HostTraceAnswer } from '@/lib/api/ingresses'
import type { PathVerdict } from '@/lib/model/verdict'

/** Which rule serves the path of the URL that was pasted, or that none does. Nothing is shown where only a host was asked for. */
export function AskedPathLine({ answer }: { answer: HostTraceAnswer }) {
  const { askedPath, hosts, declaredBy } = answer
  if (askedPath === null) return null
  const path = <code>{askedPath.path}</code>
  const served = askedPath.servedBy
  const rule = served === null ? undefined : hosts[served.declaration]?.paths[served.path]
  const ingress = served === null ? undefined : declaredBy[served.declaration]
  if (rule !== undefined && ingress !== undefined) {
    return (
      <Line verdict={rule.verdict} reason={askedPath.reason}>
        Path {path} is served by {rule.path === null ? 'the ' : 'rule '}
        <strong className="font-medium">{rule.path === null ? 'default backend' : describePath(rule)}</strong> of
        Ingress {ingress.namespace}/{ingress.name}, which leads to {describeBackend(rule)}. From there to the Pods:{' '}
        <VerdictBadge verdict={rule.verdict} look="plain" className="[&>svg]:hidden" />
      </Line>
    )
  }
  const finding = answer.findings.find(({ check }) => check === 'path-not-covered')
  if (finding !== undefined) {
    return (
      <Line verdict="failing" reason={askedPath.reason}>
        Path {path} is covered by no rule, so it answers 404.{' '}
        <a href={`#finding-${finding.id}`} data-print="plain" className="link">
          Evidence and fix
        </a>
      </Line>
    )
  }
  return (
    <Line verdict="undetermined" reason={askedPath.reason}>
      Which rule serves path {path} is not known.
    </Line>
  )
}

function Line({ verdict, reason, children }: { verdict: PathVerdict; reason: string | null; children: ReactNode }) {
  return (
    <div role="note" aria-label="Path of the URL" className="mb-4 flex gap-2 text-md">
      <VerdictIcon verdict={verdict} isAlone className="mt-1 size-3.5" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>{children}</p>
        {reason === null ? null : <p className="text-base text-muted">{reason}</p>}
      </div>
    </div>
  )
}
