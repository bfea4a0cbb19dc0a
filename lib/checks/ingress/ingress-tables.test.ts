import { describe, expect, it } from 'vitest'
import {
  createLease,
  createNginx,
  createTenantIngress,
  forbid,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { createHostProbe, type ProbeOptions } from '@/lib/ingress-path/probe-test-objects'
import { accessChecks } from './access'
import { annotate, arrange, balancing, configuredNginx, type Setting, serving } from './annotation-examples'
import { backendElsewhereChecks } from './backend-elsewhere'
import { backendPortChecks } from './backend-port'
import { runOn, runPathOn } from './check-test-cases'
import { controllerBalancerChecks } from './controller-balancer'
import { statusWriterChecks } from './status-writer'

type Row = [name: string, setting: Setting, outcome: string, says?: RegExp, severity?: string]

const hostFamilies = [...statusWriterChecks, ...controllerBalancerChecks, ...accessChecks]
const pathFamilies = [...backendPortChecks, ...backendElsewhereChecks]

const empty = { addresses: [] }
const lease = (options: Parameters<typeof createLease>[0]) => ({ extra: { Lease: [createLease(options)] } })
const old = '2026-03-01T11:50:00Z'
const second = createNginx({ name: 'second', args: ['--controller-class=example.net/other'] })
const sibling = createTenantIngress({ name: 'sibling', host: 'x.example.net' })
const byNode = { nginx: [createNginx({ args: [] })] }
const http = [{ port: 80, appProtocol: 'http' }]
const tlsEnd = { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn:aws:acm:x' }
const forced = { 'force-ssl-redirect': 'true' }
const www = createTenantIngress({
  name: 'www',
  host: 'www.checkout.shop.example.net',
  annotations: annotate({ 'from-to-www-redirect': 'true' }),
})
const external = (externalName: string) => serving({ type: 'ExternalName', externalName })
const port = (more: Record<string, unknown>) => serving({ ports: [{ port: 80, targetPort: 8080, ...more }] })
const probed = (options: ProbeOptions) => ({ platform: { probes: [createHostProbe(options)] } })
const noService = { unavailable: { Service: forbid('services') } }

const tables: Record<string, Row[]> = {
  'status-no-leader': [
    ['the Lease has run out', { ingress: empty, platform: lease({ renewedAt: old }) }, 'found', /has run out/, 'error'],
    [
      'a renewal that is only kept to the minute',
      { ingress: empty, platform: lease({ renewedAt: '2026-03-01T11:58:00Z' }) },
      'clear',
    ],
    ['its holder gave it back', { ingress: empty, platform: lease({ holder: '' }) }, 'found', /is held by nobody/],
    ['there is none', { ingress: empty, platform: { extra: { Lease: [] } } }, 'found', /does not exist/],
    [
      'another controller holds it',
      { ingress: empty, platform: { nginx: [configuredNginx(), second], ...lease({ holder: 'second-7d9f8-1' }) } },
      'found',
      /second-7d9f8-1 of another controller/,
    ],
    ['its own Pod holds it', { ingress: empty }, 'clear'],
    [
      'an old address, and nobody leads',
      { ingress: { addresses: ['203.0.113.9'] }, platform: lease({ renewedAt: old }) },
      'found',
      /keeps the address 203\.0\.113\.9/,
    ],
    ['the address is right: the Lease does not matter', { platform: lease({ renewedAt: old }) }, 'clear'],
    [
      'too new',
      { ingress: { ...empty, createdAt: '2026-03-01T11:59:30Z' }, platform: lease({ renewedAt: old }) },
      'not-applicable',
    ],
    [
      'nothing to write',
      { ingress: empty, args: ['--update-status=false'], platform: lease({ renewedAt: old }) },
      'not-applicable',
    ],
    [
      'no election',
      { ingress: empty, args: ['--disable-leader-election'], platform: { extra: { Lease: [] } } },
      'clear',
    ],
    ['a Lease that is not kept', { ingress: empty, args: ['--election-id=edge'] }, 'not-run', /edge/],
    [
      'before Leases were used',
      { ingress: empty, platform: { nginx: [createNginx({ image: 'x/controller:v1.3.1' })] } },
      'not-run',
    ],
    ['Leases cannot be read', { ingress: empty, platform: { unavailable: { Lease: forbid('leases') } } }, 'not-run'],
  ],
  'status-dropped-ingress': [
    [
      'others have an address',
      { ingress: empty, platform: { ingresses: [sibling] } },
      'found',
      /most likely left the Ingress out/,
      'error',
    ],
    ['nobody of the class has one', { ingress: empty }, 'clear'],
    [
      'only an Ingress of another class has one',
      { ingress: empty, platform: { ingresses: [createTenantIngress({ name: 'x', className: 'other' })] } },
      'clear',
    ],
    ['it has an address', {}, 'clear'],
    [
      'too new',
      { ingress: { ...empty, createdAt: '2026-03-01T11:59:30Z' }, platform: { ingresses: [sibling] } },
      'not-applicable',
    ],
    ['nobody claims it', { ingress: { ...empty, className: 'gone' } }, 'not-applicable'],
    ['the Service cannot be read', { ingress: empty, platform: noService }, 'not-run'],
  ],
  'status-internal-address': [
    [
      'addresses of nodes',
      { ingress: { addresses: ['10.224.0.4', '100.64.0.7'] }, platform: byNode },
      'found',
      /no --publish-service/,
      'warning',
    ],
    ['a public address of a node', { ingress: { addresses: ['203.0.113.4'] }, platform: byNode }, 'clear'],
    ['an internal load balancer is meant', { ingress: { addresses: ['10.224.255.7'] } }, 'clear'],
    ['a host name', { ingress: { addresses: ['lb.example.net'] }, platform: byNode }, 'clear'],
    ['no address', { ingress: empty, platform: byNode }, 'clear'],
    [
      'who claims it is not known',
      { ingress: { addresses: ['10.0.0.1'] }, platform: { unavailable: { IngressClass: forbid('x') } } },
      'not-run',
    ],
  ],
  'status-foreign-writer': [
    ['an address that was left behind', { ingress: { className: 'gone' } }, 'found', /left behind/, 'warning'],
    ['no address', { ingress: { className: 'gone', ...empty } }, 'not-applicable'],
    ['a claimed Ingress', {}, 'clear'],
    ['who claims it is not known', { platform: { unavailable: { IngressClass: forbid('x') } } }, 'not-run'],
  ],
  'controller-lb-probe-path': [
    ['appProtocol on Azure', balancing({}, { ports: http }), 'found', /asks NGINX for \//, 'warning'],
    [
      'the path is set',
      balancing(
        { 'service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path': '/healthz' },
        { ports: http },
      ),
      'clear',
    ],
    ['policy Local has its own probe', balancing({}, { ports: http, externalTrafficPolicy: 'Local' }), 'clear'],
    ['no appProtocol', balancing({}), 'clear'],
    [
      'not on Azure',
      { platform: { loadBalancers: balancing({}, { ports: http }).platform?.loadBalancers } },
      'not-applicable',
    ],
    ['no load balancer', { platform: byNode }, 'not-applicable'],
    ['the Service cannot be read', { platform: noService }, 'not-run'],
  ],
  'controller-lb-source-ranges': [
    [
      'a range',
      balancing({}, { loadBalancerSourceRanges: ['192.0.2.0/24'] }),
      'found',
      /192\.0\.2\.0\/24 only/,
      'info',
    ],
    ['everybody', balancing({}, { loadBalancerSourceRanges: ['0.0.0.0/0'] }), 'clear'],
    ['none', {}, 'clear'],
    ['no load balancer', { platform: byNode }, 'not-applicable'],
    ['the Service cannot be read', { platform: noService }, 'not-run'],
  ],
  'access-restricted': [
    ['a list', { annotations: { 'whitelist-source-range': '192.0.2.0/24' } }, 'found', /403 or 401/, 'info'],
    ['a login', { annotations: { 'auth-type': 'basic' } }, 'found'],
    ['nothing', { annotations: { 'rewrite-target': '/' } }, 'clear'],
    [
      'a probe that was refused',
      { annotations: { 'auth-type': 'basic' }, ...probed({ status: 401 }) },
      'found',
      /got 401/,
      'info',
    ],
    ['a probe that was let in', { annotations: { 'auth-type': 'basic' }, ...probed({}) }, 'found', /401\.$/],
    ['an application that refuses by itself', probed({ status: 403 }), 'clear'],
  ],
  'redirect-loop': [
    [
      'TLS ends before NGINX',
      { annotations: forced, ...balancing(tlsEnd) },
      'found',
      /ends TLS before NGINX/,
      'warning',
    ],
    [
      'forwarded headers are believed',
      {
        annotations: forced,
        data: { 'use-forwarded-headers': 'true' },
        platform: { loadBalancers: balancing(tlsEnd).platform?.loadBalancers },
      },
      'clear',
    ],
    ['TLS is passed on', { annotations: forced }, 'clear'],
    ['nothing redirects', balancing(tlsEnd), 'not-applicable'],
    [
      'a probe that goes round',
      probed({ status: 308, location: `https://${testHost}/` }),
      'found',
      /redirects to itself \(308\)/,
      'error',
    ],
    ['a probe that is led elsewhere', probed({ status: 302, location: '/login' }), 'not-applicable'],
    ['a probe long ago', probed({ status: 308, location: `https://${testHost}/`, minutesAgo: 9 }), 'not-applicable'],
    [
      'TLS ends before NGINX, and a probe is answered all the same',
      {
        annotations: forced,
        platform: { loadBalancers: balancing(tlsEnd).platform?.loadBalancers, ...probed({}).platform },
      },
      'clear',
    ],
    [
      'both names redirect',
      { annotations: { 'from-to-www-redirect': 'true' }, platform: { ingresses: [www] } },
      'found',
      /back and forth/,
    ],
    ['one of them does', { annotations: { 'from-to-www-redirect': 'true' } }, 'clear'],
    ['the Service cannot be read', { annotations: forced, platform: noService }, 'not-run'],
  ],
  'service-port-not-tcp': [
    ['UDP', port({ protocol: 'UDP' }), 'found', /is UDP.*503/, 'error'],
    ['TCP', port({ protocol: 'TCP' }), 'clear'],
    [
      'another port is UDP',
      serving({
        ports: [
          { port: 80, targetPort: 8080 },
          { port: 53, protocol: 'UDP' },
        ],
      }),
      'clear',
    ],
    ['no such port', serving({ ports: [{ port: 81 }] }), 'not-applicable'],
    ['an external name', external('x.example.net'), 'not-applicable'],
    ['Services cannot be read', { platform: noService }, 'not-run'],
  ],
  'target-port-not-listening': [
    ['a port that nobody declares', port({ targetPort: 9090 }), 'found', /declare 8080 only/, 'warning'],
    ['the declared one', port({}), 'clear'],
    ['a name', port({ targetPort: 'http' }), 'not-applicable'],
    ['Pods cannot be read', { platform: { unavailable: { Pod: forbid('pods') } } }, 'not-run'],
  ],
  'backend-protocol-mismatch': [
    ['appProtocol https', port({ appProtocol: 'https' }), 'found', /speaks HTTP to it/, 'warning'],
    ['a name that says so', port({ name: 'grpc-api' }), 'found'],
    [
      'h2c and HTTPS',
      { ...port({ appProtocol: 'kubernetes.io/h2c' }), annotations: { 'backend-protocol': 'HTTPS' } },
      'found',
    ],
    ['the annotation fits', { ...port({ name: 'https' }), annotations: { 'backend-protocol': 'https' } }, 'clear'],
    ['a port named https that leads to a plain one', port({ name: 'https', targetPort: 'http' }), 'clear'],
    ['appProtocol goes before the name', port({ name: 'https', appProtocol: 'http' }), 'clear'],
    ['plain HTTP', port({ name: 'http' }), 'clear'],
    ['no such port', serving({ ports: [{ port: 81, appProtocol: 'https' }] }), 'not-applicable'],
    ['Services cannot be read', { platform: noService }, 'not-run'],
  ],
  'externalname-refused': [
    ['the controller itself', external('localhost'), 'found', /localhost, which NGINX refuses/, 'error'],
    ['a loopback address', external('127.0.0.53'), 'found'],
    ['no name', external(''), 'found', /external name empty/],
    [
      'switched off',
      { args: ['--disable-svc-external-name'], ...external('x.example.net') },
      'found',
      /--disable-svc-external-name/,
    ],
    ['a name outside', external('x.example.net'), 'clear'],
    ['no external name', {}, 'not-applicable'],
    ['Services cannot be read', { platform: noService }, 'not-run'],
    [
      'the controller is not known',
      { platform: { ...external('x.example.net').platform, unavailable: { IngressClass: forbid('x') } } },
      'not-run',
    ],
  ],
  'default-backend-broken': [
    [
      'a Service that does not exist, not needed now',
      { annotations: { 'default-backend': 'fallback' } },
      'found',
      /does not exist/,
      'warning',
    ],
    [
      'needed for error codes',
      { annotations: { 'default-backend': 'fallback', 'custom-http-errors': '503' } },
      'found',
      /in its place/,
      'error',
    ],
    [
      'needed because the backend has no endpoint',
      { annotations: { 'default-backend': 'fallback' }, ingress: { service: 'gone' } },
      'found',
      /./,
      'error',
    ],
    ['a Service with endpoints', { annotations: { 'default-backend': 'checkout' } }, 'clear'],
    ['no annotation', {}, 'not-applicable'],
    [
      'EndpointSlices cannot be read',
      {
        annotations: { 'default-backend': 'checkout' },
        platform: { unavailable: { EndpointSlice: forbid('endpointslices') } },
      },
      'not-run',
    ],
  ],
}

describe.each(Object.entries(tables))('%s', (id, rows) => {
  it.each(rows)('%s', (_name, setting, outcome, says, severity) => {
    const { platform } = arrange(setting)
    const isPath = pathFamilies.some((check) => check.id === id)
    const { result, findings } = isPath ? runPathOn(pathFamilies, id, platform) : runOn(hostFamilies, id, platform)
    expect(result.outcome).toBe(outcome)
    if (severity !== undefined) expect(findings[0]?.severity).toBe(severity)
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
  })
})
