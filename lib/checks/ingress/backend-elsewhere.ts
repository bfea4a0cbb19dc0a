import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { startSentence } from '@/lib/format/sentence'
import { readBackendEndpoints } from '@/lib/ingress-path/backend-endpoints'
import {
  describeMissingEndpointAnswer,
  describeMissingEndpointEffect,
  findBackendService,
  findServicePort,
  readBackendTarget,
} from '@/lib/ingress-path/backend-service'
import { claimInputs, controllerKey, findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import { readOwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeService } from './backend-preconditions'
import { joinNames, requireClaim } from './controller-preconditions'

const nginxSource = 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (serviceEndpoints)'

const loopbackName = /^(localhost\.?|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)$/i

const externalnameRefused = defineCheck<PathSubject>({
  id: 'externalname-refused',
  title: 'Controller refuses the external name',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 137,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...settingsInputs, 'Service'] as const)],
  page: {
    see: 'The Service of the path is of type ExternalName, and its name is empty or the controller itself (localhost), or the controller runs with --disable-svc-external-name.',
    why: 'NGINX has no endpoint for the path and answers 503.',
    fix: 'Use a name that the controller may resolve, or a Service with endpoints.',
    confirm: "kubectl get service NAME -n NAMESPACE -o jsonpath='{.spec.externalName}'",
    source: `${nginxSource}, pkg/flags/flags.go (disable-svc-external-name)`,
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service }) => {
      const { externalName } = service
      if (externalName === null) return notApplicable('the Service is no ExternalName')
      const observed = externalName === '' ? 'empty' : externalName
      if (externalName === '' || loopbackName.test(externalName))
        return found(describeRefused(subject, service, observed, null))
      const claim = requireClaim(findClaim(view, subject.ingress))
      if (claim.state === 'unclaimed') return notApplicable('no controller claims this Ingress')
      const controllers = listClaimingControllers(view, claim)
      const isRefused = controllers.every((controller) => requireSwitch(view, controller, 'disable-svc-external-name'))
      return isRefused
        ? found(describeRefused(subject, service, observed, joinNames(controllers.map(controllerKey))))
        : clear
    }),
})

function describeRefused(
  subject: PathSubject,
  service: { namespace: string; name: string },
  observed: string,
  controllers: string | null,
) {
  const name = `${service.namespace}/${service.name}`
  const cause =
    controllers === null
      ? `Service ${name} has the external name ${observed}, which NGINX refuses`
      : `controller ${controllers} runs with --disable-svc-external-name, and Service ${name} is an external name`
  const object = { kind: 'Service', ...service }
  return {
    summary: `${startSentence(cause)}, so ${describeMissingEndpointAnswer(subject)}.`,
    inShort: { effect: describeMissingEndpointEffect(subject), cause },
    object,
    evidence: [
      {
        object,
        field: 'spec.externalName',
        observed,
        expected: controllers === null ? 'a name outside the controller' : 'a Service with endpoints',
      },
    ],
    fix: {
      text: 'Use a Service with endpoints, or another external name.',
      commands: [formatCommand('kubectl', 'get', 'service', service.name, '-n', service.namespace, '-o', 'yaml')],
    },
  }
}

const defaultBackendBroken = defineCheck<PathSubject>({
  id: 'default-backend-broken',
  title: 'Default backend of the annotation has no endpoint',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'endpoints',
  order: 140,
  who: 'tenant',
  inputs: ['Service', 'EndpointSlice'],
  page: {
    see: 'The Service of the default-backend annotation does not exist or has no usable endpoint. While the backend of the path itself works and no custom-http-errors are set, it is a warning: nobody is sent there.',
    why: 'That Service answers while the path has no endpoint, and for the codes of custom-http-errors. Without an endpoint the default backend of the controller answers instead: 404 or 503.',
    fix: 'Mend the Service, or remove the annotation. It is looked up in the namespace of the Ingress.',
    confirm: 'kubectl get endpointslices -n NAMESPACE -l kubernetes.io/service-name=NAME',
    source:
      'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createUpstreams), annotations/defaultbackend/main.go',
  },
  evaluate(subject, view) {
    const { ingress } = subject
    const name = readOwnAnnotation(ingress, 'default-backend')
    if (name === null) return notApplicable('the Ingress has no default-backend annotation')
    const namespace = ingress.metadata.namespace ?? ''
    const service = findBackendService(view, namespace, name)
    const usable = service === null ? 0 : readBackendEndpoints(view, service, service.ports[0] ?? null).usable
    if (usable > 0) return clear
    const isNeeded = readOwnAnnotation(ingress, 'custom-http-errors') !== null || !hasOwnEndpoint(subject, view)
    const what = service === null ? 'does not exist' : 'has no usable endpoint'
    const cause = `Service ${namespace}/${name} of the default-backend annotation ${what}`
    return found({
      severity: isNeeded ? 'error' : 'warning',
      summary: `${cause}, so ${isNeeded ? 'the default backend of the controller answers in its place' : 'nobody will answer for the path once its own backend is gone'}.`,
      inShort: { effect: 'answers 404 or 503', cause },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'metadata.annotations["nginx.ingress.kubernetes.io/default-backend"]',
          observed: name,
          expected: 'a Service with a ready endpoint',
        },
        { object: { kind: 'Service', namespace, name }, observed: what },
      ],
      fix: {
        text: `Mend Service ${name}, or remove the annotation.`,
        commands: [
          formatCommand(
            'kubectl',
            'get',
            'service,endpointslices',
            '-n',
            namespace,
            '-l',
            `kubernetes.io/service-name=${name}`,
          ),
        ],
      },
    })
  },
})

function hasOwnEndpoint(subject: PathSubject, view: ClusterView): boolean {
  const target = readBackendTarget(subject)
  if (target.kind !== 'service') return true
  const service = findBackendService(view, target.namespace, target.name)
  const port = service === null ? null : findServicePort(service, target.port)
  if (service === null || port === null) return false
  return service.externalName !== null || readBackendEndpoints(view, service, port).usable > 0
}

/** Backends that are answered elsewhere: external names, and the Service that stands in (rows 137 and 140). */
export const backendElsewhereChecks: Check<PathSubject>[] = [externalnameRefused, defaultBackendBroken]
