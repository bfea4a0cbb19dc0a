import { z } from 'zod'
import { moves, nameStates } from '@/lib/model/dns-names'
import { ObjectRef } from '@/lib/model/schemas/object-ref'
import { Unavailable } from '@/lib/model/schemas/unavailable'
import { PathVerdict } from '@/lib/model/schemas/verdict'
import { nameSorts } from '../dns-zone-choices'
import { Freshness, pageOf } from './freshness'

const NameState = z.enum(nameStates)
const Move = z.enum(moves)

/** One name, as it stands in the cluster that the list is about. */
export const DnsName = z.object({
  host: z.string(),
  /** Null when no known zone holds it. */
  zone: z.string().nullable(),
  state: NameState,
  verdict: PathVerdict,
  sentence: z.string(),
  /** Objects of this cluster that declare it. */
  declaredBy: z.array(ObjectRef),
  /** Records that an external-dns of this cluster makes for it, such as `A 203.0.113.10`. */
  wanted: z.array(z.object({ instance: z.string(), object: ObjectRef, targets: z.string() })),
  /** What DNS answers; null when that is not known. */
  answer: z.string().nullable(),
  /** DNS answers what is wanted here; null when either is not known. */
  isRight: z.boolean().nullable(),
  /** The ownership record that counts; `cluster` is null when no watched cluster signs with this id. */
  owner: z
    .object({ id: z.string(), resource: z.string().nullable(), at: z.string(), cluster: z.string().nullable() })
    .nullable(),
  /** What was found about its DNS record. */
  finding: z.object({ check: z.string(), title: z.string(), finding: z.string() }).nullable(),
  unavailable: Unavailable.nullable(),
  /** What a switch to the other cluster does to it; null unless one was asked for. */
  move: Move.nullable(),
  /** The same name in the other cluster; null when no object declares it there, or none was asked for. */
  other: z.object({ state: NameState, declaredBy: z.array(ObjectRef) }).nullable(),
})
export type DnsName = z.infer<typeof DnsName>

/** What the parent zone says; see `DnsDelegation` in the model. */
const Delegation = z.discriminatedUnion('state', [
  z.object({ state: z.literal('delegated'), parent: z.string(), nameServers: z.array(z.string()) }),
  z.object({ state: z.literal('absent'), parent: z.string() }),
  z.object({ state: z.literal('unknown'), unavailable: Unavailable }),
])

export const DnsZoneSummary = z.object({
  /** Null gathers the names that no known zone holds. */
  name: z.string().nullable(),
  /** How it is known: the configuration or a ClusterIssuer names it, DNS shows its SOA record. */
  knownFrom: z.array(z.enum(['settings', 'issuer', 'dns'])),
  names: z.number(),
  byState: z.partialRecord(NameState, z.number()),
  /** Names of it that each watched cluster holds, this one first. */
  held: z.array(z.object({ cluster: z.string(), names: z.number() })),
  /** Null when DNS was not asked or gave no answer; `unavailable` says why. */
  apex: z
    .object({
      zone: z.string(),
      failure: z.string().nullable(),
      primary: z.string().nullable(),
      negativeTtlSeconds: z.number().nullable(),
      nameServers: z.array(z.string()),
      delegation: Delegation,
      resolver: z.string(),
      observedAt: z.string(),
    })
    .nullable(),
  /** Why its names are not found, in a clause without its end; null when nothing is wrong or that is not known. */
  trouble: z.string().nullable(),
  unavailable: Unavailable.nullable(),
  /** What a wildcard answers for names without a record; null without one, or when that is not known. */
  wildcard: z.string().nullable(),
})
export type DnsZoneSummary = z.infer<typeof DnsZoneSummary>

/** One external-dns of a watched cluster and how it signs. Null: not known, and `because` says why; `ownerId` also where nothing is signed. */
export const DnsOwner = z.object({
  cluster: z.string(),
  instance: z.string(),
  registry: z.string().nullable(),
  ownerId: z.string().nullable(),
  policy: z.string().nullable(),
  because: z.string().nullable(),
})
export type DnsOwner = z.infer<typeof DnsOwner>

/** Another watched cluster. */
export const OtherCluster = z.object({
  name: z.string(),
  /** Names that both declare. */
  sharedNames: z.number(),
  /** Why not all of its names are known; null when they are. */
  unavailable: Unavailable.nullable(),
  staleSince: z.string().nullable(),
})
export type OtherCluster = z.infer<typeof OtherCluster>

export const SwitchPlan = z.object({
  with: z.string(),
  heldHere: z.number(),
  heldThere: z.number(),
  byMove: z.partialRecord(Move, z.number()),
  sentence: z.string(),
  ways: z.array(z.object({ title: z.string(), isPossible: z.boolean().nullable(), steps: z.array(z.string()) })),
})
export type SwitchPlan = z.infer<typeof SwitchPlan>

/** Query of the list. `q` matches host, object, owner and check; `zone` is a name or `none`; `with` names another cluster; `move` needs it. */
export const DnsZoneParams = z.object({
  zone: z.string().optional(),
  q: z.string().optional(),
  state: NameState.optional(),
  namespace: z.string().optional(),
  with: z.string().optional(),
  move: Move.optional(),
  sort: z.enum(nameSorts).default('state'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
})
export type DnsZoneParams = z.infer<typeof DnsZoneParams>

export const DnsZonePage = pageOf(DnsName).extend({
  freshness: Freshness,
  /** Names of the whole cluster, whatever is filtered: how many it holds, the worst verdict, and how they stand. */
  all: z.object({
    names: z.number(),
    held: z.number(),
    verdict: PathVerdict,
    byState: z.partialRecord(NameState, z.number()),
  }),
  /** Counts over everything that matches but the filter for states. */
  byState: z.partialRecord(NameState, z.number()),
  zones: z.array(DnsZoneSummary),
  owners: z.array(DnsOwner),
  /** Owner ids that several clusters sign with: each may delete the names of the others. */
  sharedOwners: z.array(z.object({ ownerId: z.string(), clusters: z.array(z.string()) })),
  others: z.array(OtherCluster),
  switch: SwitchPlan.nullable(),
  /** Names that are not judged yet, and so not in the list. */
  unsettled: z.number(),
})
export type DnsZonePage = z.infer<typeof DnsZonePage>
