import { z } from 'zod'
import { SourceStatus } from '@/lib/model/schemas/source-status'
import { PathVerdict } from '@/lib/model/schemas/verdict'

export const ClusterSummary = z.object({
  name: z.string(),
  /** `aks`, `eks`, `unknown`; null when Nodes could not be read. */
  provider: z.string().nullable(),
  kubernetesVersion: z.string().nullable(),
  nodeCount: z.number().nullable(),
  verdict: PathVerdict,
  findings: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
  /** Ingresses by verdict; null when they could not be read. */
  ingresses: z.object({ total: z.number(), byVerdict: z.record(z.string(), z.number()) }).nullable(),
  /** `connecting` until the first read has ended; `unreachable` while the API server cannot be reached. */
  connection: z.object({
    state: z.enum(['connecting', 'connected', 'unreachable']),
    server: z.string().nullable(),
    reason: z.string().nullable(),
    staleSince: z.string().nullable(),
  }),
  namespaces: z.array(z.string()),
  isDemo: z.boolean(),
  sources: z.array(SourceStatus),
})
export type ClusterSummary = z.infer<typeof ClusterSummary>

export const ClusterList = z.object({
  items: z.array(ClusterSummary),
  total: z.number(),
  nextCursor: z.null(),
  /** What is wrong with the configuration itself; the clusters that could be read are listed all the same. */
  problems: z.array(z.string()),
  /** True in the demo, when its faults can be asked for. */
  canBreak: z.boolean(),
})
export type ClusterList = z.infer<typeof ClusterList>
