import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import {
  describeMissingEndpointAnswer,
  describeMissingEndpointEffect,
  findServicePort,
  formatServicePort,
  type ServicePort,
} from '@/lib/ingress-path/backend-service'
import { refTo } from '@/lib/ingress-path/locations'
import { readOwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { judgePods, judgeService, refToService } from './backend-preconditions'
import { countPods } from './pod-evidence'

const nginxSource = 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (serviceEndpoints)'

const servicePortNotTcp = defineCheck<PathSubject>({
  id: 'service-port-not-tcp',
  title: 'Service port is not TCP',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'service',
  order: 127,
  who: 'tenant',
  inputs: ['Service'],
  page: {
    see: 'The Service port that the path leads to has protocol UDP or SCTP.',
    why: 'NGINX uses TCP endpoints only. It finds none for this port and answers 503.',
    fix: 'Let the path name a TCP port, or give the Service one.',
    confirm: "kubectl get service NAME -n NAMESPACE -o jsonpath='{.spec.ports}'",
    source: `${nginxSource}, internal/ingress/controller/endpointslices.go`,
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service, target }) => {
      if (service.externalName !== null) return notApplicable('an ExternalName Service has no endpoints')
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      if (port.protocol === 'TCP') return clear
      const cause = `port ${port.port} of Service ${service.namespace}/${service.name} is ${port.protocol}, and NGINX uses TCP only`
      return found({
        summary: `P${cause.slice(1)}, so ${describeMissingEndpointAnswer(subject)}.`,
        inShort: { effect: describeMissingEndpointEffect(subject), cause },
        object: refToService(service),
        evidence: [
          {
            object: refToService(service),
            field: `spec.ports[${service.ports.indexOf(port)}].protocol`,
            observed: port.protocol,
            expected: 'TCP',
          },
        ],
        fix: {
          text: `Let the path name a TCP port of Service ${service.name}.`,
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
          ],
        },
      })
    }),
})

const targetPortNotListening = defineCheck<PathSubject>({
  id: 'target-port-not-listening',
  title: 'No container declares the target port',
  severity: 'warning',
  level: 'inferred',
  area: 'ingress',
  hop: 'pods',
  order: 135,
  who: 'tenant',
  inputs: ['Service', 'Pod'],
  page: {
    see: 'The Service sends to a port number, its Pods are ready, and their containers declare ports, but none of them is this one.',
    why: 'Kubernetes does not check it: the endpoints look right, connections are refused, and NGINX answers 502. A container may listen on a port that it does not declare, so this is a suspicion.',
    fix: 'Set targetPort to the port that the container listens on, best by its name.',
    confirm: "kubectl get pods -n NAMESPACE -o jsonpath='{.items[*].spec.containers[*].ports}'",
    ignore: 'When the container listens on the port without declaring it.',
    source: 'Kubernetes 1.31, core/v1 ContainerPort ("primarily informational")',
  },
  evaluate: (subject, view) =>
    judgePods(subject, view, ({ service, target, live }) => {
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      const { targetPort } = port
      if (typeof targetPort !== 'number') return notApplicable('the target port is a name')
      const ready = live.filter(({ stage }) => stage === 'ready')
      if (ready.length === 0) return notApplicable('no Pod is ready')
      const other = ready.filter(({ tcpPorts }) => tcpPorts.length > 0 && !tcpPorts.includes(targetPort))
      const [first] = other
      if (first === undefined || other.length < ready.length) return clear
      return found({
        summary: `Service ${service.namespace}/${service.name} sends port ${port.port} to ${targetPort}, but the containers of its ${countPods(ready.length)} declare ${first.tcpPorts.join(', ')} only; if nothing listens there, NGINX answers 502.`,
        object: refToService(service),
        evidence: [
          { object: refToService(service), field: 'spec.ports', observed: formatServicePort(port) },
          {
            object: { kind: 'Pod', namespace: first.namespace, name: first.name },
            field: 'spec.containers[*].ports[*].containerPort',
            observed: first.tcpPorts.join(', '),
            expected: String(targetPort),
          },
        ],
        fix: {
          text: `Set targetPort of Service ${service.name} to ${first.tcpPorts.join(' or ')}, or declare ${targetPort} if the container listens there.`,
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
          ],
        },
      })
    }),
})

/** What a Service says about the protocol behind a port, and the values of `backend-protocol` that fit. */
const protocolSigns: readonly { sign: RegExp; speaks: string; fits: readonly string[] }[] = [
  { sign: /^(kubernetes\.io\/)?h2c$/, speaks: 'HTTP/2 without TLS', fits: ['GRPC'] },
  { sign: /^grpcs(-|$)/, speaks: 'gRPC over TLS', fits: ['GRPCS', 'HTTPS'] },
  { sign: /^grpc(-|$)/, speaks: 'gRPC', fits: ['GRPC', 'GRPCS'] },
  { sign: /^https(-|$)/, speaks: 'HTTPS', fits: ['HTTPS', 'GRPCS', 'AUTO_HTTP'] },
]

/** What a port suggests, by appProtocol before its name; null when nothing, or when its target is a plain HTTP port by name. */
function readSign({ appProtocol, name, targetPort }: ServicePort) {
  const written = appProtocol ?? name
  if (written === null || (appProtocol === null && /^http(-|$)/.test(String(targetPort)))) return null
  const found = protocolSigns.find(({ sign }) => sign.test(written.toLowerCase()))
  return found === undefined ? null : { ...found, written, field: appProtocol === null ? 'name' : 'appProtocol' }
}

const backendProtocolMismatch = defineCheck<PathSubject>({
  id: 'backend-protocol-mismatch',
  title: 'Backend speaks another protocol than NGINX',
  severity: 'warning',
  level: 'inferred',
  area: 'ingress',
  hop: 'pods',
  order: 136,
  who: 'tenant',
  inputs: ['Service'],
  page: {
    see: 'The name or appProtocol of the Service port says https, grpc or h2c, and the backend-protocol annotation of the Ingress is absent (then it is HTTP) or another.',
    why: 'NGINX speaks plain HTTP to a port that expects TLS or gRPC: clients get 502, or 400 "The plain HTTP request was sent to HTTPS port". ingress-nginx reads neither the name nor appProtocol.',
    fix: 'Set nginx.ingress.kubernetes.io/backend-protocol to HTTPS, GRPC or GRPCS.',
    confirm: "kubectl get service NAME -n NAMESPACE -o jsonpath='{.spec.ports}'",
    ignore: 'When the port speaks plain HTTP in spite of its name.',
    source: 'ingress-nginx v1.15.1, internal/ingress/annotations/backendprotocol/main.go',
  },
  evaluate: (subject, view) =>
    judgeService(subject, view, ({ service, target }) => {
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      const sign = readSign(port)
      if (sign === null) return clear
      const written = readOwnAnnotation(subject.ingress, 'backend-protocol')
      const protocol = (written ?? 'HTTP').trim().toUpperCase()
      if (sign.fits.includes(protocol)) return clear
      const [wanted = ''] = sign.fits
      const { ingress } = subject
      const key = 'nginx.ingress.kubernetes.io/backend-protocol'
      return found({
        summary: `Port ${port.port} of Service ${service.namespace}/${service.name} seems to speak ${sign.speaks} (${sign.field} ${sign.written}), but NGINX speaks ${protocol} to it; clients may get 502 or 400.`,
        object: refTo('Ingress', ingress),
        evidence: [
          {
            object: refToService(service),
            field: `spec.ports[${service.ports.indexOf(port)}].${sign.field}`,
            observed: sign.written,
          },
          {
            object: refTo('Ingress', ingress),
            field: `metadata.annotations["${key}"]`,
            observed: written ?? 'not set: HTTP',
            expected: wanted,
          },
        ],
        fix: {
          text: `Set the annotation ${key}: ${wanted}.`,
          commands: [
            formatCommand(
              'kubectl',
              'annotate',
              'ingress',
              ingress.metadata.name,
              '-n',
              ingress.metadata.namespace ?? '',
              '--overwrite',
              `${key}=${wanted}`,
            ),
          ],
        },
      })
    }),
})

/** Ports of a backend, and the protocol behind them (rows 127, 135 and 136 of the ingress catalogue). */
export const backendPortChecks: Check<PathSubject>[] = [
  servicePortNotTcp,
  targetPortNotListening,
  backendProtocolMismatch,
]
