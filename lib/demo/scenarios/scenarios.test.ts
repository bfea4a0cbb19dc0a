import { describe, expect, test } from 'vitest'
import { answerFromZones } from '@/lib/demo/dns/zone'
import { readArray, readPath, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { buildCluster } from '@/lib/demo/scenarios/build-cluster'
import { buildZones } from '@/lib/demo/scenarios/build-zones'
import { type ClusterPlan, clusterPlans } from '@/lib/demo/scenarios/cluster-plans'
import { hostsOf, statusAddresses } from '@/lib/demo/scenarios/dns-records'

const startedAtMs = Date.parse('2026-03-01T12:00:00Z')
const build = (plan: ClusterPlan) => buildCluster(plan, '1', startedAtMs, { ingresses: 0, pods: 0 })
const clusters = clusterPlans.map(build)
const zones = buildZones(clusters)
const blue = clusters[0]
if (!blue) throw new Error('there is no cluster')

const idOf = (object: KubeObject) => `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`

function find(
  objects: KubeObject[],
  kind: string,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  return objects.find(
    (object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
  )
}

test('the same seed builds the same objects and another seed other names', () => {
  const plan = blue.plan
  expect(build(plan).objects).toEqual(blue.objects)
  const other = buildCluster(plan, '2', startedAtMs, { ingresses: 0, pods: 0 })
  expect(other.objects.map(idOf)).not.toEqual(blue.objects.map(idOf))
})

test('blue has 48 nodes in three pools and some 40 ingresses of which a third are broken, each by another cause', () => {
  expect(blue.objects.filter((object) => object.kind === 'Node')).toHaveLength(48)
  const ingresses = blue.objects.filter((object) => object.kind === 'Ingress')
  expect(ingresses.length).toBeGreaterThanOrEqual(40)
  expect(blue.broken.length).toBeGreaterThanOrEqual(12)
  expect(blue.broken.filter(({ verdict }) => verdict === 'failing').length).toBeLessThan(ingresses.length / 2)
  expect(new Set(blue.broken.map((entry) => entry.check)).size).toBe(blue.broken.length)
})

describe.each(clusters.map((cluster) => [cluster.plan.name, cluster] as const))('%s', (_name, cluster) => {
  const { objects, plan } = cluster
  const brokenNames = new Set(cluster.broken.map((entry) => `${entry.namespace}/${entry.name}`))
  const healthy = objects.filter(
    (object) => object.kind === 'Ingress' && !brokenNames.has(`${object.metadata.namespace}/${object.metadata.name}`),
  )
  const addresses = 'ip' in plan.loadBalancer ? [plan.loadBalancer.ip] : [plan.loadBalancer.hostname]
  const finalAddresses = 'ip' in plan.loadBalancer ? addresses : plan.loadBalancer.ips

  test('no two objects have the same kind, namespace and name, nor the same uid', () => {
    expect(new Set(objects.map(idOf)).size).toBe(objects.length)
    const uids = objects.flatMap((object) => object.metadata.uid ?? [])
    expect(new Set(uids).size).toBe(uids.length)
  })

  test('no two Pods share an address unless they use their node’s', () => {
    const own = objects.filter((object) => object.kind === 'Pod' && readPath(object, 'spec', 'hostNetwork') !== true)
    const ips = own.flatMap((pod) => readString(pod, 'status', 'podIP') ?? [])
    expect(new Set(ips).size).toBe(ips.length)
  })

  test('every owner that an object names is there with that uid', () => {
    const uids = new Map(objects.map((object) => [idOf(object), object.metadata.uid]))
    const missing = objects.flatMap((object) =>
      (object.metadata.ownerReferences ?? [])
        .filter((owner) => uids.get(`${owner.kind} ${object.metadata.namespace ?? ''}/${owner.name}`) !== owner.uid)
        .map((owner) => `${idOf(object)} -> ${owner.kind} ${owner.name}`),
    )
    expect(missing).toEqual([])
  })

  test('nothing is from the future', () => {
    const future = objects.filter((object) => Date.parse(object.metadata.creationTimestamp ?? '') > startedAtMs)
    expect(future.map(idOf)).toEqual([])
  })

  test('a healthy Ingress is healthy at every hop', () => {
    for (const ingress of healthy) {
      const { namespace, name } = ingress.metadata
      const label = `${namespace}/${name}`
      expect(readString(ingress, 'spec', 'ingressClassName'), label).toBe('nginx')
      expect(statusAddresses(ingress), label).toEqual(addresses)
      for (const host of hostsOf(ingress)) {
        const answer = answerFromZones(zones, { name: host, type: 'A' })
        expect(answer.records.at(-1)?.values, `${label} ${host}`).toEqual(finalAddresses)
        const ownership = answerFromZones(zones, {
          name: `${plan.provider === 'aks' ? 'a' : 'cname'}-${host}`,
          type: 'TXT',
        })
        expect(ownership.records[0]?.values[0], host).toContain(
          `external-dns/owner=${plan.ownerId},external-dns/resource=ingress/${label}`,
        )
      }
      const service = find(objects, 'Service', namespace, name)
      expect(service, label).toBeDefined()
      const slices = objects.filter(
        (object) =>
          object.kind === 'EndpointSlice' &&
          object.metadata.namespace === namespace &&
          object.metadata.labels?.['kubernetes.io/service-name'] === name,
      )
      const endpoints = slices.flatMap((slice) => readArray(slice, 'endpoints'))
      expect(endpoints.length, label).toBeGreaterThan(0)
      expect(
        endpoints.every((endpoint) => readPath(endpoint, 'conditions', 'ready') === true),
        label,
      ).toBe(true)
      for (const entry of readArray(ingress, 'spec', 'tls')) {
        const certificate = find(objects, 'Certificate', namespace, readString(entry, 'secretName') ?? '')
        expect(readString(certificate, 'status', 'conditions', 0, 'status'), label).toBe('True')
        expect(Date.parse(readString(certificate, 'status', 'notAfter') ?? ''), label).toBeGreaterThan(
          startedAtMs + 29 * 86_400_000,
        )
        expect(Date.parse(readString(certificate, 'status', 'renewalTime') ?? ''), label).toBeGreaterThan(startedAtMs)
      }
    }
  })

  test('the ingresses that are named as broken exist', () => {
    for (const entry of cluster.broken)
      expect(find(objects, 'Ingress', entry.namespace, entry.name), entry.name).toBeDefined()
  })
})

test('Pods that terminate are endpoints that still serve but are not ready', () => {
  const eks = clusters.find((cluster) => cluster.plan.name === 'eks-media')
  const slice = eks?.objects.find(
    (object) =>
      object.kind === 'EndpointSlice' && object.metadata.labels?.['kubernetes.io/service-name'] === 'livestream',
  )
  const conditions = readArray(slice, 'endpoints').map((endpoint) => readPath(endpoint, 'conditions'))
  expect(conditions.length).toBeGreaterThan(0)
  for (const condition of conditions) expect(condition).toEqual({ ready: false, serving: true, terminating: true })
})

describe('generated tenants', () => {
  test('fill blue up to the sizes asked for, few of them broken', () => {
    const plan = { ...blue.plan, nodeCount: 60 }
    const { objects, broken } = buildCluster(plan, '1', startedAtMs, { ingresses: 500, pods: 2000 })
    const count = (kind: string) => objects.filter((object) => object.kind === kind).length
    expect(count('Node')).toBe(60)
    expect(count('Ingress')).toBe(500)
    expect(count('Pod')).toBeGreaterThan(1980)
    expect(count('Pod')).toBeLessThan(2050)
    expect(broken.length).toBe(blue.broken.length + 4)
    expect(new Set(objects.map(idOf)).size).toBe(objects.length)
  })
})
