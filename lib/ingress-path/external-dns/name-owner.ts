import type { FlagSet } from '@/lib/ingress-path/flags'
import type { DnsAnswer } from '@/lib/model/dns'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { RecordType } from './targets'
import { listTxtNames, parseTxtOwnership, readTxtRegistry, type TxtRegistry } from './txt-registry'

/**
 * The object that the record of a name was made for last, as external-dns reads it back from its registry. `free`: there is no record of that type,
 * or it says of none. `unknown`: it may say of one, and that could not be read.
 */
export type NameOwner =
  | { state: 'free' }
  | { state: 'resource'; resource: string }
  | { state: 'unknown'; because: string }

const free: NameOwner = { state: 'free' }
const unknown = (because: string): NameOwner => ({ state: 'unknown', because })

/** `ingress/shop/checkout`: how ownership records name an object (external-dns v0.22.0, endpoint/labels.go). */
export const nameResource = ({ kind, namespace, name }: ObjectRef) => `${kind.toLowerCase()}/${namespace ?? ''}/${name}`

/**
 * Whom external-dns finds in the record of a host when it runs next. Whose owner signed it makes no difference here: the resource is taken from it
 * all the same. Only the input `Dns` is read. Source: external-dns v0.22.0 plan/conflict.go (ResolveUpdate), registry/txt/registry.go (Records).
 */
export function readNameOwner(view: ClusterView, host: string, type: RecordType, flags: FlagSet): NameOwner {
  const registry = readTxtRegistry(flags)
  if (registry.state === 'unknown') return unknown(registry.because)
  if (registry.value === null) {
    const written = registry.written ?? ''
    return written === '--registry=noop' ? free : unknown(`its registry (${written}) cannot be looked into`)
  }
  const asked = view.dnsAnswer(host)
  if (asked.state === 'unavailable') return unknown(`DNS was not asked: ${asked.unavailable.detail}`)
  if (!mayHaveType(asked.answer, type)) return free
  return readResource(view, host, type, registry.value)
}

/** A CNAME may hide behind addresses: that is how Route 53 answers for an alias. */
function mayHaveType({ outcome, cnames, recordSets }: DnsAnswer, type: RecordType): boolean {
  if (outcome !== 'answered') return false
  if (type === 'CNAME') return true
  return cnames.length === 0 && recordSets.some((set) => set.type === type)
}

function readResource(view: ClusterView, host: string, type: RecordType, registry: TxtRegistry): NameOwner {
  for (const { name } of listTxtNames(host, [type], registry)) {
    const texts = view.dnsTexts(name)
    if (texts.state === 'unavailable')
      return unknown(`the ownership record ${name} could not be read: ${texts.unavailable.detail}`)
    for (const ownership of texts.answer.recordSets.flatMap(({ values }) => values).map(parseTxtOwnership)) {
      if (ownership.state === 'encrypted') return unknown(`the ownership record ${name} is encrypted`)
      if (ownership.state !== 'owned') continue
      return ownership.resource === null ? free : { state: 'resource', resource: ownership.resource }
    }
  }
  return free
}
