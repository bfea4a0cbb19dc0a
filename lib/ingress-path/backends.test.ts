import { describe, expect, it } from 'vitest'
import { NotObservedError } from '@/lib/model/unavailable'
import type { TestObjects } from '@/lib/snapshot/test-store'
import { listSimilarNames, measureEditDistance } from './backend-service'
import {
  createIngress,
  createPod,
  createService,
  createSlice,
  createView,
  forbidden,
  pathOf,
  webReplicaSet,
} from './backend-test-objects'
import { describeEndpointsHop, describePodsHop, describeServiceHop, shortenImage } from './backends'

const subject = pathOf(createIngress({}))
const named = createService({ ports: [{ name: 'http', port: 80, targetPort: 'web' }] })
const endpointsOf = (objects: TestObjects, port: { number: number } | { name: string } = { number: 80 }) =>
  describeEndpointsHop(createView({ Service: [createService()], ...objects }), pathOf(createIngress({ port })))

describe('describeServiceHop', () => {
  it('shows the port mapping, with the number behind a named target port', () => {
    const slice = createSlice([{ pod: 'web-1' }], { ports: [{ name: 'http', port: 8080 }] })
    const hop = describeServiceHop(createView({ Service: [named], EndpointSlice: [slice] }), subject)
    expect(hop).toMatchObject({ headline: 'web :80', objects: [{ kind: 'Service', namespace: 'shop', name: 'web' }] })
    expect(hop.facts[0]).toEqual({ label: 'Port', value: '80 (http) → web (8080)' })
    expect(hop.problem).toBeUndefined()
  })

  it('shows the mapping without the number when EndpointSlices cannot be read', () => {
    const view = createView({ Service: [named] }, { unavailable: { EndpointSlice: forbidden('endpointslices') } })
    expect(describeServiceHop(view, subject).facts[0]).toEqual({ label: 'Port', value: '80 (http) → web' })
  })

  it('says that no Service is there, and throws when that is not known', () => {
    expect(describeServiceHop(createView({}), subject)).toEqual({ headline: 'no Service web', objects: [], facts: [] })
    const view = createView({}, { unavailable: { Service: forbidden('services') } })
    for (const describeHop of [describeServiceHop, describeEndpointsHop, describePodsHop]) {
      expect(() => describeHop(view, subject)).toThrow(NotObservedError)
    }
  })

  it('mentions the annotations that change who answers', () => {
    const annotations = {
      'nginx.ingress.kubernetes.io/service-upstream': 'true',
      'nginx.ingress.kubernetes.io/default-backend': 'sorry',
    }
    const hop = describeServiceHop(createView({ Service: [createService()] }), pathOf(createIngress({ annotations })))
    expect(hop.facts.map(({ label }) => label)).toEqual(['Port', 'Type', 'Selector', 'Upstream', 'Default backend'])
  })

  it('finds a UDP port and a loopback external name to be broken', () => {
    const udp = createService({ ports: [{ port: 80, targetPort: 8080, protocol: 'UDP' }] })
    expect(describeServiceHop(createView({ Service: [udp] }), subject).problem).toContain('UDP')
    const loopback = createService({ type: 'ExternalName', externalName: 'localhost' })
    expect(describeServiceHop(createView({ Service: [loopback] }), subject).problem).toContain('refuses')
    const outside = createService({ type: 'ExternalName', externalName: 'api.example.com' })
    expect(describeServiceHop(createView({ Service: [outside] }), subject).problem).toBeUndefined()
  })
})

describe('describeEndpointsHop', () => {
  it('counts an endpoint of two slices once, and takes an absent ready for ready', () => {
    const ipv4 = createSlice([{ pod: 'web-1' }, { pod: 'web-2', ready: false }])
    const ipv6 = createSlice([{ pod: 'web-1', address: 'fd00::1' }], { name: 'web-v6' })
    const hop = endpointsOf({ EndpointSlice: [ipv4, ipv6], Pod: [createPod('web-1')] })
    expect(hop.headline).toBe('1 of 2 ready')
    expect(hop.facts).toContainEqual({ label: 'EndpointSlices', value: '2' })
    expect(hop.problem).toBeUndefined()
  })

  it('does not count an endpoint whose slice has no TCP port for the Service port', () => {
    const udp = createSlice([{ pod: 'web-1' }], { ports: [{ port: 8080, protocol: 'UDP' }] })
    const other = createSlice([{ pod: 'web-1' }], { ports: [{ name: 'metrics', port: 9090 }] })
    const objects = { Pod: [createPod('web-1', 'ready', { ports: [{ name: 'web', containerPort: 8080 }] })] }
    expect(endpointsOf({ ...objects, EndpointSlice: [udp] })).toMatchObject({ headline: '0 of 1 ready' })
    const hop = endpointsOf({ ...objects, Service: [named], EndpointSlice: [other] })
    expect(hop).toMatchObject({ headline: '0 of 1 ready', problem: expect.stringContaining('port named web') })
  })

  it('uses a numeric target port where no slice port has the name, as NGINX does', () => {
    const service = createService({ ports: [{ name: 'http', port: 80, targetPort: 8080 }] })
    const other = createSlice([{ pod: 'web-1' }], { ports: [{ name: 'web', port: 9090 }] })
    const hop = endpointsOf({ Service: [service], EndpointSlice: [other] })
    expect(hop).toMatchObject({
      headline: '1 of 1 ready',
      facts: expect.arrayContaining([{ label: 'Target port', value: '8080' }]),
    })
  })

  it('never passes in silence without a usable endpoint', () => {
    const unready = createSlice([{ pod: 'web-1', ready: false }])
    const problemOf = (objects: TestObjects) => endpointsOf(objects).problem
    expect(problemOf({ Pod: [createPod('web-1')] })).toContain('have not followed')
    expect(problemOf({ Pod: [createPod('web-1')], EndpointSlice: [unready] })).toContain('have not followed')
    expect(problemOf({ Pod: [createPod('web-1', 'probe')], EndpointSlice: [unready] })).toContain(
      'its only Pod is not ready',
    )
    expect(problemOf({ Pod: [createPod('web-1', 'terminating')] })).toContain('every Pod is terminating')
    const view = createView({ Service: [createService()] }, { unavailable: { Pod: forbidden('pods') } })
    expect(describeEndpointsHop(view, subject).problem).toContain('its Pods could not be read')
  })

  it('is at risk, not broken, while its Pods are just starting', () => {
    const hop = endpointsOf({ Pod: [createPod('web-1', 'young'), createPod('web-2', 'young')] })
    expect(hop).toMatchObject({ headline: 'no endpoints', risk: expect.stringContaining('12:00:20 UTC') })
    expect(hop.problem).toBeUndefined()
    expect(endpointsOf({ Pod: [createPod('web-1', 'young'), createPod('web-2', 'crash')] }).problem).toContain(
      'none of its 2',
    )
  })

  it('leaves the explanation to the Service hop where that fails', () => {
    expect(endpointsOf({ Pod: [] }).problem).toBeUndefined()
    expect(endpointsOf({ Pod: [createPod('web-1')] }, { number: 81 })).toMatchObject({ headline: 'no port 81' })
    expect(endpointsOf({ Service: [createService({ selector: {} })] }).problem).toBeUndefined()
  })

  it('throws when EndpointSlices are not known', () => {
    const view = createView(
      { Service: [createService()] },
      { unavailable: { EndpointSlice: forbidden('endpointslices') } },
    )
    expect(() => describeEndpointsHop(view, subject)).toThrow(NotObservedError)
  })
})

describe('describePodsHop', () => {
  it('names the workload, counts the ready, and tells why the others are not', () => {
    const pods = [createPod('web-1'), createPod('web-2', 'crash'), createPod('web-3', 'completed')]
    const hop = describePodsHop(
      createView({ Service: [createService()], Pod: pods, ReplicaSet: [webReplicaSet] }),
      subject,
    )
    expect(hop.headline).toBe('web, 1 of 2 ready')
    expect(hop.objects[0]).toEqual({ kind: 'Deployment', namespace: 'shop', name: 'web' })
    expect(hop.facts).toEqual([
      { label: 'Deployment', value: 'web' },
      { label: 'Restarts', value: '9' },
      { label: 'Image', value: 'web:1.4' },
      { label: 'web-2', value: 'container app: CrashLoopBackOff, last ended with Error (exit code 1)' },
    ])
  })

  it('names the ReplicaSet when ReplicaSets cannot be read', () => {
    const view = createView(
      { Service: [createService()], Pod: [createPod('web-1')] },
      { unavailable: { ReplicaSet: forbidden('replicasets') } },
    )
    expect(describePodsHop(view, subject).headline).toBe('web-7d9f, 1 of 1 ready')
  })

  it('throws when Pods are not known, and says so when there are none', () => {
    const view = createView({ Service: [createService()] }, { unavailable: { Pod: forbidden('pods') } })
    expect(() => describePodsHop(view, subject)).toThrow(NotObservedError)
    expect(describePodsHop(createView({ Service: [createService()] }), subject).headline).toBe('no Pods')
  })
})

describe('names', () => {
  it('finds what a person may have meant, nearest first', () => {
    expect(listSimilarNames('chekout', ['checkout', 'payments', 'checkout-api', 'chekouts'])).toEqual([
      'checkout',
      'chekouts',
    ])
    expect(listSimilarNames('web', ['api', 'web-v2'])).toEqual(['web-v2'])
  })

  it('stops counting beyond the bound', () => {
    expect(measureEditDistance('kitten', 'sitting', 5)).toBe(3)
    expect(measureEditDistance('kitten', 'sitting', 2)).toBe(3)
    expect(measureEditDistance('', 'abcdef', 2)).toBe(3)
  })

  it('shortens images to name, tag and the start of a digest', () => {
    expect(shortenImage('registry.example.net:5000/shop/web:1.4')).toBe('web:1.4')
    expect(shortenImage(`web@sha256:${'a'.repeat(64)}`)).toBe(`web@sha256:${'a'.repeat(12)}`)
  })
})
