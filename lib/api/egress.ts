import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Finding } from '@/lib/model/finding'
import { Unavailable } from '@/lib/model/unavailable'
import { fetchJson } from './fetch-json'
import { Freshness } from './freshness'

/** Null means unknown, never 0. */
export const EgressAnswer = z.object({
  provider: z.string().nullable(),
  outbound: z.object({
    type: z.string().nullable(),
    source: z.enum(['declared', 'inferred', 'assumed', 'unknown']),
    reason: z.string(),
  }),
  nodes: z.object({ count: z.number().nullable(), countedBy: z.string(), reason: z.string().nullable() }),
  allocation: z.object({
    portsPerNode: z.number().nullable(),
    mode: z.enum(['default', 'manual', 'nat-gateway', 'unknown']),
    outboundIps: z.number().nullable(),
    /** The formula with its numbers, in words. */
    basis: z.string(),
    /** Who gave the outbound IP count and mode: `configuration`, `assumed`, … */
    source: z.string(),
    assumptions: z.array(z.string()),
  }),
  headroom: z.object({
    nodesToNextDrop: z.number().nullable(),
    nextPortsPerNode: z.number().nullable(),
    nextDropAt: z.number().nullable(),
    reason: z.string(),
  }),
  tiers: z.array(z.object({ from: z.number(), to: z.number(), portsPerNode: z.number(), current: z.boolean() })),
  /** The state in a sentence or two that can be read aloud. */
  sentence: z.string(),
  problems: z.array(z.object({ field: z.string(), message: z.string(), fix: z.string() })),
  use: Unavailable,
  failedConnections: Unavailable,
  findings: z.array(Finding),
  freshness: Freshness,
})
export type EgressAnswer = z.infer<typeof EgressAnswer>

export const egressQuery = (cluster: string) =>
  queryOptions({
    queryKey: ['cluster', cluster, 'egress'] as const,
    queryFn: ({ signal }) => fetchJson(`/api/v1/clusters/${encodeURIComponent(cluster)}/egress`, EgressAnswer, signal),
  })
