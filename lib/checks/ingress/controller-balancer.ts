import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { KindMap } from '@/lib/model/kubernetes'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeControllers } from './controller-preconditions'

const common = { area: 'ingress', hop: 'load-balancer', level: 'inferred', who: 'platform', isShared: true } as const
const inputs = [...new Set([...claimInputs, ...publicationInputs])]
const probePath = 'service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path'

interface Balancer {
  ref: ObjectRef
  service: KindMap['Service']
}

/** The Services of type LoadBalancer that the controllers publish. */
function listBalancers(view: ClusterView, controllers: readonly ControllerInstance[]): Balancer[] {
  return controllers.flatMap((controller) => {
    const ref = readPublication(view, controller).service?.ref
    const service = ref === undefined ? undefined : view.find('Service', ref.namespace, ref.name)
    return ref !== undefined && service?.spec?.type === 'LoadBalancer' ? [{ ref, service }] : []
  })
}

/** Whether the nodes are Azure's, by their provider id. One fact for all Ingresses. */
function isOnAzure(view: ClusterView): boolean {
  return view.fact('nodes-on-azure', (inner) =>
    inner.list('Node').some(({ spec }) => spec?.providerID?.startsWith('azure:') === true),
  )
}

const controllerLbProbePath = defineCheck<HostSubject>({
  ...common,
  id: 'controller-lb-probe-path',
  title: 'Health probe of the load balancer asks for a path that answers 404',
  severity: 'warning',
  order: 11,
  inputs,
  page: {
    see: 'On Azure, the Service of the controller has externalTrafficPolicy Cluster and ports with appProtocol http or https, and no annotation sets the path of the health probe.',
    why: 'Azure then probes the path / over HTTP. NGINX answers 404 for a request without a known host, so the probe fails on every node and connections time out.',
    fix: `Set the annotation ${probePath}: /healthz, or externalTrafficPolicy Local.`,
    confirm: 'kubectl get service NAME -n NAMESPACE -o yaml',
    ignore: 'When connections arrive: something else then answers the probe.',
    source: 'AKS documentation and issues Azure/AKS #2903, #3210, #3503 (AKS 1.24 and later)',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const balancers = listBalancers(view, controllers)
      if (balancers.length === 0) return notApplicable('the controller publishes no Service of type LoadBalancer')
      const probed = balancers.filter(({ service }) => isProbedOverHttp(service))
      const [first] = probed
      if (first === undefined) return clear
      if (!isOnAzure(view)) return notApplicable('the nodes are not on Azure')
      return found({
        summary: `${formatObjectRef(first.ref)} has ports with appProtocol and no path for the health probe, so Azure asks NGINX for / and may take its 404 for a failure.`,
        object: first.ref,
        evidence: [
          {
            object: first.ref,
            field: 'spec.externalTrafficPolicy',
            observed: first.service.spec?.externalTrafficPolicy ?? 'Cluster',
          },
          { object: first.ref, field: 'spec.ports[*].appProtocol', observed: listProtocols(first.service) },
          {
            object: first.ref,
            field: `metadata.annotations["${probePath}"]`,
            observed: 'not set',
            expected: '/healthz',
          },
        ],
        fix: {
          text: `Set the annotation ${probePath}: /healthz on the Service.`,
          commands: [
            formatCommand(
              'kubectl',
              'annotate',
              'service',
              first.ref.name,
              '-n',
              first.ref.namespace ?? '',
              `${probePath}=/healthz`,
            ),
          ],
        },
      })
    }),
})

const isProbedOverHttp = (service: KindMap['Service']) =>
  service.spec?.externalTrafficPolicy !== 'Local' &&
  (service.spec?.ports ?? []).some(({ appProtocol }) => /^https?$/i.test(appProtocol ?? '')) &&
  !Object.keys(service.metadata.annotations ?? {}).some((key) => /health-probe[-_](request-path|protocol)$/.test(key))

const listProtocols = ({ spec }: KindMap['Service']) =>
  (spec?.ports ?? []).map(({ port, appProtocol }) => `${port} ${appProtocol ?? 'none'}`).join(', ')

const controllerLbSourceRanges = defineCheck<HostSubject>({
  ...common,
  id: 'controller-lb-source-ranges',
  title: 'Load balancer admits some clients only',
  severity: 'info',
  order: 12,
  inputs,
  page: {
    see: 'The Service of the controller has loadBalancerSourceRanges.',
    why: 'The cloud drops connections from any other address: those clients see a timeout, and nothing in the cluster tells of it.',
    fix: 'Add the ranges of the clients that are meant to connect.',
    confirm: "kubectl get service NAME -n NAMESPACE -o jsonpath='{.spec.loadBalancerSourceRanges}'",
    ignore: 'When only these clients are meant to connect.',
    source: 'Kubernetes 1.31, Service spec.loadBalancerSourceRanges',
  },
  evaluate: (subject, view) =>
    judgeControllers(subject, view, (controllers) => {
      const balancers = listBalancers(view, controllers)
      if (balancers.length === 0) return notApplicable('the controller publishes no Service of type LoadBalancer')
      const limited = balancers.flatMap(({ ref, service }) => {
        const ranges = service.spec?.loadBalancerSourceRanges ?? []
        const isOpen = ranges.length === 0 || ranges.some((range) => range === '0.0.0.0/0' || range === '::/0')
        return isOpen ? [] : [{ ref, ranges }]
      })
      const [first] = limited
      if (first === undefined) return clear
      return found({
        summary: `${formatObjectRef(first.ref)} admits clients from ${first.ranges.join(', ')} only; all others time out.`,
        object: first.ref,
        evidence: [{ object: first.ref, field: 'spec.loadBalancerSourceRanges', observed: first.ranges.join(', ') }],
        fix: {
          text: 'Add the ranges of clients that are missing.',
          commands: [formatCommand('kubectl', 'edit', 'service', first.ref.name, '-n', first.ref.namespace ?? '')],
        },
      })
    }),
})

/** What stands between clients and the controller (rows 11 and 12 of the ingress catalogue). */
export const controllerBalancerChecks: Check<HostSubject>[] = [controllerLbProbePath, controllerLbSourceRanges]
