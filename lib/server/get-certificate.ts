import 'server-only'
import type { CertificateAnswer } from '@/lib/api/certificates'
import { judgeCertificate } from '@/lib/checks/ingress/certificates/judge-certificate'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { certificateKinds, findDefaultSecrets } from './certificate-sources'
import { getManagedCluster } from './clusters'
import { AppError, describeUnread } from './errors'
import { describeFreshness } from './freshness'

/** One Certificate with its chain. Throws `not-found` when it certainly does not exist, `forbidden` or `unavailable` when that is not known. */
export async function getCertificate(clusterName: string, namespace: string, name: string): Promise<CertificateAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const view = new ClusterView(cluster.store, Date.now())
  const lookup = view.lookUp('Certificate', namespace, name)
  if (lookup.state === 'unavailable') {
    throw describeUnread(lookup.unavailable)
  }
  if (lookup.state === 'absent')
    throw new AppError('not-found', `Certificate ${namespace}/${name} does not exist in cluster ${clusterName}.`)
  const judged = judgeCertificate(view, lookup.object)
  const secretName = judged.chain?.secretName
  const isDefault = secretName !== undefined && findDefaultSecrets(cluster).has(`${namespace}/${secretName}`)
  return { ...judged, isDefault, freshness: describeFreshness(cluster, certificateKinds) }
}
