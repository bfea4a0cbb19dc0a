import { type FoundOwnership, findOwnership } from '@/lib/ingress-path/external-dns/ownership'
import { readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import type { DnsAnswer } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { RegistryUser, RegistryUsers } from './registries'

/** An ownership record that counts for the record there is. `at` is the name it stands under. */
export interface Signature {
  owner: string
  /** `ingress/shop/checkout`; null when it names none. */
  resource: string | null
  at: string
}

/**
 * Whose the record of a name is. `here`: signed as an external-dns of this cluster does; `elsewhere`: by another owner; `contested`: by several at once;
 * `unsigned`: there is a record, and no ownership record beside it; `nobody`: there is no record.
 */
export type NameHolder =
  | { state: 'here' | 'elsewhere'; signature: Signature }
  | { state: 'contested'; signature: Signature; owners: string[] }
  | { state: 'unsigned' }
  /** `left`: an ownership record without a record, which leaves the name free. */
  | { state: 'nobody'; left: Signature | null }
  | { state: 'unknown'; unavailable: Unavailable }

/** Whose the record of a host (lower case) is, as DNS says. Reads the answer of DNS for it and the ownership records beside it. */
export function findHolder(view: ClusterView, host: string, { users, missing }: RegistryUsers): NameHolder {
  const asked = view.dnsAnswer(host)
  if (asked.state === 'unavailable') return { state: 'unknown', unavailable: asked.unavailable }
  const { answer } = asked
  const registries = users.flatMap(({ txt }) => (txt === null ? [] : [txt]))
  if (answer.outcome !== 'answered') {
    const left = registries.length === 0 ? null : pickSignatures(findOwnership(view, host, registries).found, answer)
    return { state: 'nobody', left: left?.signatures[0] ?? null }
  }
  const blind = explainBlindness(host, users, missing)
  if (registries.length === 0) return { state: 'unknown', unavailable: blind ?? describeNoRegistry(host, users) }
  const { found, missing: unread } = findOwnership(view, host, registries)
  const { signatures, isEncrypted } = pickSignatures(found, answer)
  const [signature] = signatures
  const ours = new Set(registries.map(({ ownerId }) => ownerId))
  const owners = [...new Set(signatures.map(({ owner }) => owner))]
  if (signature !== undefined && owners.length > 1) return { state: 'contested', signature, owners }
  if (signature !== undefined && ours.has(signature.owner)) return { state: 'here', signature }
  // An owner that is none of ours may still be one that cannot be seen.
  if (blind !== null) return { state: 'unknown', unavailable: blind }
  if (signature !== undefined) return { state: 'elsewhere', signature }
  if (isEncrypted) return { state: 'unknown', unavailable: describeEncrypted(host) }
  if (unread !== null) return { state: 'unknown', unavailable: unread }
  const other = users.find(({ registry }) => registry !== 'txt')
  if (other !== undefined) return { state: 'unknown', unavailable: describeOtherRegistry(host, other) }
  const origin = readAnswerOrigin(view, host, answer)
  if (origin.state === 'not-known') return { state: 'unknown', unavailable: origin.unavailable }
  // A name that a wildcard answers for has no record of its own.
  return origin.state === 'wildcard' ? { state: 'nobody', left: null } : { state: 'unsigned' }
}

/**
 * The ownership records that count: those for the type of the record there is, else those of before 0.18, else those of other types (an alias of
 * Route 53 answers with addresses and was signed as `cname-` up to 0.21). Source: external-dns v0.22.0 `registry/txt/registry.go`.
 */
function pickSignatures(
  found: readonly FoundOwnership[],
  answer: DnsAnswer,
): { signatures: Signature[]; isEncrypted: boolean } {
  const present = answer.cnames.length > 0 ? ['CNAME'] : answer.recordSets.map(({ type }) => type as string)
  const rankOf = ({ type }: FoundOwnership) => (type === null ? 1 : present.includes(type) ? 0 : 2)
  for (const rank of [0, 1, 2]) {
    const counted = found.filter((entry) => rankOf(entry) === rank)
    if (counted.length === 0) continue
    const signatures = counted.flatMap(({ ownership, name }) =>
      ownership.state === 'owned' ? [{ owner: ownership.owner, resource: ownership.resource, at: name }] : [],
    )
    return { signatures, isEncrypted: signatures.length === 0 }
  }
  return { signatures: [], isEncrypted: false }
}

/** Why an owner cannot be told from a stranger: an external-dns whose owner id is not known, or that cannot be seen. */
function explainBlindness(
  host: string,
  users: readonly RegistryUser[],
  missing: Unavailable | null,
): Unavailable | null {
  if (missing !== null) return missing
  const unknown = users.find(({ registry, ownerId }) => registry === null || (registry === 'txt' && ownerId === null))
  if (unknown === undefined) return null
  return {
    what: `Owner of ${host}`,
    reason: 'not-configured',
    detail: `the owner id of external-dns ${unknown.instance} is not known: ${unknown.because ?? 'a flag is not known'}`,
    need: 'the flag written in the arguments of the container',
  }
}

function describeNoRegistry(host: string, users: readonly RegistryUser[]): Unavailable {
  const [first] = users
  if (first !== undefined) return describeOtherRegistry(host, first)
  return {
    what: `Owner of ${host}`,
    reason: 'not-configured',
    detail: 'no external-dns runs in this cluster, so nobody’s signature is looked for',
    need: null,
  }
}

function describeOtherRegistry(host: string, { instance, registry }: RegistryUser): Unavailable {
  const detail =
    registry === 'noop'
      ? `external-dns ${instance} keeps no ownership (--registry=noop): it changes every record that its filters let through`
      : `external-dns ${instance} keeps ownership outside DNS (--registry=${registry})`
  return { what: `Owner of ${host}`, reason: 'not-configured', detail, need: null }
}

function describeEncrypted(host: string): Unavailable {
  return {
    what: `Owner of ${host}`,
    reason: 'not-configured',
    detail: 'its ownership record is encrypted, and only external-dns has the key',
    need: null,
  }
}
