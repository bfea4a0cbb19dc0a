import type { EvidenceDraft } from '@/lib/checks/define-check'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** What one address answered to a recent probe of a host. */
export interface ProbedStatus {
  status: number
  location: string | null
  /** The URL that was asked for. */
  asked: string
  address: string
  port: number
  /** ISO 8601 UTC. */
  at: string
}

/** The answers of the last probes of a host, HTTPS first; none when it was not probed of late, or nothing answered. */
export function listProbedAnswers(view: ClusterView, host: string): ProbedStatus[] {
  return (['https', 'http'] as const).flatMap((scheme) => {
    const read = view.probe(host, scheme)
    if (read.state === 'unavailable') return []
    return read.probe.results.flatMap(({ answer, address, port, at, path }): ProbedStatus[] => {
      if (answer === null) return []
      const { status, location } = answer
      return [{ status, location, asked: `${scheme}://${host}${path}`, address, port, at }]
    })
  })
}

/** An answer as evidence, with the time of the probe. */
export const describeAnswer = ({ status, location, asked, address, port, at }: ProbedStatus): EvidenceDraft => ({
  observed: `${asked} answered ${status}${location === null ? '' : `, location ${location}`}`,
  source: `Probe of ${address}:${port}`,
  at,
})
