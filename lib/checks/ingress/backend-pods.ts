import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { startSentence } from '@/lib/format/sentence'
import {
  findEndOfStart,
  findWorkload,
  listBackendPods,
  listLivePods,
  type PodState,
} from '@/lib/ingress-path/backend-pods'
import { describeMissingEndpointAnswer, describeMissingEndpointEffect } from '@/lib/ingress-path/backend-service'
import { listMatchingWorkloads } from '@/lib/ingress-path/backend-workloads'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { judgePods, judgeService } from './backend-preconditions'
import {
  chooseObject,
  countPods,
  describeMixture,
  listPodCommands,
  listPodEvidence,
  listWarnings,
} from './pod-evidence'

/** A Pod beside ready ones may wait this long for a place: an autoscaler adds a node within minutes. */
const placeGraceMs = 5 * 60_000

const workloadScaledZero = defineCheck<PathSubject>({
  id: 'workload-scaled-zero',
  title: 'Workload is scaled to zero',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'pods',
  order: 130,
  who: 'tenant',
  inputs: ['Service', 'Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  page: {
    see: 'No running Pod matches the Service, and every workload whose Pods would match asks for 0 replicas.',
    why: 'Without Pods the Service has no endpoints, so NGINX answers 503.',
    fix: 'Scale the workload up. If an autoscaler scaled it down, raise its minimum, or it will do so again.',
    confirm: 'kubectl get deployments,statefulsets -n NAMESPACE',
    ignore: 'When the workload is meant to be away, for instance outside working hours.',
    source: 'Kubernetes 1.31, apps/v1 spec.replicas',
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service }) => {
      if (service.externalName !== null) return notApplicable('an ExternalName Service selects no Pods')
      if (service.selector === null) return notApplicable('the Service has no selector')
      if (listLivePods(listBackendPods(view, service)).length > 0)
        return notApplicable('running Pods match the Service')
      const { workloads, missing } = listMatchingWorkloads(view, service)
      if (workloads.some((workload) => workload.replicas > 0)) return clear
      if (workloads.length === 0) return missing === null ? clear : { outcome: 'not-run', unavailable: missing }
      const [first] = workloads
      if (first === undefined) return clear
      const names = workloads.map(({ ref }) => `${ref.kind} ${ref.name}`).join(' and ')
      const { namespace } = service
      const cause = `${names} in ${namespace} ${workloads.length === 1 ? 'asks' : 'ask'} for 0 replicas`
      return found({
        summary: `${cause}, so Service ${service.name} has no Pods and ${describeMissingEndpointAnswer(subject)}.`,
        inShort: {
          effect: describeMissingEndpointEffect(subject),
          cause: `${cause}, so Service ${service.name} has no Pods`,
        },
        object: first.ref,
        evidence: workloads.map(({ ref }) => ({
          object: ref,
          field: 'spec.replicas',
          observed: '0',
          expected: '1 or more',
        })),
        fix: {
          text: `Scale ${names} up; look for an autoscaler that scaled it down.`,
          commands: [
            ...workloads.map(({ ref }) =>
              formatCommand(
                'kubectl',
                'scale',
                `${ref.kind.toLowerCase()}/${ref.name}`,
                '-n',
                namespace,
                '--replicas=1',
              ),
            ),
            formatCommand('kubectl', 'get', 'hpa', '-n', namespace),
          ],
        },
      })
    }),
})

const podsNotReady = defineCheck<PathSubject>({
  id: 'pods-not-ready',
  title: 'No Pod is ready',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'pods',
  order: 131,
  who: 'tenant',
  inputs: ['Service', 'Pod', 'ReplicaSet', 'Event'],
  causes: ['pods-not-scheduled', 'pods-crashing', 'all-endpoints-terminating'],
  page: {
    see: 'Pods match the Service, but none of them is ready.',
    why: 'A Pod that is not ready is no usable endpoint, so NGINX answers 503.',
    fix: 'Find out what the readiness probe or the waiting container reports, and mend the application or its probe.',
    confirm: 'kubectl get pods -n NAMESPACE -o wide',
    source: 'Kubernetes 1.31, Pod conditions; ingress-nginx v1.15.1, internal/ingress/controller/endpointslices.go',
  },
  evaluate: (subject, view) =>
    judgePods(subject, view, ({ service, live, pods }) => {
      if (service.doesPublishNotReady) return notApplicable('the Service publishes Pods that are not ready')
      if (live.some((pod) => pod.stage === 'ready')) return clear
      // The Pods that this check is about come first; the others have checks of their own.
      const isOwn = ({ stage }: PodState) => stage === 'not-ready'
      const judged =
        live.length > 0
          ? [...live.filter(isOwn), ...live.filter((pod) => !isOwn(pod))]
          : pods.filter((pod) => pod.stage === 'terminating')
      const workload = findWorkload(view, judged)
      const who = judged.length === 1 ? 'the only Pod' : `none of the ${judged.length} Pods`
      const cause = `${who} of Service ${service.namespace}/${service.name} is ${judged.length === 1 ? 'not ' : ''}ready (${describeMixture(judged)})`
      return found({
        summary: `${startSentence(cause)}, so ${describeMissingEndpointAnswer(subject)}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: chooseObject(workload, judged),
        evidence: [...listPodEvidence(judged, 'Ready'), ...listWarnings(view, judged)],
        waitingUntil: findEndOfStart(view, live),
        fix: {
          text: `See why ${judged[0]?.name ?? 'the Pod'} is not ready, then mend its readiness probe or the application.`,
          commands: listPodCommands(judged, 'logs'),
        },
      })
    }),
})

const podsNotScheduled = defineCheck<PathSubject>({
  id: 'pods-not-scheduled',
  title: 'Pods cannot be scheduled',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'pods',
  order: 132,
  who: 'either',
  inputs: ['Service', 'Pod', 'ReplicaSet', 'Event'],
  page: {
    see: 'Pods of the Service have no node: the scheduler finds none that fits. While other Pods are ready it is a warning, after five minutes.',
    why: 'A Pod without a node does not run. When no Pod runs, NGINX answers 503.',
    fix: 'Lower what the Pods request, correct their node selector, affinity or tolerations, or add nodes.',
    confirm: 'kubectl get events -n NAMESPACE --field-selector reason=FailedScheduling',
    source: 'Kubernetes 1.31, Pod condition PodScheduled',
  },
  evaluate: (subject, view) =>
    judgePods(subject, view, ({ service, live }) => {
      if (live.length === 0) return notApplicable('every Pod is terminating')
      const unscheduled = live.filter((pod) => pod.stage === 'unscheduled')
      const [first] = unscheduled
      if (first === undefined) return clear
      const readyCount = live.filter((pod) => pod.stage === 'ready').length
      const areAll = unscheduled.length === live.length
      // Between the two, other Pods run and fail for a reason of their own: theirs is the one to name.
      if (!areAll && readyCount === 0) return clear
      if (!areAll && !unscheduled.some((pod) => view.hasPassed((pod.createdAtMs ?? 0) + placeGraceMs))) return clear
      const consequence = areAll ? describeMissingEndpointAnswer(subject) : `${readyCount} ready ones carry the traffic`
      const cause = `the scheduler finds no node for ${unscheduled.length} of ${countPods(live.length)} of Service ${service.namespace}/${service.name} (${shortenSchedulerReason(first.reason)})`
      return found({
        summary: `${startSentence(cause)}, so ${consequence}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: chooseObject(findWorkload(view, unscheduled), unscheduled),
        severity: areAll ? 'error' : 'warning',
        evidence: [...listPodEvidence(unscheduled, 'a node'), ...listWarnings(view, unscheduled)],
        waitingUntil: findEndOfStart(view, live),
        fix: {
          text: 'Make the Pods fit a node: requests, quota, node selector, affinity and tolerations; or add nodes.',
          commands: listPodCommands(unscheduled, 'describe'),
        },
      })
    }),
})

const podsCrashing = defineCheck<PathSubject>({
  id: 'pods-crashing',
  title: 'Pods crash or cannot start',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'pods',
  order: 133,
  who: 'tenant',
  inputs: ['Service', 'Pod', 'ReplicaSet', 'Event'],
  page: {
    see: 'A container of the Pods keeps ending (CrashLoopBackOff, OOMKilled), or its image or configuration cannot be used. While other Pods are ready it is a warning.',
    why: 'Such a Pod is never ready. When no Pod is ready, NGINX answers 503; otherwise fewer Pods carry the traffic.',
    fix: 'Read the last log of the container, then mend the application, its memory limit, its image name or what it mounts.',
    confirm: 'kubectl logs -n NAMESPACE NAME --previous',
    source: 'Kubernetes 1.31, Pod status.containerStatuses; kubelet back-off of at most five minutes',
  },
  evaluate: (subject, view) =>
    judgePods(subject, view, ({ service, live }) => {
      if (live.length === 0) return notApplicable('every Pod is terminating')
      const crashing = live.filter((pod) => pod.stage === 'crashing')
      const [first] = crashing
      if (first === undefined) return clear
      const readyCount = live.filter((pod) => pod.stage === 'ready').length
      const consequence =
        readyCount > 0 ? `${readyCount} ready ones carry the traffic` : describeMissingEndpointAnswer(subject)
      const cause = `${crashing.length} of ${countPods(live.length)} of Service ${service.namespace}/${service.name} cannot run (${first.reason})`
      return found({
        summary: `${cause}, so ${consequence}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: chooseObject(findWorkload(view, crashing), crashing),
        severity: readyCount > 0 ? 'warning' : 'error',
        evidence: [...listPodEvidence(crashing, 'running'), ...listWarnings(view, crashing)],
        fix: {
          text: `See how ${first.name} ended, then mend the application, its limits, its image or its configuration.`,
          commands: listPodCommands(crashing, 'previous'),
        },
      })
    }),
})

/** Checks of the Pods behind a Service, in causal order. */
export const backendPodChecks: Check<PathSubject>[] = [workloadScaledZero, podsNotReady, podsNotScheduled, podsCrashing]

/** What the scheduler says, without the part about preemption, which repeats it. */
function shortenSchedulerReason(reason: string): string {
  return reason
    .replace(/^Unschedulable: /, '')
    .replace(/\.? preemption: .*$/s, '')
    .replace(/\.$/, '')
}
