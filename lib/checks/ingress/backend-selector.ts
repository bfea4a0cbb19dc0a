import {
  type Check,
  type CheckOutcome,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { readBackendEndpoints } from '@/lib/ingress-path/backend-endpoints'
import { listNearMisses } from '@/lib/ingress-path/backend-near-misses'
import { listBackendPods } from '@/lib/ingress-path/backend-pods'
import {
  type BackendService,
  describeMissingEndpointAnswer,
  describeMissingEndpointEffect,
  formatLabels,
} from '@/lib/ingress-path/backend-service'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeService, refToService } from './backend-preconditions'

const serviceSelectorEmpty = defineCheck<PathSubject>({
  id: 'service-selector-empty',
  title: 'Service has no selector and no endpoints',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 128,
  who: 'tenant',
  inputs: ['Service', 'EndpointSlice'],
  page: {
    see: 'The Service has no selector, and no EndpointSlice carries its name with an endpoint in it.',
    why: 'Without a selector Kubernetes makes no EndpointSlices; nobody else has made any, so NGINX has no endpoint and answers 503.',
    fix: 'Give the Service a selector that matches the Pods, or write EndpointSlices labelled kubernetes.io/service-name.',
    confirm: 'kubectl get endpointslices -n NAMESPACE -l kubernetes.io/service-name=NAME',
    source:
      'Kubernetes 1.31, Services without selectors; ingress-nginx v1.15.1, internal/ingress/controller/endpointslices.go',
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service }) => {
      if (service.externalName !== null) return notApplicable('an ExternalName Service needs no selector')
      if (service.selector !== null) return clear
      const { total, slices } = readBackendEndpoints(view, service, null)
      if (total > 0) return clear
      const { namespace, name } = service
      const observed = slices.length === 0 ? 'no EndpointSlice' : `${slices.join(', ')} without an endpoint`
      const cause = `Service ${namespace}/${name} has no selector and nobody has given it endpoints (${observed})`
      return found({
        summary: `${cause}, so ${describeMissingEndpointAnswer(subject)}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: refToService(service),
        evidence: [
          { object: refToService(service), field: 'spec.selector', observed: 'empty', expected: 'labels of the Pods' },
          { observed: `${observed} with kubernetes.io/service-name=${name}` },
        ],
        fix: {
          text: `Set spec.selector of Service ${name} to labels that its Pods carry.`,
          commands: [
            formatCommand('kubectl', 'get', 'pods', '-n', namespace, '--show-labels'),
            formatCommand('kubectl', 'edit', 'service', name, '-n', namespace),
          ],
        },
      })
    }),
})

const serviceSelectorNoMatch = defineCheck<PathSubject>({
  id: 'service-selector-no-match',
  title: 'Service selector matches no Pod',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 129,
  who: 'tenant',
  inputs: ['Service', 'Pod', 'EndpointSlice'],
  causes: ['workload-scaled-zero'],
  page: {
    see: 'No Pod of the namespace carries all labels of the Service selector. Pods that have ended do not count.',
    why: 'A Service without Pods has no endpoints, so NGINX answers 503.',
    fix: 'Make selector and Pod labels equal, or start the workload whose Pods carry them.',
    confirm: 'kubectl get pods -n NAMESPACE --show-labels',
    ignore: 'When the workload is meant to be away, for instance outside working hours.',
    source: 'Kubernetes 1.31, pkg/controller/endpointslice; Service selectors match equal labels of one namespace',
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service }) => {
      const { selector } = service
      if (service.externalName !== null) return notApplicable('an ExternalName Service selects no Pods')
      if (selector === null) return notApplicable('the Service has no selector')
      const pods = listBackendPods(view, service)
      if (pods.some((pod) => pod.stage !== 'ended')) return clear
      const usable = countUsableEndpoints(view, service)
      if (usable !== null && usable > 0) return clear
      return judgeUnmatchedSelector(subject, view, { ...service, selector }, pods.length, usable !== null)
    }),
})

/** Endpoints that are there although no Pod matches: hand-made slices, or ones about to go. Null when not known. */
function countUsableEndpoints(view: ClusterView, service: BackendService): number | null {
  try {
    return readBackendEndpoints(view, service, null).usable
  } catch (error) {
    if (error instanceof NotObservedError) return null
    throw error
  }
}

function judgeUnmatchedSelector(
  subject: PathSubject,
  view: ClusterView,
  service: BackendService & { selector: Record<string, string> },
  endedCount: number,
  areSlicesKnown: boolean,
): CheckOutcome {
  const { namespace, name, selector } = service
  const labels = formatLabels(selector)
  const nearMisses = listNearMisses(view, namespace, selector)
  const [nearest] = nearMisses
  const commands = [
    formatCommand('kubectl', 'get', 'pods', '-n', namespace, '-l', labels.replaceAll(', ', ',')),
    formatCommand('kubectl', 'get', 'pods', '-n', namespace, '--show-labels'),
  ]
  if (nearest?.wanted !== undefined) {
    const patch = JSON.stringify({ spec: { selector: { [nearest.wanted]: nearest.observed } } })
    commands.push(formatCommand('kubectl', 'patch', 'service', name, '-n', namespace, '--type=merge', '-p', patch))
  }
  const ended = endedCount === 0 ? '' : ` The ${endedCount} that match have ended.`
  const evidence: EvidenceDraft[] = [
    { object: refToService(service), field: 'spec.selector', observed: labels, expected: 'labels of at least one Pod' },
    { observed: `0 running Pods in namespace ${namespace} match${endedCount === 0 ? '' : `, ${endedCount} ended`}` },
    ...nearMisses.map(({ pod, text }) => ({ object: pod, field: 'metadata.labels', observed: text })),
  ]
  return found({
    summary: `The selector of Service ${namespace}/${name} (${labels}) matches no Pod, so ${describeMissingEndpointAnswer(subject)}.${ended}${nearest === undefined ? '' : ` Nearest: ${nearest.text}.`}`,
    inShort: {
      effect: describeMissingEndpointEffect(subject),
      cause: `the selector of Service ${namespace}/${name} (${labels}) matches no Pod${nearest === undefined ? '' : `; ${nearest.text.replace(/, the selector wants.*$/, '')}`}`,
    },
    object: refToService(service),
    // Hand-made EndpointSlices could still carry traffic; without seeing them that is an assumption.
    level: areSlicesKnown ? 'proven' : 'inferred',
    evidence: areSlicesKnown
      ? evidence
      : [...evidence, { observed: 'EndpointSlices could not be read; taken to be empty' }],
    fix: {
      text:
        nearest === undefined
          ? `Start a workload whose Pods carry ${labels}, or change the selector.`
          : `Make the selector of Service ${name} and the labels of its Pods equal.`,
      commands,
    },
  })
}

/** Checks of the selector of a Service, in causal order. */
export const backendSelectorChecks: Check<PathSubject>[] = [serviceSelectorEmpty, serviceSelectorNoMatch]
