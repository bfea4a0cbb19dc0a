import { type CheckOutcome, type EvidenceDraft, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { annotationAliases, nginxAnnotations } from '@/lib/ingress-path/nginx/annotation-table'
import { listOwnAnnotations, type OwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import { readNginxSettings, requireSetting } from '@/lib/ingress-path/nginx/settings'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeControllers } from './controller-preconditions'

/** Prefixes of annotations that are never ingress-nginx's, whatever they are called. */
const foreignPrefix =
  /(^|\.)(kubernetes\.io|cert-manager\.io|helm\.sh|argoproj\.io|fluxcd\.io|k8s\.io|external-dns\.alpha\.kubernetes\.io|external-dns\.kubernetes\.io)$/

/** Keys of an Ingress that a controller could read, under any prefix that it may have been given. */
export function listPossibleAnnotations(ingress: Ingress): { key: string; prefix: string; name: string }[] {
  return Object.keys(ingress.metadata.annotations ?? {}).flatMap((key) => {
    const slash = key.lastIndexOf('/')
    const [prefix, name] = [key.slice(0, slash), key.slice(slash + 1)]
    const isForeign = slash <= 0 || (prefix !== 'nginx.ingress.kubernetes.io' && foreignPrefix.test(prefix))
    return isForeign || !isKnownName(name) ? [] : [{ key, prefix, name }]
  })
}

const isKnownName = (name: string) =>
  nginxAnnotations.has(name) || annotationAliases.has(name) || name.endsWith('-snippet')

/** What one controller makes of the annotations of an Ingress; null when it has nothing against them. */
export type ControllerObjection<T> = { controller: ControllerInstance } & T

/**
 * Asks every controller that claims the Ingress about its annotations. An objection counts only when every one of them has it: else somebody
 * serves the Ingress. Without an annotation that ingress-nginx could read, nobody needs to be asked.
 */
export function judgeAnnotations<T>(
  subject: HostSubject,
  view: ClusterView,
  ask: (controller: ControllerInstance, annotations: OwnAnnotation[]) => T | null,
  report: (objections: ControllerObjection<T>[]) => CheckOutcome,
): CheckOutcome {
  if (listPossibleAnnotations(subject.ingress).length === 0) return notApplicable('no annotation of ingress-nginx')
  return judgeControllers(subject, view, (controllers) => {
    const objections: ControllerObjection<T>[] = []
    for (const controller of controllers) {
      const prefix = requireSetting(view, controller, 'annotations-prefix')
      const objection = ask(controller, listOwnAnnotations(subject.ingress, prefix))
      if (objection === null) return { outcome: 'clear' }
      objections.push({ controller, ...objection })
    }
    return report(objections)
  })
}

/** What follows when a controller leaves an Ingress out; one that has an address was taken once, and that version is still served. */
export function describeDrop(ingress: Ingress): string {
  return listStatusAddresses(ingress).length === 0
    ? 'so it leaves the whole Ingress out, and its hosts answer 404.'
    : 'so it leaves this version of the Ingress out. A version that it took before is served until it restarts.'
}

export const dropEffect = (ingress: Ingress) =>
  listStatusAddresses(ingress).length === 0 ? 'is left out by its controller' : 'is served in an older version only'

/** Field of one annotation, for evidence. */
export const annotationField = (key: string) => `metadata.annotations["${key}"]`

/** The command that takes annotations away. */
export function removeAnnotations(ingress: Ingress, keys: readonly string[]): string {
  const { name, namespace = '' } = ingress.metadata
  return formatCommand('kubectl', 'annotate', 'ingress', name, '-n', namespace, ...keys.map((key) => `${key}-`))
}

/** Annotation keys for a sentence: without the prefix that all of them share. */
export const shortNames = (annotations: readonly { name: string }[]) => annotations.map(({ name }) => name).join(', ')

/** One option of a controller's ConfigMap, with where its value comes from. */
export function describeOption(view: ClusterView, controller: ControllerInstance, name: string): EvidenceDraft {
  const { options, configMap, version } = readNginxSettings(view, controller)
  const option = options.find((one) => one.name === name)
  const from = option?.origin === 'config-map' ? '' : ` (default of v${version ?? 'unknown'})`
  return {
    object: configMap.ref ?? controller.workload,
    field: `data["${name}"]`,
    observed: `${option?.value || 'empty'}${from}`,
  }
}

/** The command that shows the ConfigMap of a controller. */
export function listConfigCommands(view: ClusterView, controller: ControllerInstance): string[] {
  const { ref } = readNginxSettings(view, controller).configMap
  if (ref === null) return []
  return [formatCommand('kubectl', 'get', 'configmap', ref.name, '-n', ref.namespace ?? '', '-o', 'yaml')]
}
