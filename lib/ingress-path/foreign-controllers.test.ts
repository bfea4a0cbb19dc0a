import { expect, it } from 'vitest'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { findForeignController } from './foreign-controllers'

const traefik = {
  metadata: { name: 'traefik', namespace: 'edge' },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'traefik', image: 'docker.io/traefik:v3.1' }] } } },
}
const name = 'traefik.io/ingress-controller'
const forbidden = { what: 'daemonsets', reason: 'forbidden', detail: 'no', need: 'list' } as const

it('names another controller that runs in the cluster', () => {
  const view = new ClusterView(createTestStore({ DaemonSet: [traefik] }), 0)
  expect(findForeignController(view, name)).toEqual({ state: 'serves', title: 'Traefik' })
})

it('is sure that it does not run here only when every workload was seen', () => {
  expect(findForeignController(new ClusterView(createTestStore({}), 0), name)).toBeNull()
  const partial = new ClusterView(createTestStore({}, { unavailable: { DaemonSet: forbidden } }), 0)
  expect(findForeignController(partial, name)).toMatchObject({ state: 'unknown', unavailable: { what: 'daemonsets' } })
})

it('does not look for the workload of a controller that the cloud runs', () => {
  expect(findForeignController(new ClusterView(createTestStore({}), 0), 'azure/application-gateway')).toMatchObject({
    state: 'serves',
  })
  expect(findForeignController(new ClusterView(createTestStore({}), 0), 'k8s.io/ingress-nginx')).toBeNull()
})
