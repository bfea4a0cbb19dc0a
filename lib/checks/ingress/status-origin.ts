import ipaddr from 'ipaddr.js'
import { clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey, findClaim } from '@/lib/ingress-path/claim'
import { fullName, refTo } from '@/lib/ingress-path/locations'
import { listStatusAddresses, publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { describeAnswers, nameOf } from './class-evidence'
import { joinNames, judgeControllers, requireClaim } from './controller-preconditions'

const common = { area: 'ingress', hop: 'load-balancer' } as const
const statusSource = 'ingress-nginx v1.15.1, internal/ingress/status/status.go'

/** RFC 1918, RFC 6598 (carrier-grade NAT), link-local, loopback, and the IPv6 unique local range. */
function isInternal(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  return ['private', 'carrierGradeNat', 'linkLocal', 'loopback', 'uniqueLocal'].includes(
    ipaddr.process(address).range(),
  )
}

export const statusInternalAddress = defineCheck<HostSubject>({
  ...common,
  id: 'status-internal-address',
  title: 'Status has addresses of nodes',
  severity: 'warning',
  level: 'proven',
  order: 47,
  who: 'platform',
  inputs: [...new Set([...claimInputs, ...publicationInputs])],
  page: {
    see: 'The status of the Ingress has internal addresses only, and its controller is told neither a Service (--publish-service) nor a fixed address, so that it writes those of its nodes.',
    why: 'external-dns publishes them, and clients outside the network cannot reach them.',
    fix: 'Set --publish-service to the Service of the controller.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    ignore: 'When the hosts are meant for the inside only.',
    source: `${statusSource} (runningAddresses)`,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      const status = listStatusAddresses(ingress)
      if (status.length === 0 || !status.every(isInternal)) return clear
      const byNode = controllers.filter((controller) => readPublication(view, controller).from === 'node-addresses')
      const [first] = byNode
      if (first === undefined || byNode.length < controllers.length) return clear
      const names = joinNames(byNode.map(controllerKey))
      return found({
        summary: `Ingress ${nameOf(ingress)} has the internal address ${status.join(', ')}, because controller ${names} has no --publish-service and writes addresses of its nodes.`,
        object: refTo('Ingress', ingress),
        evidence: [
          { object: refTo('Ingress', ingress), field: 'status.loadBalancer.ingress', observed: status.join(', ') },
          ...byNode.map(({ workload }) => ({
            object: workload,
            field: 'spec.containers[].args',
            observed: 'neither --publish-service nor --publish-status-address',
            expected: '--publish-service',
          })),
        ],
        fix: {
          text: 'Set --publish-service to the Service of the controller.',
          commands: [
            formatCommand(
              'kubectl',
              'edit',
              first.workload.kind.toLowerCase(),
              first.workload.name,
              '-n',
              first.namespace,
            ),
          ],
        },
      })
    }),
})

export const statusForeignWriter = defineCheck<HostSubject>({
  ...common,
  id: 'status-foreign-writer',
  title: 'Status was written by a controller that no longer serves it',
  severity: 'warning',
  level: 'inferred',
  order: 48,
  who: 'platform',
  inputs: claimInputs,
  page: {
    see: 'The status of the Ingress has an address, and no ingress-nginx claims the Ingress now.',
    why: 'A controller that loses an Ingress does not clear its status, so external-dns goes on publishing an address where nothing answers for the hosts.',
    fix: 'Set the class of a controller that is there, or remove the Ingress. Clearing the status by hand takes the DNS record away.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    ignore: 'When something other than ingress-nginx serves the Ingress.',
    source: statusSource,
  },
  evaluate({ ingress }, view) {
    const status = listStatusAddresses(ingress)
    if (status.length === 0) return notApplicable('the status has no address')
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'claimed') return clear
    return found({
      summary: `Ingress ${fullName(ingress)} has the address ${status.join(', ')} in its status, but no controller claims it now: the address was left behind.`,
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'status.loadBalancer.ingress',
          observed: status.join(', '),
          expected: 'empty',
        },
        ...describeAnswers(claim),
      ],
      fix: {
        text: 'Give the Ingress a class that is served.',
        commands: [
          formatCommand(
            'kubectl',
            'get',
            'ingress',
            ingress.metadata.name,
            '-n',
            ingress.metadata.namespace ?? '',
            '-o',
            'yaml',
          ),
        ],
      },
    })
  },
})
