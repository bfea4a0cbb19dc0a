import type { KindMap } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'
import { type Ingress, listPaths, type PathSubject } from './subjects'

/** Objects of one small application for tests: Ingress, Service, Pods and EndpointSlices in namespace `shop`. */
export const testNow = Date.parse('2026-03-01T12:00:00Z')

type Part<K extends keyof KindMap> = NonNullable<TestObjects[K]>[number]

export function createIngress(overrides: {
  name?: string
  namespace?: string
  host?: string
  service?: string
  port?: { number: number } | { name: string }
  path?: string
  annotations?: Record<string, string>
  createdAt?: string
  className?: string | null
  tls?: { hosts?: string[]; secretName?: string }[]
  defaultService?: string
}): Ingress {
  const { name = 'web', namespace = 'shop', host = 'web.example.net', className = 'nginx' } = overrides
  const service = { name: overrides.service ?? 'web', port: overrides.port ?? { number: 80 } }
  const path = { path: overrides.path ?? '/', pathType: 'Prefix', backend: { service } }
  const { defaultService } = overrides
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp: overrides.createdAt ?? '2026-01-01T00:00:00Z',
      annotations: overrides.annotations,
    },
    spec: {
      ingressClassName: className ?? undefined,
      rules: [{ host, http: { paths: [path] } }],
      tls: overrides.tls,
      defaultBackend:
        defaultService === undefined ? undefined : { service: { name: defaultService, port: { number: 80 } } },
    },
  }
}

export function pathOf(ingress: Ingress, index = 0): PathSubject {
  const host = ingress.spec?.rules?.[0]?.host ?? '*'
  const path = listPaths(ingress, host)[index]
  if (path === undefined) throw new Error(`no path ${index}`)
  return { ingress, host, path }
}

export function createService(spec: Partial<NonNullable<KindMap['Service']['spec']>> = {}, name = 'web') {
  return {
    metadata: { name, namespace: 'shop' },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.0.0.7',
      selector: { app: 'web' },
      ports: [{ port: 80, targetPort: 8080 }],
      ...spec,
    },
  } satisfies Part<'Service'>
}

export type PodCase =
  | 'ready'
  | 'probe'
  | 'young'
  | 'crash'
  | 'oom'
  | 'pull'
  | 'pending'
  | 'terminating'
  | 'completed'
  | 'evicted'

export function createPod(
  name: string,
  how: PodCase = 'ready',
  options: {
    labels?: Record<string, string>
    ports?: { name?: string; containerPort: number }[]
    ownerSet?: string
  } = {},
): Part<'Pod'> {
  const createdAt = how === 'young' ? '2026-03-01T11:59:50Z' : '2026-03-01T11:00:00Z'
  const isEnded = how === 'completed' || how === 'evicted'
  return {
    metadata: {
      name,
      namespace: 'shop',
      labels: options.labels ?? { app: 'web' },
      creationTimestamp: createdAt,
      deletionTimestamp: how === 'terminating' ? '2026-03-01T11:59:55Z' : undefined,
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: options.ownerSet ?? 'web-7d9f',
          uid: 'rs',
          controller: true,
        },
      ],
    },
    spec: {
      containers: [
        { name: 'app', image: 'registry.example.net/shop/web:1.4', ports: options.ports ?? [{ containerPort: 8080 }] },
      ],
    },
    status: {
      phase: isEnded ? (how === 'completed' ? 'Succeeded' : 'Failed') : how === 'pending' ? 'Pending' : 'Running',
      reason: how === 'evicted' ? 'Evicted' : undefined,
      conditions:
        how === 'pending'
          ? [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/48 nodes are available' }]
          : [
              {
                type: 'Ready',
                status: how === 'ready' || how === 'terminating' ? 'True' : 'False',
                reason: 'ContainersNotReady',
              },
            ],
      containerStatuses: how === 'pending' ? [] : [createStatus(how)],
    },
  }
}

function createStatus(how: PodCase) {
  const status = { name: 'app', image: 'web', imageID: '', ready: how === 'ready', restartCount: 0 }
  const running = { running: { startedAt: '2026-03-01T11:59:00Z' } }
  const end = (reason: string, exitCode: number) => ({
    terminated: { reason, exitCode, finishedAt: '2026-03-01T11:58:00Z' },
  })
  if (how === 'crash')
    return {
      ...status,
      restartCount: 9,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: end('Error', 1),
    }
  if (how === 'oom') return { ...status, restartCount: 1, state: running, lastState: end('OOMKilled', 137) }
  if (how === 'pull') return { ...status, state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } }
  return { ...status, state: running }
}

/** One slice of the Service `web`; each endpoint is a Pod name with its conditions. */
export function createSlice(
  endpoints: { pod: string; ready?: boolean; terminating?: boolean; address?: string }[],
  options: { name?: string; ports?: { name?: string; port?: number; protocol?: string }[]; service?: string } = {},
): Part<'EndpointSlice'> {
  return {
    metadata: {
      name: options.name ?? 'web-abc',
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': options.service ?? 'web' },
    },
    addressType: 'IPv4',
    ports: options.ports ?? [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: endpoints.map(({ pod, ready, terminating, address }, index) => ({
      addresses: [address ?? `10.244.0.${index + 1}`],
      conditions: { ready, terminating },
      targetRef: { kind: 'Pod', namespace: 'shop', name: pod },
    })),
  }
}

export function createWorkload(
  replicas: number | undefined,
  name = 'web',
  labels: Record<string, string> = { app: 'web' },
) {
  return {
    metadata: { name, namespace: 'shop' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
  }
}

/** The ReplicaSet `web-7d9f` of the Deployment `web`. */
export const webReplicaSet = {
  metadata: {
    name: 'web-7d9f',
    namespace: 'shop',
    uid: 'rs',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
  },
} satisfies Part<'ReplicaSet'>

export const forbidden = (what: string) => ({
  what,
  reason: 'forbidden' as const,
  detail: 'the reader may not list them',
  need: `list and watch on ${what}`,
})

export function createView(objects: TestObjects, unavailable: Parameters<typeof createTestStore>[1] = {}): ClusterView {
  return new ClusterView(createTestStore(objects, unavailable), testNow)
}
