import 'server-only'
import { findIngressControllers } from '@/lib/ingress-path/controllers'
import { readScalar } from '@/lib/ingress-path/flags'
import type { KindName } from '@/lib/model/kubernetes'
import type { ManagedCluster } from './clusters'

/** Kinds that the certificates page is made from: its freshness rests on them. */
export const certificateKinds: readonly KindName[] = [
  'Certificate',
  'CertificateRequest',
  'Order',
  'Challenge',
  'Issuer',
  'ClusterIssuer',
  'Ingress',
]

/** Secrets, as `namespace/name`, that a controller serves to every host without a certificate of its own. */
export function findDefaultSecrets({ judgements }: ManagedCluster): ReadonlySet<string> {
  return new Set(
    judgements.get('default-certificates', Date.now(), (view) =>
      findIngressControllers(view).instances.flatMap(({ flags }) => {
        const flag = readScalar(flags, 'default-ssl-certificate', '')
        return flag.state === 'known' && flag.value !== '' ? [flag.value] : []
      }),
    ),
  )
}
