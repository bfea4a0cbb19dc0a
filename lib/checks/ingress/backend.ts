import {
  type Check,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import {
  describeMissingEndpointAnswer,
  describeMissingEndpointEffect,
  findBackendService,
  findServicePort,
  formatServicePort,
  listSimilarNames,
  readBackendTarget,
} from '@/lib/ingress-path/backend-service'
import { locateBackend, refTo } from '@/lib/ingress-path/locations'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { backendEndpointChecks } from './backend-endpoints'
import { backendPodChecks } from './backend-pods'
import { judgeService, refToService } from './backend-preconditions'
import { backendSelectorChecks } from './backend-selector'

const nginxSource = 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (serviceEndpoints)'

const serviceMissing = defineCheck<PathSubject>({
  id: 'service-missing',
  title: 'Service does not exist',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 125,
  who: 'tenant',
  inputs: ['Service'],
  page: {
    see: 'A path of the Ingress names a Service that does not exist in the namespace of the Ingress.',
    why: 'NGINX has no endpoint for the path and answers 503. The Ingress itself is accepted and shows no error.',
    fix: 'Correct the name in the Ingress, or create the Service. A backend is always looked up in the namespace of the Ingress.',
    confirm: 'kubectl get service NAME -n NAMESPACE',
    source: nginxSource,
  },
  evaluate(subject, view) {
    const target = readBackendTarget(subject)
    if (target.kind === 'none') return notApplicable('the path names no Service')
    if (target.kind === 'resource') {
      const detail = 'resource backends are not followed'
      return notRun({ what: `Backend ${target.resource}`, reason: 'not-built', detail, need: null })
    }
    const { namespace, name } = target
    if (findBackendService(view, namespace, name) !== null) return clear
    const listing = view.listing('Service', namespace)
    const names = listing.state === 'observed' ? listing.objects.map((service) => service.metadata.name) : []
    const similar = listSimilarNames(name, names)
    const { field, pointer } = locateBackend(subject)
    const ingress = refTo('Ingress', subject.ingress)
    const [nearest] = similar
    const commands = [formatCommand('kubectl', 'get', 'services', '-n', namespace)]
    if (nearest !== undefined) {
      const patch = [{ op: 'replace', path: `${pointer}/service/name`, value: nearest }]
      commands.push(
        formatCommand(
          'kubectl',
          'patch',
          'ingress',
          ingress.name,
          '-n',
          namespace,
          '--type=json',
          '-p',
          JSON.stringify(patch),
        ),
      )
    }
    const evidence: EvidenceDraft[] = [
      { object: ingress, field: `${field}.service.name`, observed: name, expected: 'a Service of this namespace' },
      { object: { kind: 'Service', namespace, name }, observed: 'does not exist' },
    ]
    if (similar.length > 0) evidence.push({ observed: `similar Services: ${similar.join(', ')}` })
    return found({
      summary: `Service ${namespace}/${name} does not exist, so ${describeMissingEndpointAnswer(subject)}.${
        nearest === undefined ? '' : ` A Service named ${nearest} does.`
      }`,
      inShort: {
        effect: describeMissingEndpointEffect(subject),
        cause: `Service ${namespace}/${name} does not exist${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      },
      object: ingress,
      evidence,
      fix: {
        text:
          nearest === undefined
            ? `Create the Service ${name} in ${namespace}, or name an existing one in the Ingress.`
            : `If ${nearest} is meant, correct the name in the Ingress; otherwise create the Service ${name}.`,
        commands,
      },
    })
  },
})

const servicePortMismatch = defineCheck<PathSubject>({
  id: 'service-port-mismatch',
  title: 'Service has no such port',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 126,
  who: 'tenant',
  inputs: ['Service'],
  page: {
    see: 'The backend port of the path equals no port number, no targetPort and no port name of the Service.',
    why: 'NGINX compares the port with all three; when none is equal it has no endpoint, logs nothing and answers 503.',
    fix: 'Use a port number or name of the Service in the Ingress, or add the port to the Service.',
    confirm: "kubectl get service NAME -n NAMESPACE -o jsonpath='{.spec.ports}'",
    source: nginxSource,
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service, target }) => {
      if (service.externalName !== null) return notApplicable('an ExternalName Service uses the port as written')
      if (findServicePort(service, target.port) !== null) return clear
      const ports = service.ports.map(formatServicePort).join('; ') || 'none'
      const { field, pointer } = locateBackend(subject)
      const ingress = refTo('Ingress', subject.ingress)
      const { namespace, name } = service
      const [only, ...others] = service.ports
      const commands = [
        formatCommand('kubectl', 'get', 'service', name, '-n', namespace, '-o', 'jsonpath={.spec.ports}'),
      ]
      if (only !== undefined && others.length === 0) {
        const patch = [{ op: 'replace', path: `${pointer}/service/port`, value: { number: only.port } }]
        commands.push(
          formatCommand(
            'kubectl',
            'patch',
            'ingress',
            ingress.name,
            '-n',
            namespace,
            '--type=json',
            '-p',
            JSON.stringify(patch),
          ),
        )
      }
      const asked = `asks for port ${target.port ?? '(none)'} of Service ${namespace}/${name}, which has ${ports}`
      return found({
        summary: `The Ingress ${asked}. No number, target or name is equal, so ${describeMissingEndpointAnswer(subject)}.`,
        inShort: {
          effect: describeMissingEndpointEffect(subject),
          cause: `the Ingress asks for port ${target.port ?? '(none)'}, and Service ${namespace}/${name} has only ${ports}`,
        },
        object: ingress,
        evidence: [
          { object: ingress, field: `${field}.service.port`, observed: target.port ?? 'not set', expected: ports },
          { object: refToService(service), field: 'spec.ports', observed: ports },
        ],
        fix: { text: `Name one of the ports that Service ${name} has, or add the missing one to it.`, commands },
      })
    }),
})

/** Checks of a path's backend in causal order: the Service, then what stands behind it. */
export const backendChecks: Check<PathSubject>[] = [
  serviceMissing,
  servicePortMismatch,
  ...backendSelectorChecks,
  ...backendPodChecks,
  ...backendEndpointChecks,
]
