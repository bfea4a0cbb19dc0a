'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Radar } from 'lucide-react'
import { useId, useState } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ApiError } from '@/lib/api/fetch-json'
import { type ProbeReport, probeNow, probeStateQuery } from '@/lib/api/probe'
import { ProbeReportView } from './probe-report'

/**
 * Asks the load balancer for the host, because the reader wants it: what really answers, beside what the objects promise. Says why not where probes
 * are off or impossible.
 */
export function ProbeCard({ cluster, host }: { cluster: string; host: string }) {
  const queryClient = useQueryClient()
  const state = useQuery(probeStateQuery(cluster, host))
  const pathId = useId()
  const [path, setPath] = useState('/')
  const [scheme, setScheme] = useState<'https' | 'http'>('https')
  const probe = useMutation({
    mutationFn: () => probeNow(cluster, host, { path: path === '' ? '/' : path, scheme }),
    onSuccess: (report: ProbeReport) =>
      queryClient.setQueryData(probeStateQuery(cluster, host).queryKey, (known) =>
        known?.state === 'ready' ? { ...known, last: report } : known,
      ),
  })
  if (state.data === undefined) {
    // Nothing of the page depends on it: while it is asked for there is nothing to say, and its failure is said briefly.
    return state.isError ? (
      <Card title="Probe">
        <p className="text-muted">Whether this host can be probed could not be asked: {state.error.message}</p>
      </Card>
    ) : null
  }
  if (state.data.state === 'unavailable') {
    const { detail, need } = state.data.because
    return (
      <Card title="Probe" aside="not checked">
        <p className="flex gap-2">
          <VerdictIcon verdict="not-checked" isAlone className="mt-0.5 size-3.5" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            What really answers was not asked: {detail}.{need === null ? null : ` Needs ${need}.`}
          </span>
        </p>
      </Card>
    )
  }
  const { addresses, last } = state.data
  return (
    <Card title="Probe" aside={last === null ? `goes to ${addresses.join(', ')}` : <Age at={last.at} form="ago" />}>
      <form
        data-print="hide"
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (!probe.isPending) probe.mutate()
        }}
      >
        <label className="grid gap-0.5 text-muted text-sm">
          Scheme
          <select
            value={scheme}
            onChange={(event) => setScheme(event.target.value === 'http' ? 'http' : 'https')}
            className="h-7 rounded-md border border-line-control bg-surface px-1.5 text-ink"
          >
            <option value="https">https</option>
            <option value="http">http</option>
          </select>
        </label>
        <label htmlFor={pathId} className="grid min-w-0 flex-1 gap-0.5 text-muted text-sm">
          Path
          <input
            id={pathId}
            value={path}
            onChange={(event) => setPath(event.target.value)}
            spellCheck={false}
            autoComplete="off"
            className="h-7 w-full min-w-24 rounded-md border border-line-control bg-surface px-2 font-mono text-ink"
          />
        </label>
        <Button type="submit" aria-disabled={probe.isPending}>
          <Radar aria-hidden className="size-3.5 text-muted" />
          {probe.isPending ? 'Probing…' : last === null ? 'Probe now' : 'Probe again'}
        </Button>
      </form>
      <div aria-live="polite">
        {probe.isError ? (
          <p className="mt-2 text-fail [overflow-wrap:anywhere]">
            {probe.error instanceof ApiError ? probe.error.message : 'The probe failed inside this page.'}
          </p>
        ) : null}
        {last === null ? (
          <p className="mt-2 text-muted">
            One request from the Fairlead server to the load balancer, as a client would make it: connection,
            certificate, answer. Redirects are not followed and nothing of the body is read.
          </p>
        ) : (
          <ProbeReportView report={last} />
        )}
      </div>
    </Card>
  )
}
