import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import { sendJson } from './send-json'

export type { ProbeReport, ProbeState } from './schemas/probe'

const probePath = (cluster: string, host: string) =>
  `/api/v1/clusters/${encodeURIComponent(cluster)}/hosts/${encodeURIComponent(host)}/probe`

/** Whether the host can be probed, and its last probe. No change of the cluster makes another one, so no topic renews it. */
export const probeStateQuery = (cluster: string, host: string) =>
  queryOptions({
    queryKey: ['cluster', cluster, 'probe', { host }] as const,
    queryFn: ({ signal }) =>
      fetchJson(probePath(cluster, host), async () => (await import('./schemas/probe')).ProbeState, signal),
  })

/** Probes the host now. Throws `ApiError`: 403 when probes are off, 429 when there were too many. */
export const probeNow = (cluster: string, host: string, wish: { path: string; scheme: 'http' | 'https' }) =>
  sendJson('POST', probePath(cluster, host), async () => (await import('./schemas/probe')).ProbeReport, wish)
