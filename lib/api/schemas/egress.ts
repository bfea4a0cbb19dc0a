import { z } from 'zod'
import { Finding } from '@/lib/model/schemas/finding'
import { Unavailable } from '@/lib/model/schemas/unavailable'
import { Freshness } from './freshness'

/** Null means unknown, never 0. */
export const EgressAnswer = z.object({
  provider: z.string().nullable(),
  outbound: z.object({
    type: z.string(),
    /** What carries traffic out; only a load balancer gives every node ports of its own. */
    carrier: z.enum(['load-balancer', 'nat-gateway', 'appliance', 'none', 'unknown']),
    source: z.enum(['declared', 'inferred', 'assumed']),
    reason: z.string(),
  }),
  nodes: z.object({
    count: z.number().nullable(),
    /** The way of counting, in words. */
    countedBy: z.string(),
    reason: z.string().nullable(),
    /** Nodes left out and why, in words. */
    leftOut: z.array(z.string()),
    /** Counted nodes with a public IP of their own: they leave through it, yet they move the tier. */
    withPublicIp: z.array(z.string()),
    /** Counted nodes by agent pool or node group; under null those that name none. */
    pools: z.array(z.object({ name: z.string().nullable(), nodes: z.number() })),
  }),
  allocation: z.object({
    portsPerNode: z.number().nullable(),
    mode: z.enum(['default', 'manual', 'nat-gateway', 'unknown']),
    outboundIps: z.number().nullable(),
    /** Manual ports per node; 0: default allocation; null: unknown, or no load balancer. */
    allocatedPorts: z.number().nullable(),
    /** The formula with its numbers, in words. */
    basis: z.string(),
    /** Who gave the outbound IP count and mode: `configuration`, `assumed`, … */
    source: z.string(),
    assumptions: z.array(z.string()),
    /** Manual value that serves the current nodes best with these outbound IPs; null when no load balancer is involved. */
    recommendedPorts: z.number().nullable(),
  }),
  headroom: z.object({
    nodesToNextDrop: z.number().nullable(),
    nextPortsPerNode: z.number().nullable(),
    nextDropAt: z.number().nullable(),
    /** Nodes until knowledge or capacity ends: the end of the published table, or Azure refusing a manual value. */
    nodesToLimit: z.number().nullable(),
    reason: z.string(),
  }),
  /** The most nodes that the autoscaler may bring; null with the reason why that is not known. */
  autoscaler: z.object({ nodesMax: z.number().nullable(), reason: z.string() }),
  /** Where `az aks` finds the cluster, as its Nodes tell it. */
  azureCluster: z.object({ resourceGroup: z.string(), name: z.string() }).nullable(),
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
