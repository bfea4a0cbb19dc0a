import type { ExampleTable, PathExample } from '@/lib/checks/check-example'
import {
  createIngress,
  createPod,
  createService,
  createSlice,
  createWorkload,
  pathOf,
  testNow,
  webReplicaSet,
} from '@/lib/ingress-path/backend-test-objects'
import {
  createPlatformStore,
  createPlugin,
  createPolicy,
  createTenantIngress,
  type Platform,
  platformNowMs,
} from '@/lib/ingress-path/platform-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'

const web = createService()
const workloads = { Deployment: [createWorkload(2)], ReplicaSet: [webReplicaSet] }
const namedTarget = createService({ ports: [{ port: 80, targetPort: 'http' }] })

function on(objects: TestObjects, ingress = createIngress({})): PathExample {
  const store = createTestStore({ Ingress: [ingress], ...workloads, ...objects })
  return { store, subject: pathOf(ingress), nowMs: testNow }
}

/** The whole platform, for checks that need to know who serves the path. */
function onPlatform(platform: Partial<Platform>, ingress: Ingress = createTenantIngress()): PathExample {
  const ingresses = [ingress, ...(platform.ingresses ?? [])]
  return { store: createPlatformStore({ ...platform, ingresses }), subject: pathOf(ingress), nowMs: platformNowMs }
}

/** An example that raises each check of a path. */
export const pathExamples: ExampleTable<PathExample> = {
  'path-shadowed-by-older': () => {
    const ingress = createIngress({})
    const older = createIngress({ name: 'old', service: 'old', createdAt: '2025-01-01T00:00:00Z' })
    return on({ Ingress: [ingress, older], Service: [web] }, ingress)
  },
  'service-missing': () => on({ Service: [createService({}, 'webb')] }),
  'service-port-mismatch': () => on({ Service: [web] }, createIngress({ port: { number: 81 } })),
  'service-selector-empty': () => on({ Service: [createService({ selector: {} })] }),
  'service-selector-no-match': () =>
    on({ Service: [web], Pod: [createPod('web-1', 'ready', { labels: { app: 'wev' } })] }),
  'workload-scaled-zero': () => on({ Service: [web], Deployment: [createWorkload(0)] }),
  'pods-not-ready': () => on({ Service: [web], Pod: [createPod('web-1', 'probe')] }),
  'pods-not-scheduled': () => on({ Service: [web], Pod: [createPod('web-1', 'pending')] }),
  'pods-crashing': () => on({ Service: [web], Pod: [createPod('web-1', 'crash')] }),
  'target-port-name-missing': () => on({ Service: [namedTarget], Pod: [createPod('web-1')] }),
  'all-endpoints-terminating': () =>
    on({
      Service: [web],
      Pod: [createPod('web-1', 'terminating')],
      EndpointSlice: [createSlice([{ pod: 'web-1', ready: false, terminating: true }])],
    }),
  'backend-network-policy': () =>
    onPlatform({ extra: { NetworkPolicy: [createPolicy()], DaemonSet: [createPlugin()] } }),
}
