import 'server-only'
import { isDnsName } from '@/lib/ingress-path/dns-expectation'
import {
  listAnnotatedServiceHosts,
  listIngressHosts,
  listOwnPrefixes,
} from '@/lib/ingress-path/external-dns/annotated-hosts'
import { listOwnershipNames, listTxtRegistries } from '@/lib/ingress-path/external-dns/ownership'
import type { TxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import { findKnownZones } from '@/lib/ingress-path/external-dns/zones'
import { hasSiblings } from '@/lib/ingress-path/wildcard-answer'
import { parentDomain, siblingName, textKey, zoneKey } from '@/lib/model/dns'
import type { KindMap } from '@/lib/model/kubernetes'
import { NotObservedError } from '@/lib/model/unavailable'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'

interface NamesOfObject {
  hosts: readonly string[]
  /** Host names of the load balancer that records point at. */
  targets: readonly string[]
}

/** What decides on the names, apart from the objects. */
interface Circumstances {
  registries: TxtRegistry[]
  zones: string[]
  /** Prefixes of hostname annotations that an external-dns was told to read. */
  prefixes: string[]
}

const answerKeyPrefix = 'dns/'

/**
 * Which names judgements want to know about: declared hosts and the load balancers' names that records point at; then where external-dns may have signed
 * the hosts; then, for each domain of hosts, its zone and a name that only a wildcard answers; last the zones that are known by name. With thousands of
 * hosts a change costs as much as it touches, and without one the same set is handed out again.
 */
export class WantedNames {
  private readonly store: ObjectStore
  private readonly judgements: Judgements
  /** Objects are replaced, never changed. */
  private namesOf = new WeakMap<object, NamesOfObject>()
  private readonly textKeysByHost = new Map<string, readonly string[]>()
  private current: ReadonlySet<string> | null = null
  private circumstances = ''

  constructor(store: ObjectStore, judgements: Judgements) {
    this.store = store
    this.judgements = judgements
    store.onChange(({ keys }) => this.noteChange(keys))
  }

  list(): ReadonlySet<string> {
    const read = this.readCircumstances()
    const circumstances = JSON.stringify(read)
    if (circumstances !== this.circumstances) {
      this.circumstances = circumstances
      this.textKeysByHost.clear()
      this.namesOf = new WeakMap()
      this.current = null
    }
    this.current ??= this.gather(read)
    return this.current
  }

  private noteChange(keys: ReadonlySet<string>): void {
    if (keys.has('Ingress/*') || keys.has('Service/*')) this.current = null
    if (this.textKeysByHost.size === 0) return
    for (const key of keys) {
      // Where a record is signed depends on its type.
      if (key.startsWith(answerKeyPrefix) && this.textKeysByHost.delete(key.slice(answerKeyPrefix.length)))
        this.current = null
    }
  }

  private readCircumstances(): Circumstances {
    const nowMs = Date.now()
    return {
      registries: attempt(() => this.judgements.get('wanted:registries', nowMs, listTxtRegistries)),
      zones: attempt(() => this.judgements.get('wanted:zones', nowMs, (view) => findKnownZones(view).zones)),
      prefixes: readOwnPrefixes(this.judgements),
    }
  }

  private gather({ registries, zones, prefixes }: Circumstances): ReadonlySet<string> {
    const names = new Set<string>()
    const hosts = new Set<string>()
    const add = (object: NamesOfObject) => {
      for (const host of object.hosts) {
        hosts.add(host)
        names.add(host)
      }
      for (const target of object.targets) names.add(target)
    }
    for (const ingress of this.store.list('Ingress', null))
      add(this.readNames(ingress, () => listIngressNames(ingress, prefixes)))
    for (const service of this.store.list('Service', null))
      add(this.readNames(service, () => listServiceNames(service, prefixes)))
    if (registries.length > 0)
      for (const host of hosts) for (const key of this.listTextKeys(host, registries)) names.add(key)
    for (const host of this.textKeysByHost.keys()) if (!hosts.has(host)) this.textKeysByHost.delete(host)
    const domains = new Set<string>()
    for (const host of hosts) {
      const domain = isDnsName(host) ? parentDomain(host) : null
      if (domain !== null) domains.add(domain)
    }
    for (const domain of domains) {
      names.add(zoneKey(domain))
      if (hasSiblings(domain)) names.add(siblingName(domain))
    }
    for (const zone of zones) names.add(zoneKey(zone))
    return names
  }

  private readNames(object: object, read: () => NamesOfObject): NamesOfObject {
    let names = this.namesOf.get(object)
    if (names === undefined) {
      names = read()
      this.namesOf.set(object, names)
    }
    return names
  }

  private listTextKeys(host: string, registries: readonly TxtRegistry[]): readonly string[] {
    let keys = this.textKeysByHost.get(host)
    if (keys === undefined) {
      const answer = this.store.findDnsAnswer(host)
      const known = answer !== undefined && 'outcome' in answer ? answer : null
      keys = listOwnershipNames(host, registries, known).map(({ name }) => textKey(name))
      this.textKeysByHost.set(host, keys)
    }
    return keys
  }
}

/** Prefixes of hostname annotations that an external-dns was told to read; none while the controllers are not known. */
export function readOwnPrefixes(judgements: Judgements): string[] {
  return attempt(() => judgements.get('wanted:prefixes', Date.now(), listOwnPrefixes))
}

/** What cannot be known adds no name to ask for; the checks that need it say so. */
function attempt<T>(read: () => T[]): T[] {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof NotObservedError)) throw error
    return []
  }
}

function listIngressNames(ingress: KindMap['Ingress'], prefixes: readonly string[]): NamesOfObject {
  const hosts = listIngressHosts(ingress, prefixes).filter((host) => host !== '*')
  return { hosts, targets: listBalancerNames(ingress) }
}

function listServiceNames(service: KindMap['Service'], prefixes: readonly string[]): NamesOfObject {
  const hosts = listAnnotatedServiceHosts(service, prefixes)
  return { hosts, targets: hosts.length === 0 ? [] : listBalancerNames(service) }
}

function listBalancerNames({ status }: KindMap['Ingress'] | KindMap['Service']): string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) => (hostname ? [hostname.toLowerCase()] : []))
}
