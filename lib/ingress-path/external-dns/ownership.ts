import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import type { DnsAnswer } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  listTxtNames,
  type OwnedType,
  parseTxtOwnership,
  readTxtRegistry,
  type TxtName,
  type TxtOwnership,
  type TxtRegistry,
} from './txt-registry'

/** An ownership record that was found, and what it says. */
export interface FoundOwnership {
  /** Where it stands. */
  name: string
  /** The record type it is for; null in the format of before 0.18. */
  type: OwnedType | null
  ownership: TxtOwnership
  resolver: string
}

/** What DNS says about whose a name is. `missing`: why there may be more, or null. */
export interface HostOwnership {
  found: FoundOwnership[]
  missing: Unavailable | null
}

/** What external-dns goes by unless it is told otherwise; other clusters on the same zones most likely do too. */
export const defaultRegistry: TxtRegistry = { ownerId: 'default', prefix: '', suffix: '', wildcardReplacement: '' }

/**
 * Names to ask for the ownership of a host (lower case): under the affixes of every registry given and under none. Types are those that the name has now;
 * without a record those it could have.
 */
export function listOwnershipNames(
  host: string,
  registries: readonly TxtRegistry[],
  answer: DnsAnswer | null,
): TxtName[] {
  const types = readTypes(answer)
  const byName = new Map<string, TxtName>()
  for (const registry of [...registries, defaultRegistry])
    for (const entry of listTxtNames(host, types, registry)) if (!byName.has(entry.name)) byName.set(entry.name, entry)
  return [...byName.values()]
}

/** The ownership records of a host under these registries. Only the input `Dns` is read. */
export function findOwnership(view: ClusterView, host: string, registries: readonly TxtRegistry[]): HostOwnership {
  const asked = view.dnsAnswer(host)
  if (asked.state === 'unavailable') return { found: [], missing: asked.unavailable }
  let missing: Unavailable | null = null
  const found = listOwnershipNames(host, registries, asked.answer).flatMap(({ name, type }): FoundOwnership[] => {
    const texts = view.dnsTexts(name)
    if (texts.state === 'unavailable') {
      missing ??= texts.unavailable
      return []
    }
    const { recordSets, resolver } = texts.answer
    const readings = recordSets.flatMap(({ values }) => values).map(parseTxtOwnership)
    // Texts of other purposes may stand at the name of a host; only a text that claims something counts.
    return readings.flatMap((ownership) => (ownership.state === 'foreign' ? [] : [{ name, type, ownership, resolver }]))
  })
  return { found, missing }
}

/** Address types of a name, or CNAME where it is an alias; for a name without records what external-dns may have left behind. */
function readTypes(answer: DnsAnswer | null): OwnedType[] {
  if (answer === null || answer.outcome !== 'answered') return ['A', 'CNAME']
  if (answer.cnames.length > 0) return ['CNAME']
  const types = answer.recordSets.flatMap(({ type }): OwnedType[] => (type === 'A' || type === 'AAAA' ? [type] : []))
  // An alias of Route 53 answers with addresses, and was signed as cname- up to 0.21.
  return types.length === 0 ? ['A', 'CNAME'] : [...new Set<OwnedType>([...types, 'CNAME'])]
}

/**
 * The TXT registries of every external-dns that can be seen, each once; empty without any. An instance whose flags are not known adds none: its checks say
 * so, and there is no name to ask for.
 */
export function listTxtRegistries(view: ClusterView): TxtRegistry[] {
  const byAffix = new Map<string, TxtRegistry>()
  for (const { flags } of findExternalDnsInstances(view).instances) {
    const registry = readTxtRegistry(flags)
    if (registry.state === 'unknown' || registry.value === null) continue
    const { prefix, suffix, wildcardReplacement } = registry.value
    byAffix.set([prefix, suffix, wildcardReplacement].join('|'), registry.value)
  }
  return [...byAffix.values()]
}
