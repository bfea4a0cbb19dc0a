import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { controllerKey } from './claim'
import { type ControllerInstance, controllerInputs, findIngressControllers } from './controllers'
import { readBoolean, readScalar } from './flags'
import type { Ingress } from './subjects'

/** The Service that `--publish-service` names. */
export interface PublishService {
  ref: ObjectRef
  /** False: the controller names a Service that does not exist. */
  exists: boolean
  type: string
  externalTrafficPolicy: string | null
  loadBalancerAddresses: string[]
  /** Milliseconds since the epoch, null when the Service says none. */
  createdAtMs: number | null
}

/**
 * The addresses that a controller writes into the status of every Ingress it claims, sorted and without duplicates; empty while there
 * is nothing to publish. `service` is null when the addresses do not come from a Service.
 */
export interface Publication {
  from: 'publish-status-address' | 'publish-service' | 'node-addresses'
  addresses: string[]
  service: PublishService | null
  isUpdatingStatus: boolean
}

/** Everything that a publication reads. */
export const publicationInputs = ['Service', 'Node', ...controllerInputs] as const satisfies readonly InputName[]

/**
 * What a controller publishes. Throws `NotObservedError` when a flag, the Service, or (without a Service) Pods or Nodes are not known.
 * Source: ingress-nginx v1.15.1 `internal/ingress/status/status.go`, `internal/ingress/controller/status.go`.
 */
export function readPublication(view: ClusterView, controller: ControllerInstance): Publication {
  const key = controllerKey(controller)
  return view.fact(`ingress-publication:${key}`, (inner) => {
    // The fact outlives this controller object, so it reads the controller again.
    const current = findIngressControllers(inner).instances.find((instance) => controllerKey(instance) === key)
    return judgePublication(inner, current ?? controller)
  })
}

/** Addresses in the status of an Ingress, IP addresses and hostnames alike, sorted and without duplicates. */
export function listStatusAddresses(object: Ingress | KindMap['Service']): string[] {
  const entries = object.status?.loadBalancer?.ingress ?? []
  return sortAddresses(entries.flatMap(({ ip, hostname }) => [ip, hostname]))
}

/** Nodes with a ready controller Pod; null when Pods cannot be read. */
export function listServingNodes(controller: ControllerInstance): string[] | null {
  if (controller.pods === null) return null
  return [...new Set(controller.pods.flatMap(({ isReady, node }) => (isReady && node !== null ? [node] : [])))].sort()
}

/** Whether the controller writes addresses at all. Throws `NotObservedError` when the flag is not known. */
export function isUpdatingStatus(controller: ControllerInstance): boolean {
  return requireFlag(controller, readBoolean(controller.flags, 'update-status', true))
}

function judgePublication(view: ClusterView, controller: ControllerInstance): Publication {
  const isWriting = isUpdatingStatus(controller)
  const fixed = requireFlag(controller, readScalar(controller.flags, 'publish-status-address', ''))
  if (fixed !== '') {
    const addresses = sortAddresses(fixed.split(',').map((address) => address.trim()))
    return { from: 'publish-status-address', addresses, service: null, isUpdatingStatus: isWriting }
  }
  const named = requireFlag(controller, readScalar(controller.flags, 'publish-service', ''))
  if (named !== '') {
    const service = readPublishService(view, named)
    return {
      from: 'publish-service',
      addresses: service.addresses,
      service: service.service,
      isUpdatingStatus: isWriting,
    }
  }
  return {
    from: 'node-addresses',
    addresses: listNodeAddresses(view, controller),
    service: null,
    isUpdatingStatus: isWriting,
  }
}

function readPublishService(view: ClusterView, text: string): { addresses: string[]; service: PublishService } {
  const [namespace = '', name = ''] = text.split('/')
  const ref: ObjectRef = { kind: 'Service', namespace, name }
  const service = view.find('Service', namespace, name)
  if (service === undefined) {
    const absent = {
      ref,
      exists: false,
      type: '',
      externalTrafficPolicy: null,
      loadBalancerAddresses: [],
      createdAtMs: null,
    }
    return { addresses: [], service: absent }
  }
  const balanced = sortAddresses(
    (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => [ip, hostname]),
  )
  const createdAtMs = Date.parse(service.metadata.creationTimestamp ?? '')
  return {
    addresses: listServiceAddresses(service, balanced),
    service: {
      ref,
      exists: true,
      type: service.spec?.type ?? 'ClusterIP',
      externalTrafficPolicy: service.spec?.externalTrafficPolicy ?? null,
      loadBalancerAddresses: balanced,
      createdAtMs: Number.isNaN(createdAtMs) ? null : createdAtMs,
    },
  }
}

function listServiceAddresses({ spec }: KindMap['Service'], balanced: readonly string[]): string[] {
  const external = spec?.externalIPs ?? []
  switch (spec?.type ?? 'ClusterIP') {
    case 'LoadBalancer':
      return sortAddresses([...balanced, ...external])
    case 'NodePort':
      return sortAddresses(external.length > 0 ? external : [spec?.clusterIP])
    case 'ExternalName':
      return sortAddresses([spec?.externalName])
    default:
      return sortAddresses([spec?.clusterIP])
  }
}

function listNodeAddresses(view: ClusterView, controller: ControllerInstance): string[] {
  const isInternal = requireFlag(controller, readBoolean(controller.flags, 'report-node-internal-ip-address', false))
  const nodes = listServingNodes(controller)
  if (nodes === null) {
    view.list('Pod', controller.namespace)
    return []
  }
  const addresses = nodes.map((name) => {
    const listed = view.find('Node', null, name)?.status?.addresses ?? []
    const pick = (type: string) => listed.find((address) => address.type === type)?.address
    return isInternal ? pick('InternalIP') : (pick('ExternalIP') ?? pick('InternalIP'))
  })
  return sortAddresses(addresses)
}

function requireFlag<T>(
  controller: ControllerInstance,
  known: { state: 'known'; value: T } | { state: 'unknown'; because: string },
): T {
  if (known.state === 'known') return known.value
  throw new NotObservedError({
    what: `Flags of ingress controller ${controllerKey(controller)}`,
    reason: 'not-configured',
    detail: known.because,
    need: 'the flag written in the arguments of the container',
  })
}

/** Sorted, lower case, without a trailing dot, without duplicates and empty entries. */
export function sortAddresses(addresses: readonly (string | undefined)[]): string[] {
  const cleaned = addresses.flatMap((address) => {
    const text = (address ?? '').trim().toLowerCase().replace(/\.$/, '')
    return text === '' || text === 'none' ? [] : [text]
  })
  return [...new Set(cleaned)].sort()
}
