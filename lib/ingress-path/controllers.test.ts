import { describe, expect, it } from 'vitest'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'
import { findExternalDnsInstances, findIngressControllers } from './controllers'
import { readScalar } from './flags'
import { createExternalDns, createNginx, createPlatformView, forbid } from './platform-test-objects'

const view = (objects: TestObjects, options: Parameters<typeof createTestStore>[1] = {}) =>
  new ClusterView(createTestStore(objects, options), 0)
const workloadsForbidden = {
  Deployment: forbid('deployments'),
  DaemonSet: forbid('daemonsets'),
  StatefulSet: forbid('statefulsets'),
}

describe('finding controllers', () => {
  it('finds several of each, with version, Pods and flags of a running Pod', () => {
    const { instances, missing } = findIngressControllers(
      createPlatformView({ nginx: [createNginx(), createNginx({ namespace: 'private', name: 'p' })] }),
    )
    expect(missing).toBeNull()
    expect(instances.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      'ingress-nginx/ingress-nginx-controller',
      'private/p',
    ])
    expect(instances[0]).toMatchObject({ version: '1.12.1', desiredPods: 2, readyPods: 2, flagsFrom: 'Pod' })
  })

  it('fills the namespace into the flags', () => {
    const [controller] = findIngressControllers(createPlatformView()).instances
    if (controller === undefined) throw new Error('none found')
    expect(readScalar(controller.flags, 'publish-service', '')).toMatchObject({
      value: 'ingress-nginx/ingress-nginx-controller',
    })
  })

  it.each(['1.9.6', '1.12.1'])('reads version %s of a chroot image', (version) => {
    const image = `registry.k8s.io/ingress-nginx/controller-chroot:v${version}@sha256:ab`
    expect(findIngressControllers(createPlatformView({ nginx: [createNginx({ image })] })).instances[0]?.version).toBe(
      version,
    )
  })

  it('finds a DaemonSet without the usual labels by its program, and counts it by its status', () => {
    const labels = { app: 'edge' }
    const spec = {
      containers: [
        {
          name: 'x',
          command: ['/usr/bin/dumb-init', '--'],
          args: ['/nginx-ingress-controller', '--ingress-class=edge'],
        },
      ],
    }
    const daemonSet: NonNullable<TestObjects['DaemonSet']>[number] = {
      metadata: { name: 'edge', namespace: 'kube-system' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } as never, spec } },
      status: { desiredNumberScheduled: 3, numberReady: 2, currentNumberScheduled: 3, numberMisscheduled: 0 },
    }
    const store = view({ DaemonSet: [daemonSet] })
    expect(findIngressControllers(store).instances[0]).toMatchObject({
      name: 'edge',
      desiredPods: 3,
      readyPods: 2,
      flagsFrom: 'workload',
    })
  })

  it('takes other controllers with flags of the same name for what they are', () => {
    const foreign = createNginx({
      image: 'haproxytech/kubernetes-ingress:1.10',
      labels: { app: 'haproxy' },
      args: ['--publish-service=a/b'],
    })
    const [container] = foreign.deployment.spec?.template?.spec?.containers ?? []
    if (container !== undefined) container.args = ['--publish-service=a/b']
    expect(findIngressControllers(view({ Deployment: [foreign.deployment] })).instances).toEqual([])
  })

  it('sees controllers by their Pods when workloads cannot be read, and says that there may be more', () => {
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'external-dns-7d9f8c5b4',
      uid: 'u',
      controller: true,
    }
    const pods = createExternalDns().pods.map((pod) => ({
      ...pod,
      metadata: { ...pod.metadata, ownerReferences: [owner] },
    }))
    const { instances, missing } = findExternalDnsInstances(view({ Pod: pods }, { unavailable: workloadsForbidden }))
    expect(missing).toMatchObject({ reason: 'forbidden' })
    expect(instances).toMatchObject([
      { name: 'external-dns', namespace: 'external-dns', desiredPods: null, readyPods: 1, workload: { kind: 'Pod' } },
    ])
  })

  it('does not list an instance twice when its workload and its Pods are seen', () => {
    const { deployment, pods } = createExternalDns()
    const { instances } = findExternalDnsInstances(
      view({ Deployment: [deployment], Pod: pods }, { unavailable: { StatefulSet: forbid('statefulsets') } }),
    )
    expect(instances).toHaveLength(1)
  })

  it('does not know of any when nothing can be read', () => {
    const { instances, missing } = findExternalDnsInstances(
      view({}, { unavailable: { ...workloadsForbidden, Pod: forbid('pods') } }),
    )
    expect({ instances, reason: missing?.reason }).toEqual({ instances: [], reason: 'forbidden' })
  })

  it('is plain JSON', () => {
    const inventory = findExternalDnsInstances(
      createPlatformView({ externalDns: [createExternalDns({ isReady: false })] }),
    )
    expect(JSON.parse(JSON.stringify(inventory))).toEqual(inventory)
    expect(inventory.instances[0]?.pods?.[0]?.trouble).toBe('CrashLoopBackOff')
  })
})
