import type { Area } from '@/lib/model/finding'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import { paths } from '@/lib/paths'

interface Placed {
  area: Area
  object: ObjectRef
  /** The Ingresses that it hits, the first one foremost; empty or absent when it hits none. */
  ingresses?: readonly { namespace: string; name: string; host: string }[]
}

/** A page of this site that shows what a finding is about, and what it is called there. */
export interface FindingPlace {
  label: string
  href: string
}

/** Where the object of a finding can be looked at: the Ingress it hits, the DNS cache, egress. Null when no page shows it. */
export function findPlace(cluster: string, { area, object, ingresses = [] }: Placed): FindingPlace | null {
  const [first] = ingresses
  if (first !== undefined)
    return {
      label: `${first.namespace}/${first.name}`,
      href: paths.ingress(cluster, first.namespace, first.name, { host: first.host }),
    }
  if (object.kind === 'Ingress' && object.namespace !== null)
    return {
      label: `${object.namespace}/${object.name}`,
      href: paths.ingress(cluster, object.namespace, object.name),
    }
  if (area === 'dns-cache') return { label: formatObjectRef(object), href: paths.dnsCache(cluster) }
  if (area === 'egress') return { label: formatObjectRef(object), href: paths.egress(cluster) }
  return null
}
