/** The stations on a host's path, in drawing order; the certificate is a branch beside it. */
export const hopIds = [
  'dns-record',
  'load-balancer',
  'controller',
  'ingress-rule',
  'certificate',
  'service',
  'endpoints',
  'pods',
] as const
export type HopId = (typeof hopIds)[number]

export const hopTitles: Record<HopId, string> = {
  'dns-record': 'DNS record',
  'load-balancer': 'Load balancer',
  controller: 'Controller',
  'ingress-rule': 'Ingress rule',
  certificate: 'Certificate',
  service: 'Service',
  endpoints: 'Endpoints',
  pods: 'Pods',
}

/** Hops judged once for a host, whatever its paths. */
export const hostHopIds = [
  'dns-record',
  'load-balancer',
  'controller',
  'ingress-rule',
  'certificate',
] as const satisfies readonly HopId[]

/** Hops judged for each path of a host. */
export const pathHopIds = ['service', 'endpoints', 'pods'] as const satisfies readonly HopId[]
