import { type Check, clear, defineCheck, found } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { refToSource, type ServiceHostSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import { forService } from './dns-subject'
import { defineFilterCheck } from './filter-check'

const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"

/** A cloud needs some minutes to make a load balancer; longer than this is a fault. */
const startMaxMs = 5 * 60_000

const serviceLbPending = defineCheck<ServiceHostSubject>({
  id: 'service-lb-pending',
  title: 'Load balancer of the Service has no address',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'load-balancer',
  order: 9.5,
  who: 'either',
  inputs: ['Service'],
  page: {
    see: 'A Service of type LoadBalancer with a host name has no address in its status.',
    why: 'The cloud has not made the load balancer, or refuses to: quota, subnet, permission. Nothing can connect, and external-dns has nothing to publish.',
    fix: 'Read the events of the Service: the cloud says there what it refuses.',
    confirm: 'kubectl describe service NAME -n NAMESPACE',
    source: 'Kubernetes 1.31, cloud-provider service controller (event SyncLoadBalancerFailed)',
  },
  evaluate: ({ service, host }, view) => {
    const { namespace = '', name } = service.metadata
    const current = view.find('Service', namespace, name) ?? service
    if (listStatusAddresses(current).length > 0 || (current.spec?.externalIPs ?? []).length > 0) return clear
    const createdAtMs = Date.parse(current.metadata.creationTimestamp ?? '')
    const dueMs = createdAtMs + startMaxMs
    const isWaiting = !Number.isNaN(createdAtMs) && !view.hasPassed(dueMs)
    const ref = refToSource({ kind: 'Service', object: current })
    return found({
      summary: `The load balancer of Service ${namespace}/${name} has no address, so nothing can connect to ${host}.`,
      inShort: {
        effect: 'cannot be reached',
        cause: `the load balancer of Service ${namespace}/${name} has no address`,
      },
      object: ref,
      waitingUntil: isWaiting ? new Date(dueMs).toISOString() : undefined,
      evidence: [
        { object: ref, field: 'status.loadBalancer.ingress', observed: 'empty', expected: 'an IP address or hostname' },
      ],
      fix: {
        text: 'Read the events of the Service; the cloud says there why it makes no load balancer.',
        commands: [formatCommand('kubectl', 'describe', 'service', name, '-n', namespace)],
      },
    })
  },
})

const ednsServiceTypeFilter = defineFilterCheck({
  id: 'edns-service-type-filter',
  title: 'Type filter of external-dns excludes the Service',
  order: 53.5,
  who: 'platform',
  step: 'service-type',
  page: {
    see: 'external-dns reads Services of certain types only (--service-type-filter), and LoadBalancer is not among them.',
    why: 'external-dns skips the Service without a word.',
    fix: 'Add --service-type-filter=LoadBalancer, or remove the flag.',
    confirm: argsCommand,
    ignore: 'When load balancers are kept out of DNS on purpose.',
    source: 'external-dns v0.22.0, source/service.go (filterByServiceType)',
  },
  explain: ({ written, observed }) => `it reads only ${written}, and the Service is of type ${observed}`,
  field: () => 'spec.type',
  fix: () => ({
    text: 'Add --service-type-filter=LoadBalancer to external-dns, or remove the flag.',
    commands: [argsCommand],
  }),
})

/** What can keep connections or a record from a Service of type LoadBalancer, beside what it shares with an Ingress. */
export const serviceEntryChecks: Check<ServiceHostSubject>[] = [serviceLbPending, forService(ednsServiceTypeFilter)]
