import type { KindMap } from '@/lib/model/kubernetes'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { BackendService, ServicePort } from './backend-service'

/**
 * The endpoints of one Service port, over all its EndpointSlices. An endpoint that stands in several slices (dual stack) counts
 * once. `usable` are those that NGINX sends traffic to: not `ready: false`, and with a TCP port that belongs to the Service port.
 */
export interface BackendEndpoints {
  slices: string[]
  total: number
  usable: number
  terminating: number
  /** Port numbers that NGINX would connect to, ascending. */
  portNumbers: number[]
}

interface EndpointState {
  isUsable: boolean
  isTerminating: boolean
}

/**
 * Resolves a Service port to endpoints as ingress-nginx does (v1.15.1 `getEndpointsFromSlices`): every slice labelled
 * `kubernetes.io/service-name`; only `ready: false` rules an endpoint out, absent means ready; serving and terminating are not
 * looked at. With `port` null, ports are not compared. Throws `NotObservedError` when EndpointSlices are not known.
 */
export function readBackendEndpoints(
  view: ClusterView,
  service: BackendService,
  port: ServicePort | null,
): BackendEndpoints {
  const { namespace, name } = service
  const portKey =
    port === null ? '' : [port.port, port.name ?? '', port.targetPort, typeof port.targetPort, port.protocol].join('|')
  return view.fact(`backend-endpoints:${namespace}/${name}:${portKey}`, (inner) => {
    const slices = inner.listByIndex('EndpointSlice', 'service', `${namespace}/${name}`, namespace)
    const states = new Map<string, EndpointState>()
    const portNumbers = new Set<number>()
    for (const slice of slices) {
      const slicePorts = port === null ? null : listSlicePorts(slice, port)
      for (const slicePort of slicePorts ?? []) portNumbers.add(slicePort)
      const hasPort = slicePorts === null || slicePorts.length > 0
      for (const endpoint of slice.endpoints ?? []) {
        const key = endpoint.targetRef?.name ?? endpoint.addresses?.[0] ?? ''
        const isUsable = hasPort && endpoint.conditions?.ready !== false && (endpoint.addresses ?? []).length > 0
        const isTerminating = endpoint.conditions?.terminating === true
        const before = states.get(key)
        states.set(key, {
          isUsable: isUsable || before?.isUsable === true,
          isTerminating: isTerminating && before?.isTerminating !== false,
        })
      }
    }
    const endpoints = [...states.values()]
    return {
      slices: slices.map((slice) => slice.metadata.name),
      total: endpoints.length,
      usable: endpoints.filter((endpoint) => endpoint.isUsable).length,
      terminating: endpoints.filter((endpoint) => endpoint.isTerminating).length,
      portNumbers: [...portNumbers].sort((a, b) => a - b),
    }
  })
}

function listSlicePorts(slice: KindMap['EndpointSlice'], port: ServicePort): number[] {
  const targetNumber = typeof port.targetPort === 'number' ? port.targetPort : null
  const slicePorts = slice.ports ?? []
  if (slicePorts.length === 0) return targetNumber === null ? [] : [targetNumber]
  return slicePorts.flatMap((slicePort) => {
    if ((slicePort.protocol ?? 'TCP') !== 'TCP') return []
    const isNamedAlike = port.name === null || (slicePort.name ?? '') === port.name
    const number = (isNamedAlike ? slicePort.port : undefined) ?? targetNumber
    return number === null ? [] : [number]
  })
}
