import { describe, expect, it } from 'vitest'
import { createIngress, createService, createSlice, createView, forbidden, pathOf } from './backend-test-objects'
import {
  createClass,
  createLoadBalancer,
  createNginx,
  createPlatformView,
  createTenantIngress,
  forbid,
  testHost,
} from './platform-test-objects'
import { findPathPorts, listEntryPorts } from './port-mapping'

const subject = pathOf(createIngress({}))
const named = createService({ ports: [{ name: 'http', port: 80, targetPort: 'web' }] })

describe('findPathPorts', () => {
  it('tells the port of the Service and the number that it leads to', () => {
    const expected = { port: 80, name: null, target: '8080', numbers: [8080] }
    expect(findPathPorts(createView({ Service: [createService()] }), subject)).toEqual(expected)
  })

  it('takes the number behind a named target port from the EndpointSlices, and none when they are not known', () => {
    const slice = createSlice([{ pod: 'web-1' }], { ports: [{ name: 'http', port: 8080 }] })
    const byName = pathOf(createIngress({ port: { name: 'http' } }))
    const known = createView({ Service: [named], EndpointSlice: [slice] })
    expect(findPathPorts(known, byName)).toEqual({ port: 80, name: 'http', target: 'web', numbers: [8080] })
    const unknown = createView({ Service: [named] }, { unavailable: { EndpointSlice: forbidden('endpointslices') } })
    expect(findPathPorts(unknown, byName)?.numbers).toEqual([])
  })

  it('says nothing of a port that the Service does not have, nor of a Service that is missing or not known', () => {
    const other = pathOf(createIngress({ port: { number: 8443 } }))
    expect(findPathPorts(createView({ Service: [createService()] }), other)).toBeNull()
    expect(findPathPorts(createView({}), subject)).toBeNull()
    const view = createView({}, { unavailable: { Service: forbidden('services') } })
    expect(findPathPorts(view, subject)).toBeNull()
  })

  it('does not take the target port of a Service without selector for the one its EndpointSlices use', () => {
    const service = createService({ selector: undefined })
    const slice = createSlice([{ pod: 'web-1' }], { ports: [{ port: 9000 }] })
    const view = createView({ Service: [service], EndpointSlice: [slice] })
    expect(findPathPorts(view, subject)?.numbers).toEqual([9000])
  })
})

describe('listEntryPorts', () => {
  const ingress = createTenantIngress()
  const host = { ingress, host: testHost }
  const balancer = createLoadBalancer()
  const ports = [
    { port: 80, name: 'http', targetPort: 8000 as never },
    { port: 443, name: 'https', targetPort: 'https' as never },
    { port: 443, name: 'quic', targetPort: 'https' as never, protocol: 'UDP' },
  ]
  const loadBalancers = [{ ...balancer, spec: { ...balancer.spec, selector: { app: 'nginx' }, ports } }]

  it('lists the TCP ports between the load balancer and the controller', () => {
    expect(listEntryPorts(createPlatformView({ loadBalancers }), host)).toEqual([
      { port: 80, name: 'http', target: '8000', numbers: [8000] },
      { port: 443, name: 'https', target: 'https', numbers: [] },
    ])
  })

  it('guesses nothing: no ports without a Service, with Services unread, or with two controllers', () => {
    expect(listEntryPorts(createPlatformView({ loadBalancers: [] }), host)).toEqual([])
    expect(listEntryPorts(createPlatformView({ unavailable: { Service: forbid('services') } }), host)).toEqual([])
    const nginx = [
      createNginx(),
      createNginx({ namespace: 'other', labels: { 'app.kubernetes.io/name': 'ingress-nginx' } }),
    ]
    const classes = [createClass('nginx', 'k8s.io/ingress-nginx', true)]
    expect(listEntryPorts(createPlatformView({ loadBalancers, nginx, classes }), host)).toEqual([])
  })
})
