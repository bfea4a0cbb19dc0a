import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { readEffectiveClass, refTo } from '@/lib/ingress-path/locations'
import { findLeader, type LeaderState, leaderInputs } from '@/lib/ingress-path/nginx/leader'
import { isUpdatingStatus, listStatusAddresses, publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { nameOf } from './class-evidence'
import { joinNames, judgeControllers } from './controller-preconditions'
import { statusGraceMs } from './status-grace'
import { statusForeignWriter, statusInternalAddress } from './status-origin'

const common = { area: 'ingress', hop: 'load-balancer' } as const
const statusSource = 'ingress-nginx v1.15.1, internal/ingress/status/status.go'

/** Addresses that the controllers publish now; empty while none of them has any or writes any. */
function listPublished(view: ClusterView, controllers: readonly ControllerInstance[]): string[] {
  return controllers.filter(isUpdatingStatus).flatMap((controller) => readPublication(view, controller).addresses)
}

/** Whether the Ingress is so young that its address may still be on its way. */
function isYoung({ metadata }: Ingress, view: ClusterView): boolean {
  const createdAtMs = Date.parse(metadata.creationTimestamp ?? '')
  return !Number.isNaN(createdAtMs) && !view.hasPassed(createdAtMs + statusGraceMs)
}

export const statusNoLeader = defineCheck<HostSubject>({
  ...common,
  id: 'status-no-leader',
  title: 'No Pod of the controller writes addresses',
  severity: 'error',
  level: 'proven',
  order: 44,
  who: 'platform',
  inputs: [...new Set([...claimInputs, ...publicationInputs, ...leaderInputs])],
  page: {
    see: 'The Ingress has no address or an old one, the Service of the controller has one, and the Lease that names the Pod that writes addresses is missing, has run out, or is held by a Pod of another controller.',
    why: 'Only the leader writes addresses. Two controllers with one election id share a Lease, and the one that does not hold it never writes.',
    fix: 'Give every controller its own --election-id. When the Lease has run out, restart the controller and look at its right to write Leases.',
    confirm: 'kubectl get lease -n NAMESPACE -o wide',
    source: `${statusSource}, pkg/flags/flags.go (election-id)`,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      const status = listStatusAddresses(ingress)
      const published = listPublished(view, controllers)
      if (published.length === 0) return notApplicable('no controller has an address to write')
      if (isYoung(ingress, view)) return notApplicable('the Ingress is too new to have an address')
      if (status.some((address) => published.includes(address))) return clear
      const leaders = controllers.map((controller) => ({ controller, leader: findLeader(view, controller) }))
      const broken = leaders.flatMap(({ controller, leader }) =>
        leader.state === 'leads' ? [] : [{ controller, leader }],
      )
      const [first] = broken
      if (first === undefined || broken.length < leaders.length) return clear
      const cause = describeLeader(first.controller, first.leader)
      return found({
        summary: `C${cause.slice(1)}, so Ingress ${nameOf(ingress)} ${status.length === 0 ? 'gets no address' : `keeps the address ${status.join(', ')}`}.`,
        inShort: { effect: status.length === 0 ? 'gets no address' : 'keeps an old address', cause },
        object: first.controller.workload,
        evidence: [
          {
            object: first.leader.ref,
            field: 'spec.holderIdentity',
            observed: first.leader.holder ?? (first.leader.state === 'expired' ? 'nobody' : 'does not exist'),
            expected: `a Pod of ${controllerKey(first.controller)}`,
          },
          {
            object: refTo('Ingress', ingress),
            field: 'status.loadBalancer.ingress',
            observed: status.join(', ') || 'empty',
            expected: published.join(', '),
          },
        ],
        fix: {
          text:
            first.leader.state === 'held-elsewhere'
              ? 'Give each controller its own --election-id.'
              : 'Restart the controller, and make sure that it may create and update Leases.',
          commands: [
            formatCommand(
              'kubectl',
              'get',
              'lease',
              first.leader.ref.name,
              '-n',
              first.leader.ref.namespace ?? '',
              '-o',
              'yaml',
            ),
          ],
        },
      })
    }),
})

function describeLeader(controller: ControllerInstance, leader: LeaderState): string {
  const lease = `Lease ${leader.ref.namespace}/${leader.ref.name}`
  const start = `controller ${controllerKey(controller)} has no Pod that writes addresses`
  switch (leader.state) {
    case 'held-elsewhere':
      return `${start}: ${leader.holder} of another controller holds ${lease}`
    case 'expired':
      return leader.holder === null
        ? `${start}: ${lease} is held by nobody`
        : `${start}: ${lease} of ${leader.holder} has run out`
    default:
      return `${start}: ${lease} does not exist`
  }
}

export const statusDroppedIngress = defineCheck<HostSubject>({
  ...common,
  id: 'status-dropped-ingress',
  title: 'Controller gives this Ingress no address, but others',
  severity: 'error',
  level: 'inferred',
  order: 45,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...publicationInputs])],
  causes: [
    'catch-all-forbidden',
    'annotation-risk-too-high',
    'annotation-value-invalid',
    'annotation-word-blocked',
    'annotation-wrong-prefix',
    'snippet-disabled',
    'location-denied',
    'status-updates-disabled',
    'status-no-leader',
  ],
  page: {
    see: 'The Ingress has no address although its controller has one to write, and other Ingresses of the class have theirs.',
    why: 'The controller has most likely left the Ingress out: for an annotation that it does not allow, or a host or path that it takes for an attack. It tells only its log.',
    fix: 'Look for the name of the Ingress in the log of the controller, and mend what it says.',
    confirm: 'kubectl logs -n ingress-nginx -l app.kubernetes.io/component=controller --tail=500',
    source: `ingress-nginx v1.15.1, internal/ingress/controller/store/store.go (syncIngress); ${statusSource}`,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      if (listStatusAddresses(ingress).length > 0) return clear
      if (isYoung(ingress, view)) return notApplicable('the Ingress is too new to have an address')
      const published = listPublished(view, controllers)
      if (published.length === 0) return notApplicable('no controller has an address to write')
      if (!hasSiblingWithAddress(view, ingress)) return clear
      const names = joinNames(controllers.map(controllerKey))
      const cause = `controller ${names} writes ${published.join(', ')} into other Ingresses of the class, and not into ${nameOf(ingress)}`
      const [first] = controllers
      return found({
        summary: `C${cause.slice(1)}: it has most likely left the Ingress out, which only its log tells.`,
        inShort: { effect: 'gets no address', cause },
        object: refTo('Ingress', ingress),
        evidence: [
          {
            object: refTo('Ingress', ingress),
            field: 'status.loadBalancer.ingress',
            observed: 'empty',
            expected: published.join(', '),
          },
        ],
        fix: {
          text: `Look for ${nameOf(ingress)} in the log of the controller.`,
          commands:
            first === undefined
              ? []
              : [
                  formatCommand(
                    'kubectl',
                    'logs',
                    `${first.workload.kind.toLowerCase()}/${first.workload.name}`,
                    '-n',
                    first.namespace,
                    '--tail=500',
                  ),
                ],
        },
      })
    }),
})

/** One fact for all Ingresses of a class: whether any of them has an address. Throws when some could not be read and none is seen. */
function hasSiblingWithAddress(view: ClusterView, ingress: Ingress): boolean {
  const className = readEffectiveClass(ingress)
  return view.fact(`class-has-address:${className ?? ''}`, (inner) => {
    const listing = inner.listing('Ingress')
    const objects = listing.state === 'observed' ? listing.objects : []
    const isSeen = objects.some(
      (other) => readEffectiveClass(other) === className && listStatusAddresses(other).length > 0,
    )
    // Throws the reason when the list is not complete.
    if (!isSeen) inner.list('Ingress')
    return isSeen
  })
}

/** Who writes the address, and for whom (rows 44, 45, 47 and 48 of the ingress catalogue). */
export const statusWriterChecks: Check<HostSubject>[] = [
  statusNoLeader,
  statusDroppedIngress,
  statusInternalAddress,
  statusForeignWriter,
]
