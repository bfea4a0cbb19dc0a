import type { KindName } from '@/lib/model/kubernetes'

/** Kinds that a trace is made from: its freshness rests on them, and their changes can be seen on it. */
export const traceKinds: readonly KindName[] = [
  'Ingress',
  'IngressClass',
  'Service',
  'EndpointSlice',
  'Pod',
  'Node',
  'Namespace',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'NetworkPolicy',
]
