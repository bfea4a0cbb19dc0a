import type { PortMapping } from '@/lib/model/trace'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { readBackendEndpoints } from './backend-endpoints'
import {
  type BackendService,
  findBackendService,
  findServicePort,
  formatServicePort,
  readBackendTarget,
  type ServicePort,
} from './backend-service'
import { findClaim, listClaimingControllers } from './claim'
import { tryToRead } from './host-hops'
import { readPublication } from './publish'
import type { HostSubject, PathSubject } from './subjects'

/** Where a port of a Service leads. The number behind a named target port is what its EndpointSlices say. */
export function readPortMapping(view: ClusterView, service: BackendService, port: ServicePort): PortMapping {
  const { targetPort, name } = port
  // EndpointSlices that nobody derives from a selector may use any number.
  const isFixed = typeof targetPort === 'number' && (service.selector !== null || service.externalName !== null)
  const numbers = isFixed
    ? [targetPort]
    : (tryToRead(() => readBackendEndpoints(view, service, port).portNumbers).value ?? [])
  return { port: port.port, name, target: String(targetPort), numbers }
}

/** `80 → 8080`, or `80 → http (8080)` where EndpointSlices tell the number behind a named port. */
export function formatPortMapping(view: ClusterView, service: BackendService, port: ServicePort): string {
  const mapping = formatServicePort(port)
  if (typeof port.targetPort === 'number' || service.selector === null) return mapping
  const { numbers } = readPortMapping(view, service, port)
  return numbers.length === 0 ? mapping : `${mapping} (${numbers.join(', ')})`
}

/** The Service port that a path means and where it leads; null when there is none, or it is not known. */
export function findPathPorts(view: ClusterView, subject: PathSubject): PortMapping | null {
  const target = readBackendTarget(subject)
  if (target.kind !== 'service') return null
  const service = tryToRead(() => findBackendService(view, target.namespace, target.name)).value
  const port = service === null ? null : findServicePort(service, target.port)
  return service === null || port === null ? null : readPortMapping(view, service, port)
}

/**
 * The TCP ports of the Service through which the load balancer reaches the controller of an Ingress, in the order of the Service.
 * Empty when that is not exactly one controller behind one Service, or not known.
 */
export function listEntryPorts(view: ClusterView, { ingress }: HostSubject): PortMapping[] {
  const read = tryToRead(() => {
    const claim = findClaim(view, ingress)
    const controllers = listClaimingControllers(view, claim)
    const [controller] = controllers
    if (claim.state !== 'claimed' || controller === undefined || controllers.length > 1) return []
    const named = readPublication(view, controller).service
    if (named === null || !named.exists) return []
    const service = findBackendService(view, named.ref.namespace ?? '', named.ref.name)
    if (service === null || service.externalName !== null) return []
    const ports = service.ports.filter(({ protocol }) => protocol === 'TCP')
    return ports.map((port) => readPortMapping(view, service, port))
  })
  return read.value ?? []
}
