import type { KindName } from '@/lib/model/kubernetes'
import { ObjectStore } from '@/lib/snapshot/object-store'
import type { SourceLog } from '@/lib/sources/kubernetes/api-answer'
import { connect } from '@/lib/sources/kubernetes/connect'
import { type KubernetesSource, startKubernetesSource } from '@/lib/sources/kubernetes/kubernetes-source'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'
import type { KubernetesTimings } from '@/lib/sources/kubernetes/timings'
import type { ApiObject, RealApi } from './kube-apiserver'

/** The Kubernetes source as production code runs it, reading from a real API server. */
export interface RunningSource {
  store: ObjectStore
  source: KubernetesSource
  statusOf(kind: KindName): SourceStatus
  names(kind: KindName, namespace?: string | null): string[]
  stop(): Promise<void>
}

export async function startSource(
  api: RealApi,
  options: {
    user?: string
    server?: string
    namespace?: string
    kinds?: KindName[]
    namespaces?: string[]
    timings?: Partial<KubernetesTimings>
    log?: SourceLog
  } = {},
): Promise<RunningSource> {
  const store = new ObjectStore({
    name: 'real',
    dns: { mode: 'off', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  })
  const kubeconfigText = api.kubeconfig(options.user, { server: options.server, namespace: options.namespace })
  const connection = await connect({ kubeconfigText })
  const { kinds, namespaces, timings, log } = options
  const source = startKubernetesSource({ connection, store, kinds, namespaces, timings, log })
  return {
    store,
    source,
    statusOf: (kind) => {
      const status = source.status().find(({ name }) => name === kind)
      if (status === undefined) throw new Error(`no status of ${kind}`)
      return status
    },
    names: (kind, namespace = null) =>
      store
        .list(kind, namespace)
        .map((object) => object.metadata.name)
        .sort(),
    stop: async () => {
      await source.stop()
      await connection.close()
    },
  }
}

export const namespaceObject = (name: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})

export const serviceObject = (namespace: string, name: string, labels: Record<string, string> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name, labels },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
})

/** A Role in a namespace (or a ClusterRole when null) with these rules, bound to a user. */
export function grant(user: string, namespace: string | null, name: string, rules: object[]): ApiObject[] {
  const prefix = namespace === null ? 'Cluster' : ''
  const metadata = namespace === null ? { name } : { name, namespace }
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: `${prefix}Role`, metadata, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${prefix}RoleBinding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: `${prefix}Role`, name },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
    },
  ]
}
