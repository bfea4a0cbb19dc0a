import type { ObjectRef } from '@/lib/model/object-ref'

/** What a check judges that is about a whole cluster: its name. */
export interface ClusterSubject {
  cluster: string
}

/** The object that findings about a whole cluster are about. */
export function referToCluster(subject: ClusterSubject): ObjectRef {
  return { kind: 'Cluster', namespace: null, name: subject.cluster }
}
