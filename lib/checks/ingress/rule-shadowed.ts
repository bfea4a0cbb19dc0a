import { clear, defineCheck, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { listIngressesWithRule } from '@/lib/ingress-path/host-server'
import {
  compareServingOrder,
  fullName,
  isCanary,
  isSameLocation,
  locateBackend,
  refTo,
} from '@/lib/ingress-path/locations'
import { type Ingress, type IngressPath, listPaths, type PathSubject } from '@/lib/ingress-path/subjects'
import { areJsonEqual } from '@/lib/model/json-equality'

/** One path of an older Ingress that is the same location. */
interface OlderPath {
  ingress: Ingress
  path: IngressPath
}

export const pathShadowedByOlder = defineCheck<PathSubject>({
  id: 'path-shadowed-by-older',
  title: 'An older Ingress has the same host and path',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'ingress-rule',
  order: 38,
  who: 'either',
  inputs: ['Ingress'],
  page: {
    see: 'Another Ingress of the same class, created earlier, declares the same host and path, both with pathType Exact or both with another. When both lead to the same Service it is a warning.',
    why: 'NGINX keeps the first Ingress in order of creation; this path is ignored, without event or status, and requests go to the other backend.',
    fix: 'Remove the path from one of the two. The admission webhook refuses such duplicates, but not those that were there before it.',
    confirm: 'kubectl get ingress -A --sort-by=.metadata.creationTimestamp',
    ignore: 'While a path moves from one Ingress to the other on purpose.',
    source:
      'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (getBackendServers), store/store.go (sortIngressSlice)',
  },
  evaluate(subject, view) {
    const { ingress, host, path } = subject
    if (path.path === null) return notApplicable('a default backend has no path')
    if (isCanary(ingress)) return notApplicable('a canary shares the path of its primary')
    const { ingresses, missing } = listIngressesWithRule(view, ingress, host)
    const older = findOldest(ingresses, subject)
    if (older === null) return missing === null ? clear : notRun(missing)
    const [own, other] = [refTo('Ingress', ingress), refTo('Ingress', older.ingress)]
    const place = locateBackend({ ingress: older.ingress, host, path: older.path })
    const isSameBackend = own.namespace === other.namespace && areJsonEqual(path.backend, older.path.backend)
    const where = `${host === '*' ? 'any host' : host}${path.path} (${path.pathType ?? 'no path type'})`
    return found({
      summary: `Ingress ${fullName(older.ingress)} is older and has ${where} too, so NGINX ignores this path${
        isSameBackend
          ? '; both lead to the same backend, but the annotations of the older one apply.'
          : ' and sends requests to the other backend.'
      }`,
      inShort: {
        effect: 'is served by another Ingress',
        cause: `Ingress ${fullName(older.ingress)} is older and has the same path (${path.pathType ?? 'no path type'}), so NGINX ignores the one of ${fullName(ingress)}`,
      },
      object: own,
      severity: isSameBackend ? 'warning' : 'error',
      evidence: [
        {
          object: own,
          field: 'metadata.creationTimestamp',
          observed: ingress.metadata.creationTimestamp ?? 'not known',
          expected: `before ${older.ingress.metadata.creationTimestamp ?? 'the other'}`,
        },
        { object: own, field: locateBackend(subject).field, observed: formatBackend(path) },
        {
          object: other,
          field: 'metadata.creationTimestamp',
          observed: older.ingress.metadata.creationTimestamp ?? 'not known',
        },
        { object: other, field: place.field, observed: formatBackend(older.path) },
      ],
      fix: {
        text: `Remove ${where} from one of Ingress ${fullName(ingress)} and Ingress ${fullName(older.ingress)}.`,
        commands: [
          formatCommand('kubectl', 'get', 'ingress', other.name, '-n', other.namespace, '-o', 'yaml'),
          formatCommand('kubectl', 'edit', 'ingress', own.name, '-n', own.namespace),
        ],
      },
    })
  },
})

/** The Ingress that NGINX lets have the path, when it is not the subject's own. */
function findOldest(ingresses: readonly Ingress[], { ingress, host, path }: PathSubject): OlderPath | null {
  let oldest: OlderPath | null = null
  for (const other of ingresses) {
    if (fullName(other) === fullName(ingress) || compareServingOrder(other, ingress) >= 0) continue
    if (oldest !== null && compareServingOrder(oldest.ingress, other) <= 0) continue
    const same = listPaths(other, host).find((candidate) => isSameLocation(candidate, path))
    if (same !== undefined) oldest = { ingress: other, path: same }
  }
  return oldest
}

function formatBackend({ backend }: IngressPath): string {
  const { service, resource } = backend
  if (service !== undefined) return `Service ${service.name}:${service.port?.name ?? service.port?.number ?? '?'}`
  return resource === undefined ? 'no backend' : `${resource.kind} ${resource.name}`
}
