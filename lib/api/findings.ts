import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Area, Finding, Severity } from '@/lib/model/finding'
import { NotChecked } from '@/lib/model/trace'
import { fetchJson } from './fetch-json'
import { Freshness, pageOf } from './freshness'

export const FindingListParams = z.object({
  severity: Severity.optional(),
  area: Area.optional(),
  namespace: z.string().optional(),
  check: z.string().optional(),
  q: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
})
export type FindingListParams = z.infer<typeof FindingListParams>

/** A finding in a list, with what it hits: how many hosts, and the Ingresses to open (at most five). */
export const ListedFinding = Finding.extend({
  affectedHosts: z.number(),
  ingresses: z.array(z.object({ namespace: z.string(), name: z.string(), host: z.string() })),
  isRootCause: z.boolean(),
})
export type ListedFinding = z.infer<typeof ListedFinding>

export const FindingPage = pageOf(ListedFinding).extend({
  freshness: Freshness,
  bySeverity: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
  byArea: z.record(z.string(), z.number()),
  /** What was looked at: how many checks ran on how many objects. */
  looked: z.object({ checks: z.number(), objects: z.number(), ingresses: z.number(), hosts: z.number() }),
  notChecked: z.array(NotChecked),
})
export type FindingPage = z.infer<typeof FindingPage>

export const findingKeys = {
  all: (cluster: string) => ['cluster', cluster, 'findings'] as const,
  list: (cluster: string, params: Partial<FindingListParams>) => [...findingKeys.all(cluster), params] as const,
}

export function findingsQuery(cluster: string, params: Partial<FindingListParams>) {
  return queryOptions({
    queryKey: findingKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(`/api/v1/clusters/${encodeURIComponent(cluster)}/findings?${search}`, FindingPage, signal)
    },
    placeholderData: keepPreviousData,
  })
}
