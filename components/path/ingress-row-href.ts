import type { IngressRow } from '@/lib/api/ingresses'
import { paths } from '@/lib/paths'

/** The trace of an Ingress, at the host that explains its verdict: where its row in a list leads. */
export function hrefOfIngressRow(cluster: string, { namespace, name, rootCause }: IngressRow): string {
  return paths.ingress(cluster, namespace, name, rootCause === null ? {} : { host: rootCause.host })
}
