import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findIngressControllers } from '@/lib/ingress-path/controllers'
import { listServingNodes, publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { controllerBalancerChecks } from './controller-balancer'
import {
  describeNotRunning,
  describePods,
  formatInstance,
  judgeControllers,
  repairCommands,
} from './controller-preconditions'

/** How long a cloud may take to make a load balancer before its absence is a fault. */
const loadBalancerGraceMs = 5 * 60_000

const publicationChecksInputs = [...new Set([...claimInputs, ...publicationInputs])]

const controllerNotRunning = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'controller',
  severity: 'error',
  level: 'proven',
  who: 'platform',
  isShared: true,
  id: 'controller-not-running',
  title: 'Ingress controller is not running',
  order: 8,
  inputs: claimInputs,
  page: {
    see: 'Every controller that claims the Ingress has no ready Pod.',
    why: 'Nothing answers for its hosts, and no address is written for new Ingresses.',
    fix: 'Repair the Pods of the controller.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/component=controller',
    source: 'Kubernetes Pod conditions; ingress-nginx chart 4.15, templates/controller-deployment.yaml',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      if (controllers.some(({ readyPods }) => readyPods > 0)) return clear
      return found(
        ...controllers.map((controller) => ({
          summary: `Controller ${formatInstance(controller)} has no ready Pod (${describeNotRunning(controller)}), so nothing answers for the hosts it serves.`,
          inShort: {
            effect: 'does not answer',
            cause: `controller ${formatInstance(controller)} has no ready Pod (${describeNotRunning(controller)})`,
          },
          object: controller.workload,
          evidence: describePods(controller),
          fix: {
            text: 'Repair the Pods of the controller; their events and last log lines say why they are not ready.',
            commands: repairCommands(controller),
          },
        })),
      )
    }),
})

const controllerLbPending = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'load-balancer',
  severity: 'error',
  level: 'proven',
  who: 'platform',
  isShared: true,
  id: 'controller-lb-pending',
  title: 'Load balancer has no address',
  order: 9,
  inputs: [...publicationChecksInputs, 'Event'],
  page: {
    see: 'The Service that the controller publishes is of type LoadBalancer and has had no address for five minutes or more.',
    why: 'The cloud has not made a load balancer: quota, permission or subnet. No Ingress of the class gets an address.',
    fix: 'Read the events of the Service and mend what they name.',
    confirm: 'kubectl describe service NAME -n NAMESPACE',
    source: 'Kubernetes Service status; events SyncLoadBalancerFailed of the cloud controller',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const services = controllers.flatMap((controller) => readPublication(view, controller).service ?? [])
      const balanced = services.filter(({ exists, type }) => exists && type === 'LoadBalancer')
      if (balanced.length === 0) return notApplicable('the controller publishes no Service of type LoadBalancer')
      if (
        balanced.length < controllers.length ||
        balanced.some(({ loadBalancerAddresses }) => loadBalancerAddresses.length > 0)
      )
        return clear
      return found(
        ...balanced.map(({ ref, createdAtMs }) => {
          const dueMs = createdAtMs === null ? null : createdAtMs + loadBalancerGraceMs
          const event = findFailureEvent(view, ref)
          return {
            summary: `${formatObjectRef(ref)} has no load balancer address${event === null ? '' : ` (${event})`}, so no Ingress of this controller can be reached or gets a DNS record.`,
            inShort: {
              effect: 'cannot be reached',
              cause: `${formatObjectRef(ref)} of the controller has no load balancer address${event === null ? '' : ` (${event})`}`,
            },
            object: ref,
            waitingUntil: dueMs !== null && !view.hasPassed(dueMs) ? new Date(dueMs).toISOString() : undefined,
            evidence: [
              {
                object: ref,
                field: 'status.loadBalancer.ingress',
                observed: 'empty',
                expected: 'an IP address or hostname',
              },
              ...(event === null ? [] : [{ object: ref, field: 'events', observed: event }]),
            ],
            fix: {
              text: 'Read the events of the Service: they name the quota, permission or subnet that is missing.',
              commands: [formatCommand('kubectl', 'describe', 'service', ref.name, '-n', ref.namespace ?? '')],
            },
          }
        }),
      )
    }),
})

const controllerLbLocalNoPod = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'load-balancer',
  severity: 'error',
  level: 'proven',
  who: 'platform',
  isShared: true,
  id: 'controller-lb-local-no-pod',
  title: 'Load balancer finds no node with a controller Pod',
  order: 10,
  inputs: publicationChecksInputs,
  causes: ['controller-not-running'],
  page: {
    see: 'The Service has externalTrafficPolicy Local, and no Ready node runs a ready Pod of the controller.',
    why: 'With policy Local only nodes with a ready Pod pass the health probe of the load balancer. With none, connections time out.',
    fix: 'Bring up controller Pods on Ready nodes, or use externalTrafficPolicy Cluster.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/component=controller -o wide',
    source: 'Kubernetes Service spec.externalTrafficPolicy and spec.healthCheckNodePort',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const local = controllers.flatMap((controller) => {
        const { service } = readPublication(view, controller)
        return service !== null && service.type === 'LoadBalancer' && service.externalTrafficPolicy === 'Local'
          ? [{ controller, service }]
          : []
      })
      if (local.length === 0) return notApplicable('no load balancer with externalTrafficPolicy Local')
      const judged = local.map(({ controller, service }) => ({
        controller,
        service,
        nodes: listReadyServingNodes(view, controller),
      }))
      if (local.length < controllers.length || judged.some(({ nodes }) => nodes.length > 0)) return clear
      return found(
        ...judged.map(({ controller, service }) => ({
          summary: `${formatObjectRef(service.ref)} sends traffic only to nodes with a ready Pod of ${controllerKey(controller)} (externalTrafficPolicy Local), and there is none, so connections time out.`,
          inShort: {
            effect: 'cannot be reached',
            cause: `no Ready node runs a ready Pod of ${controllerKey(controller)}, and ${formatObjectRef(service.ref)} sends traffic only to such nodes (externalTrafficPolicy Local)`,
          },
          object: service.ref,
          evidence: [
            { object: service.ref, field: 'spec.externalTrafficPolicy', observed: 'Local' },
            ...describePods(controller),
          ],
          fix: { text: 'Bring up Pods of the controller on Ready nodes.', commands: repairCommands(controller) },
        })),
      )
    }),
})

/** Is the ingress controller running and reachable through its load balancer (rows 8 to 12 of the ingress catalogue). */
export const controllerPlatformChecks: Check<HostSubject>[] = [
  controllerNotRunning,
  controllerLbPending,
  controllerLbLocalNoPod,
  ...controllerBalancerChecks,
]

/** One fact for all Ingresses of a controller: a Node that changes without becoming unready judges none of them again. */
function listReadyServingNodes(view: ClusterView, controller: ControllerInstance): string[] {
  const key = controllerKey(controller)
  return view.fact(`ready-serving-nodes:${key}`, (inner) => {
    // The fact outlives this controller object, so it reads the controller again.
    const current = findIngressControllers(inner).instances.find((instance) => controllerKey(instance) === key)
    return findReadyServingNodes(inner, current ?? controller)
  })
}

function findReadyServingNodes(view: ClusterView, controller: ControllerInstance): string[] {
  const nodes = listServingNodes(controller)
  if (nodes === null) {
    if (controller.readyPods === 0) return []
    view.list('Pod', controller.namespace)
    return []
  }
  return nodes.filter((name) => {
    const node = view.find('Node', null, name)
    const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready')
    return node !== undefined && ready?.status !== 'False' && ready?.status !== 'Unknown'
  })
}

/** The newest warning about the load balancer; null when there is none or events cannot be read: it is only supporting evidence. */
function findFailureEvent(view: ClusterView, ref: ObjectRef): string | null {
  const listing = view.listingByIndex('Event', 'object', `Service/${ref.namespace ?? ''}/${ref.name}`, ref.namespace)
  if (listing.state === 'unavailable') return null
  const failures = listing.objects.filter(({ type }) => type === 'Warning')
  const when = (event: (typeof failures)[number]) => event.lastTimestamp ?? event.eventTime ?? ''
  const newest = [...failures].sort((a, b) => (when(a) < when(b) ? 1 : -1))[0]
  return newest === undefined ? null : `${newest.reason ?? 'Warning'}: ${newest.message ?? ''}`
}
