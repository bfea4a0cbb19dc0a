import { type Check, clear, defineCheck, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { readBackendEndpoints } from '@/lib/ingress-path/backend-endpoints'
import { refToPod } from '@/lib/ingress-path/backend-pods'
import {
  describeMissingEndpointAnswer,
  describeMissingEndpointEffect,
  findServicePort,
} from '@/lib/ingress-path/backend-service'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { judgePods, judgeService, refToService } from './backend-preconditions'
import { countPods } from './pod-evidence'

const evidenceMax = 5

const targetPortNameMissing = defineCheck<PathSubject>({
  id: 'target-port-name-missing',
  title: 'No container has the named target port',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'endpoints',
  order: 134,
  who: 'tenant',
  inputs: ['Service', 'Pod'],
  page: {
    see: 'The targetPort of the Service is a name, and no container of its Pods declares a port with that name and protocol. When only some ready Pods lack it, it is a warning.',
    why: 'Kubernetes cannot tell the port number, so the endpoint has no port; NGINX does not use it and answers 503.',
    fix: 'Give the container port that name, or use the number as targetPort.',
    confirm: "kubectl get pods -n NAMESPACE -o jsonpath='{.items[*].spec.containers[*].ports}'",
    source: 'Kubernetes 1.31, pkg/api/v1/pod (FindPort) as used by the EndpointSlice controller',
  },
  evaluate(subject, view) {
    // A numeric target port needs no Pod to be judged.
    const early = judgeService(subject, view, ({ service, target }) => {
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      return typeof port.targetPort === 'number' ? notApplicable('the target port is a number') : clear
    })
    if (early.outcome !== 'clear') return early
    return judgePods(subject, view, ({ service, target, live }) => {
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      if (live.length === 0) return notApplicable('every Pod is terminating')
      const ready = live.filter((pod) => pod.stage === 'ready')
      const judged = ready.length > 0 ? ready : live
      const wanted = `${port.targetPort}/${port.protocol}`
      const lacking = judged.filter((pod) => !pod.namedPorts.includes(wanted))
      if (lacking.length === 0) return clear
      const areAll = lacking.length === judged.length
      if (!areAll && ready.length === 0) return clear
      const consequence = areAll ? describeMissingEndpointAnswer(subject) : 'they get no traffic'
      const portIndex = service.ports.indexOf(port)
      const who = areAll ? 'no Pod has' : `${lacking.length} of ${countPods(judged.length)} do not have`
      const cause = `Service ${service.namespace}/${service.name} sends port ${port.port} to the container port named ${port.targetPort}, which ${who}`
      return found({
        summary: `${cause}, so ${consequence}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: refToService(service),
        severity: areAll ? 'error' : 'warning',
        evidence: [
          {
            object: refToService(service),
            field: `spec.ports[${portIndex}].targetPort`,
            observed: String(port.targetPort),
          },
          ...lacking.slice(0, evidenceMax).map((pod) => ({
            object: refToPod(pod),
            field: 'spec.containers[*].ports[*].name',
            observed: pod.namedPorts.join(', ') || 'no named ports',
            expected: wanted,
          })),
        ],
        fix: {
          text: `Name a container port ${port.targetPort} in the Pods, or set targetPort of Service ${service.name} to its number.`,
          commands: [
            formatCommand(
              'kubectl',
              'get',
              'service',
              service.name,
              '-n',
              service.namespace,
              '-o',
              'jsonpath={.spec.ports}',
            ),
            formatCommand(
              'kubectl',
              'get',
              'pod',
              lacking[0]?.name ?? '',
              '-n',
              service.namespace,
              '-o',
              'jsonpath={.spec.containers[*].ports}',
            ),
          ],
        },
      })
    })
  },
})

const allEndpointsTerminating = defineCheck<PathSubject>({
  id: 'all-endpoints-terminating',
  title: 'Every endpoint is terminating',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'endpoints',
  order: 139,
  who: 'tenant',
  inputs: ['Service', 'EndpointSlice'],
  page: {
    see: 'The EndpointSlices of the Service hold endpoints, and all of them are terminating.',
    why: 'A terminating endpoint is not ready, so NGINX uses none of them and answers 503 until new Pods are ready.',
    fix: 'Start new Pods before the old ones stop: a rolling update with maxUnavailable 0, more than one replica, a PodDisruptionBudget.',
    confirm: 'kubectl get endpointslices -n NAMESPACE -l kubernetes.io/service-name=NAME -o yaml',
    source: 'Kubernetes 1.31, discovery.k8s.io/v1 endpoint conditions; ingress-nginx v1.15.1, endpointslices.go',
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service }) => {
      // Traffic goes to whatever the name resolves to: a path that ends in an unknown may not pass.
      if (service.externalName !== null) {
        const detail = 'Fairlead does not resolve the external name of a Service yet'
        const what = `Endpoints behind ${service.externalName || 'the empty external name'}`
        return notRun({ what, reason: 'not-built', detail, need: null })
      }
      const { slices, total, terminating, usable } = readBackendEndpoints(view, service, null)
      if (total === 0 || terminating < total) return clear
      const { namespace, name } = service
      const consequence =
        usable > 0 ? `NGINX still uses ${usable} of them, until their Pods end` : describeMissingEndpointAnswer(subject)
      return found({
        inShort: {
          effect: describeMissingEndpointEffect(subject),
          cause: `all ${total} endpoints of Service ${namespace}/${name} are terminating and no new one has come`,
        },
        summary: `All ${total} endpoints of Service ${namespace}/${name} are terminating and no new one has come, so ${consequence}.`,
        object: refToService(service),
        severity: usable > 0 ? 'warning' : 'error',
        evidence: slices.slice(0, evidenceMax).map((slice) => ({
          object: { kind: 'EndpointSlice', namespace, name: slice },
          field: 'endpoints[*].conditions.terminating',
          observed: 'true for every endpoint',
          expected: 'false for at least one',
        })),
        fix: {
          text: 'See why no new Pods start. For later rollouts, keep old Pods until new ones are ready (maxUnavailable: 0).',
          commands: [
            formatCommand('kubectl', 'get', 'pods', '-n', namespace, '-o', 'wide'),
            formatCommand(
              'kubectl',
              'get',
              'endpointslices',
              '-n',
              namespace,
              '-l',
              `kubernetes.io/service-name=${name}`,
            ),
          ],
        },
      })
    }),
})

/** Checks of the endpoints of a Service, in causal order. */
export const backendEndpointChecks: Check<PathSubject>[] = [targetPortNameMissing, allEndpointsTerminating]
