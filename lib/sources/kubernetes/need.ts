import 'server-only'
import type { KindDescription } from '@/lib/model/kubernetes'

export type ReadVerb = 'list' | 'watch'

/** The resource as RBAC names it, with its group: `services`, `ingresses.networking.k8s.io`. */
export function formatResource(description: KindDescription): string {
  return description.group === '' ? description.resource : `${description.resource}.${description.group}`
}

/** `services`, or `services in namespace shop`. */
export function formatScope(description: KindDescription, namespace: string | null): string {
  return namespace === null ? formatResource(description) : `${formatResource(description)} in namespace ${namespace}`
}

/** The smallest permission that would help: `list and watch on services in namespace shop`. */
export function formatNeed(verbs: readonly ReadVerb[], description: KindDescription, namespace: string | null): string {
  return `${verbs.join(' and ')} on ${formatScope(description, namespace)}`
}

/** Path of a kind's collection in the cluster or one namespace, without query. */
export function collectionPath(description: KindDescription, namespace: string | null): string {
  const { group, version, resource } = description
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  return namespace === null ? `${root}/${resource}` : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`
}
