import { z } from 'zod'
import { Finding } from '@/lib/model/schemas/finding'
import { ObjectRef } from '@/lib/model/schemas/object-ref'
import { Unavailable } from '@/lib/model/schemas/unavailable'
import { Freshness } from './freshness'

/** A number as CoreDNS runs it, and where it comes from. `requested` is what was written when that differs. */
export const EffectiveNumber = z.object({
  value: z.number(),
  origin: z.enum(['written', 'inherited', 'default', 'rounded', 'capped']),
  requested: z.number().optional(),
})
export type EffectiveNumber = z.infer<typeof EffectiveNumber>

export const CacheClass = z.object({
  maxTtlSeconds: EffectiveNumber,
  minTtlSeconds: EffectiveNumber,
  capacity: EffectiveNumber,
  /** Replies for these names and below are not kept; `.` stands for all. */
  disabledZones: z.array(z.string()),
})
export type CacheClass = z.infer<typeof CacheClass>

export const EffectiveCache = z.object({
  enabled: z.boolean(),
  /** Why nothing is cached; null when `enabled`. */
  reason: z.string().nullable(),
  /** How many of the names of the block its cache covers: `cache` can be limited to zones. */
  coverage: z.enum(['all', 'some', 'none']),
  success: CacheClass,
  denial: CacheClass,
  prefetch: z
    .object({ amount: EffectiveNumber, durationSeconds: EffectiveNumber, percentage: EffectiveNumber })
    .nullable(),
  serveStale: z.object({ durationSeconds: EffectiveNumber, mode: z.string() }).nullable(),
  servfailSeconds: EffectiveNumber,
  keepTtl: z.boolean(),
  /** Numbers that the file does not give (an environment reference): what is shown for them must not be trusted. */
  undetermined: z.array(z.string()),
})
export type EffectiveCache = z.infer<typeof EffectiveCache>

export const CorefileProblem = z.object({
  stage: z.string(),
  line: z.number(),
  column: z.number().nullable(),
  message: z.string(),
  fix: z.string(),
})
export type CorefileProblem = z.infer<typeof CorefileProblem>

export const ServerBlock = z.object({
  zones: z.array(z.string()),
  port: z.number(),
  bind: z.array(z.string()),
  upstreams: z.array(z.string()),
  forwardOptions: z.array(z.string()),
  plugins: z.array(z.string()),
  line: z.number(),
  raw: z.string(),
  cache: EffectiveCache,
  problems: z.array(CorefileProblem),
})
export type ServerBlock = z.infer<typeof ServerBlock>

export const RolloutRow = z.object({
  node: z.string(),
  pod: z.string().nullable(),
  ready: z.boolean().nullable(),
  version: z.string().nullable(),
  /** Whether the node runs the Corefile shown; null: cannot be known without metrics. */
  configLoaded: z.boolean().nullable(),
  reason: z.string().nullable(),
})
export type RolloutRow = z.infer<typeof RolloutRow>

export const DnsCacheAnswer = z.object({
  found: z.boolean().nullable(),
  notFoundReason: z.string().nullable(),
  configMap: ObjectRef.nullable(),
  daemonSet: ObjectRef.nullable(),
  image: z.string().nullable(),
  coreDnsVersion: z.string().nullable(),
  versionAssumed: z.boolean(),
  localIps: z.array(z.string()),
  kubeDnsClusterIp: z.string().nullable(),
  isValid: z.boolean().nullable(),
  corefile: z.string().nullable(),
  serverBlocks: z.array(ServerBlock),
  problems: z.array(CorefileProblem),
  rollout: z.array(RolloutRow),
  /** Parts that could not be read; the rest stands. */
  unavailable: z.array(Unavailable),
  live: Unavailable,
  findings: z.array(Finding),
  freshness: Freshness,
})
export type DnsCacheAnswer = z.infer<typeof DnsCacheAnswer>
