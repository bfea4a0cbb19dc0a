import type { Ingress } from '@/lib/ingress-path/subjects'
import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'

export type Service = KindMap['Service']

/** An object that external-dns can make records from. */
export type DnsSource = { kind: 'Ingress'; object: Ingress } | { kind: 'Service'; object: Service }

/** One host of an object that external-dns can make a record from. */
export interface DnsSubject {
  source: DnsSource
  host: string
}

/** One host of a Service of type LoadBalancer. */
export interface ServiceHostSubject {
  service: Service
  host: string
}

export const asIngressSource = (object: Ingress): DnsSource => ({ kind: 'Ingress', object })
export const asServiceSource = (object: Service): DnsSource => ({ kind: 'Service', object })

/** The name of the source as `--source` has it. */
export const sourceFlags: Record<DnsSource['kind'], string> = { Ingress: 'ingress', Service: 'service' }

export function refToSource({ kind, object }: DnsSource): ObjectRef {
  return { kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name }
}

/** `Ingress shop/checkout`, for a sentence. */
export function nameSource({ kind, object }: DnsSource): string {
  return `${kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`
}
