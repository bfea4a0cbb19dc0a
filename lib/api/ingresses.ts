import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { ObjectRef } from '@/lib/model/object-ref'
import { RootCause, Trace } from '@/lib/model/trace'
import { PathVerdict } from '@/lib/model/verdict'
import { fetchJson } from './fetch-json'
import { Freshness, pageOf } from './freshness'

export const IngressRow = z.object({
  namespace: z.string(),
  name: z.string(),
  className: z.string().nullable(),
  hosts: z.array(z.string()),
  addresses: z.array(z.string()),
  verdict: PathVerdict,
  rootCause: RootCause.nullable(),
  /** One sentence for the row: the worst host's. */
  sentence: z.string(),
  createdAt: z.string().nullable(),
})
export type IngressRow = z.infer<typeof IngressRow>

export const ingressSorts = ['verdict', 'name', 'namespace', 'host', 'age'] as const

/** Query of the list. `q` matches namespace, name, host, address, class and check id; `sort` may be reversed with a `-`. */
export const IngressListParams = z.object({
  namespace: z.string().optional(),
  q: z.string().optional(),
  verdict: z.string().optional(),
  sort: z.enum([...ingressSorts, ...ingressSorts.map((sort) => `-${sort}` as const)]).default('verdict'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
})
export type IngressListParams = z.infer<typeof IngressListParams>

export const IngressPage = pageOf(IngressRow).extend({
  freshness: Freshness,
  /** Verdict counts over everything that matches but the verdict filter. */
  byVerdict: z.record(z.string(), z.number()),
})
export type IngressPage = z.infer<typeof IngressPage>

export const TraceAnswer = Trace.extend({
  observedAt: z.string().nullable(),
  revision: z.number(),
  freshness: Freshness,
})
export type TraceAnswer = z.infer<typeof TraceAnswer>

export const HostTraceAnswer = TraceAnswer.extend({
  object: ObjectRef.nullable(),
  host: z.string(),
  declaredBy: z.array(ObjectRef),
  /** Declared hosts that look like the one asked for; empty when it is declared. */
  nearestHosts: z.array(z.string()),
})
export type HostTraceAnswer = z.infer<typeof HostTraceAnswer>

const clusterPath = (cluster: string) => `/api/v1/clusters/${encodeURIComponent(cluster)}`

export const ingressKeys = {
  all: (cluster: string) => ['cluster', cluster, 'ingresses'] as const,
  list: (cluster: string, params: Partial<IngressListParams>) => [...ingressKeys.all(cluster), 'list', params] as const,
  trace: (cluster: string, namespace: string, name: string) =>
    [...ingressKeys.all(cluster), 'trace', { namespace, name }] as const,
  host: (cluster: string, host: string) => [...ingressKeys.all(cluster), 'host', { host }] as const,
}

export function ingressListQuery(cluster: string, params: Partial<IngressListParams>) {
  return queryOptions({
    queryKey: ingressKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(`${clusterPath(cluster)}/ingresses?${search}`, IngressPage, signal)
    },
    placeholderData: keepPreviousData,
  })
}

export const ingressTraceQuery = (cluster: string, namespace: string, name: string) =>
  queryOptions({
    queryKey: ingressKeys.trace(cluster, namespace, name),
    queryFn: ({ signal }) =>
      fetchJson(
        `${clusterPath(cluster)}/ingresses/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
        TraceAnswer,
        signal,
      ),
  })

export const hostTraceQuery = (cluster: string, host: string) =>
  queryOptions({
    queryKey: ingressKeys.host(cluster, host),
    queryFn: ({ signal }) =>
      fetchJson(`${clusterPath(cluster)}/hosts/${encodeURIComponent(host)}`, HostTraceAnswer, signal),
  })
