import 'server-only'
import { isDnsName } from '@/lib/ingress-path/dns-expectation'
import { judgeName, type NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import {
  listAnnotatedServiceHosts,
  listIngressHosts,
  listingOfHost,
  listOwnPrefixes,
} from '@/lib/ingress-path/external-dns/annotated-hosts'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { indexReadKey } from '@/lib/snapshot/read-keys'
import { JudgedTable } from './judged-table'

/** Every DNS name that objects of a cluster declare, judged once somebody asks. The key of a row is the host. */
export class NameTable extends JudgedTable<NameRow> {
  constructor(store: ObjectStore, judgements: Judgements) {
    super(store, judgements, {
      kinds: ['Ingress', 'Service'],
      idPrefix: 'name-row:',
      touchedPrefixes: (['Ingress', 'Service'] as const).flatMap((kind) => [
        indexReadKey(kind, 'host', ''),
        indexReadKey(kind, 'annotatedHost', ''),
      ]),
      settleMs: 250,
      isLazy: true,
    })
  }

  /** Every row that was judged, by host. */
  get rows(): ReadonlyMap<string, NameRow> {
    return this.rowsByKey
  }

  protected override listKeys(view: ClusterView) {
    const hosts = new Set<string>()
    const gaps: Unavailable[] = []
    const prefixes = listOwnPrefixes(view)
    const add = (names: readonly string[]) => {
      for (const name of names) if (isDnsName(name)) hosts.add(name)
    }
    const ingresses = view.listing('Ingress')
    if (ingresses.state === 'unavailable') gaps.push(ingresses.unavailable)
    else {
      if (ingresses.missing !== null) gaps.push(ingresses.missing)
      for (const ingress of ingresses.objects) add(listIngressHosts(ingress, prefixes))
    }
    const services = view.listing('Service')
    if (services.state === 'unavailable') gaps.push(services.unavailable)
    else {
      if (services.missing !== null) gaps.push(services.missing)
      for (const service of services.objects) add(listAnnotatedServiceHosts(service, prefixes))
    }
    return { keys: hosts, unreadable: gaps[0] ?? null }
  }

  protected override exists(view: ClusterView, host: string): boolean {
    if (!isDnsName(host)) return false
    return (['Ingress', 'Service'] as const).some((kind) => {
      const listing = listingOfHost(view, kind, host)
      return listing.state === 'observed' && listing.objects.length > 0
    })
  }

  protected override compute(view: ClusterView, host: string): NameRow {
    return judgeName(view, host)
  }
}
