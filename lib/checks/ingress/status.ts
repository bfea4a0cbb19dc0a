import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { startSentence } from '@/lib/format/sentence'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import { isUpdatingStatus, listStatusAddresses, publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import { formatObjectRef } from '@/lib/model/object-ref'
import { joinNames, judgeControllers } from './controller-preconditions'
import { statusGraceMs } from './status-grace'
import { statusWriterChecks } from './status-writer'

const statusSource = 'ingress-nginx v1.15.1, internal/ingress/status/status.go'

const common = { area: 'ingress', hop: 'load-balancer', level: 'proven', severity: 'error' } as const
const inputs = [...new Set([...claimInputs, ...publicationInputs])]

const statusTooNew = defineCheck<HostSubject>({
  ...common,
  id: 'status-too-new',
  title: 'Ingress is too new to have an address',
  order: 41,
  who: 'either',
  inputs: claimInputs,
  page: {
    see: 'The Ingress has no address in its status and is less than 90 seconds old.',
    why: 'ingress-nginx writes addresses once a minute, so a new Ingress has none at first, and external-dns waits for it.',
    fix: 'Wait. If there is still no address after 90 seconds, another check says why.',
    confirm: 'kubectl get ingress NAME -n NAMESPACE -w',
    source: statusSource,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, () => {
      const { ingress } = subject
      if (listStatusAddresses(ingress).length > 0) return clear
      const createdAtMs = Date.parse(ingress.metadata.creationTimestamp ?? '')
      if (Number.isNaN(createdAtMs)) return clear
      const dueMs = createdAtMs + statusGraceMs
      if (view.hasPassed(dueMs)) return clear
      const due = new Date(dueMs).toISOString()
      return found({
        summary: `Ingress ${nameOf(ingress)} was created at ${formatSentenceTime(ingress.metadata.creationTimestamp ?? '', view)}; ingress-nginx writes its address within 90 seconds.`,
        object: refTo('Ingress', ingress),
        waitingUntil: due,
        evidence: [
          {
            object: refTo('Ingress', ingress),
            field: 'status.loadBalancer.ingress',
            observed: 'empty',
            expected: `an address by ${due}`,
          },
        ],
        fix: { text: 'Wait for the next round of status updates.', commands: [watchCommand(ingress)] },
      })
    }),
})

const statusLbPending = defineCheck<HostSubject>({
  ...common,
  id: 'status-lb-pending',
  title: 'No address, because the load balancer has none',
  order: 42,
  who: 'platform',
  inputs,
  causes: ['controller-lb-pending'],
  page: {
    see: 'The Ingress has no address in its status, and the Service that the controller publishes has none either.',
    why: 'The controller copies the address of its Service. While the cloud gives none, no Ingress of the class gets an address or a DNS record.',
    fix: 'Mend the load balancer of the Service: see controller-lb-pending.',
    confirm: 'kubectl describe service NAME -n NAMESPACE',
    source: statusSource,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      if (listStatusAddresses(ingress).length > 0) return clear
      const pending = controllers
        .map((controller) => readPublication(view, controller))
        .filter(({ service, addresses }) => service?.type === 'LoadBalancer' && addresses.length === 0)
      const [first] = pending
      if (first?.service === undefined || first.service === null || pending.length < controllers.length) return clear
      const { ref } = first.service
      return found({
        summary: `Ingress ${nameOf(ingress)} has no address, because ${formatObjectRef(ref)} has no load balancer address that ingress-nginx could publish.`,
        object: refTo('Ingress', ingress),
        evidence: [
          { object: refTo('Ingress', ingress), field: 'status.loadBalancer.ingress', observed: 'empty' },
          {
            object: ref,
            field: 'status.loadBalancer.ingress',
            observed: 'empty',
            expected: 'an IP address or hostname',
          },
        ],
        fix: {
          text: `Mend the load balancer of ${formatObjectRef(ref)}; the Ingress follows within a minute.`,
          commands: [formatCommand('kubectl', 'describe', 'service', ref.name, '-n', ref.namespace ?? '')],
        },
      })
    }),
})

const statusUpdatesDisabled = defineCheck<HostSubject>({
  ...common,
  id: 'status-updates-disabled',
  title: 'Controller writes no addresses',
  order: 43,
  who: 'platform',
  inputs: claimInputs,
  page: {
    see: 'Every controller that claims the Ingress runs with --update-status=false, and the Ingress has no address.',
    why: 'The Ingress is served, but its status stays empty, and external-dns makes no record without an address.',
    fix: 'Remove --update-status=false, or give the address with the target annotation of external-dns.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    ignore: 'When something else writes the addresses or the DNS records.',
    source: 'ingress-nginx v1.15.1, pkg/flags/flags.go (update-status)',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      if (listStatusAddresses(ingress).length > 0) return clear
      if (controllers.some(isUpdatingStatus)) return clear
      const names = joinNames(controllers.map(controllerKey))
      const [controller] = controllers
      return found({
        inShort: {
          effect: 'gets no address',
          cause: `its controller ${names} runs with --update-status=false, so external-dns has nothing to publish`,
        },
        summary: `${names} runs with --update-status=false, so Ingress ${nameOf(ingress)} gets no address and external-dns nothing to publish.`,
        object: controller?.workload ?? refTo('Ingress', ingress),
        evidence: [
          ...controllers.map(({ workload }) => ({
            object: workload,
            field: 'spec.containers[].args',
            observed: '--update-status=false',
            expected: '--update-status=true, the default',
          })),
          { object: refTo('Ingress', ingress), field: 'status.loadBalancer.ingress', observed: 'empty' },
        ],
        fix: {
          text: 'Remove --update-status=false from the arguments of the controller.',
          commands: controllers.map(({ workload }) =>
            formatCommand(
              'kubectl',
              'edit',
              workload.kind.toLowerCase(),
              workload.name,
              '-n',
              workload.namespace ?? '',
            ),
          ),
        },
      })
    }),
})

const statusAddressStale = defineCheck<HostSubject>({
  ...common,
  id: 'status-address-stale',
  title: 'Address of the Ingress is out of date',
  order: 46,
  who: 'platform',
  inputs,
  causes: ['status-no-leader'],
  page: {
    see: 'The addresses in the status of the Ingress are not those that its controller publishes now.',
    why: 'external-dns publishes what the status says, so clients are sent to an address that no longer leads to this controller.',
    fix: 'Wait a minute for the next status update. If it stays, the leader is stuck or another controller wrote the status: restart the controller.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    source: statusSource,
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const { ingress } = subject
      const status = listStatusAddresses(ingress)
      if (status.length === 0) return notApplicable('the status has no address')
      const publications = controllers.map((controller) => ({ controller, ...readPublication(view, controller) }))
      const useful = publications.filter(
        (publication) => publication.addresses.length > 0 && publication.isUpdatingStatus,
      )
      if (useful.length === 0) return notApplicable('the controller publishes no address to compare with')
      if (useful.some(({ addresses }) => isSameList(addresses, status))) return clear
      const expected = useful.map(({ addresses }) => addresses.join(', ')).join(' or ')
      const [first] = useful
      const commands = [watchCommand(ingress)]
      if (first !== undefined && first.controller.workload.kind !== 'Pod') {
        const { workload } = first.controller
        commands.push(
          formatCommand(
            'kubectl',
            'rollout',
            'restart',
            `${workload.kind.toLowerCase()}/${workload.name}`,
            '-n',
            workload.namespace ?? '',
          ),
        )
      }
      const publishers = joinNames(useful.map(({ controller }) => controllerKey(controller)))
      const cause = `the status of Ingress ${nameOf(ingress)} says ${status.join(', ')}, but ${publishers} publishes ${expected}`
      return found({
        summary: `${startSentence(cause)}, so DNS may lead clients elsewhere.`,
        inShort: { effect: 'may lead to a wrong address', cause },
        object: refTo('Ingress', ingress),
        evidence: [
          {
            object: refTo('Ingress', ingress),
            field: 'status.loadBalancer.ingress',
            observed: status.join(', '),
            expected,
          },
          ...useful.flatMap(({ service }) =>
            service === null
              ? []
              : [
                  {
                    object: service.ref,
                    field: 'status.loadBalancer.ingress',
                    observed: service.loadBalancerAddresses.join(', ') || 'empty',
                  },
                ],
          ),
        ],
        fix: {
          text: 'Wait a minute for the next status update; if nothing changes, restart the controller so that a new leader writes.',
          commands,
        },
      })
    }),
})

/** Has the controller published an address (rows 41 to 48 of the ingress catalogue). */
export const statusChecks: Check<HostSubject>[] = [
  statusTooNew,
  statusLbPending,
  statusUpdatesDisabled,
  statusAddressStale,
  ...statusWriterChecks,
]

const nameOf = (ingress: Ingress) => `${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`
const watchCommand = (ingress: Ingress) =>
  formatCommand(
    'kubectl',
    'get',
    'ingress',
    ingress.metadata.name,
    '-n',
    ingress.metadata.namespace ?? '',
    '-o',
    'wide',
  )
const isSameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, position) => text === b[position])
