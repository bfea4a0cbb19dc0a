import type { CheckExample, ExampleTable } from '@/lib/checks/check-example'
import type { Service, ServiceHostSubject } from '@/lib/ingress-path/external-dns/dns-source'
import {
  createExternalDns,
  createLoadBalancer,
  createPlatformStore,
  platformNowMs,
} from '@/lib/ingress-path/platform-test-objects'

/** Host of the example, below the domain of the platform for tests. */
export const serviceHost = 'db.shop.example.net'

/** A Service of type LoadBalancer that names a host for external-dns. */
export function createHostService(
  address: string | null,
  options: Parameters<typeof createLoadBalancer>[0] = {},
): Service {
  const service = createLoadBalancer({ name: 'checkout', namespace: 'shop', ...options, address })
  const annotations = { 'external-dns.alpha.kubernetes.io/hostname': serviceHost }
  const spec = { ...service.spec, selector: { app: 'checkout' }, ports: [{ port: 5432, targetPort: 8080 as never }] }
  return { ...service, metadata: { ...service.metadata, annotations }, spec }
}

/** An example that raises each check of a host of a Service. */
export const serviceExamples: ExampleTable<CheckExample<ServiceHostSubject>> = {
  'service-lb-pending': () => {
    const service = createHostService(null)
    const store = createPlatformStore({
      loadBalancers: [createLoadBalancer()],
      extra: { Service: [createLoadBalancer(), service] },
    })
    return { store, subject: { service, host: serviceHost }, nowMs: platformNowMs }
  },
  'edns-service-type-filter': () => {
    const service = createHostService('20.61.7.50')
    const externalDns = [createExternalDns({ args: ['--source=service', '--service-type-filter=ClusterIP'] })]
    const dns = { [serviceHost]: { outcome: 'nxdomain' as const } }
    const store = createPlatformStore({ externalDns, dns, extra: { Service: [createLoadBalancer(), service] } })
    return { store, subject: { service, host: serviceHost }, nowMs: platformNowMs }
  },
}
