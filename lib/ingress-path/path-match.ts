import { isAnnotationTrue, readLocation } from './locations'
import { readOwnAnnotation } from './nginx/own-annotations'
import { type Ingress, type IngressPath, listPaths } from './subjects'

/**
 * Whether an Ingress turns every path of its hosts into a regular expression that ignores case: `use-regex`, or a `rewrite-target` that
 * differs from a path (ingress-nginx v1.15.1 `createServers`, `template.go` `enforceRegexModifier`).
 */
export function hasRegularExpressions(ingress: Ingress, host: string): boolean {
  if (isAnnotationTrue(ingress, 'use-regex')) return true
  const target = readOwnAnnotation(ingress, 'rewrite-target')
  return target !== null && listPaths(ingress, host).some((path) => path.path !== null && readLocation(path) !== target)
}

/**
 * Whether a path of a host takes a request path: Exact by equality, Prefix and the others by whole elements, and as the beginning of a regular
 * expression where some Ingress of the host has those. A default backend takes everything. Null: the expression is one that cannot be judged.
 */
export function matchesPath(path: IngressPath, asked: string, isRegularExpression: boolean): boolean | null {
  const location = readLocation(path)
  if (location === null) return true
  if (isRegularExpression) {
    try {
      return new RegExp(`^${location}`, 'i').test(asked)
    } catch {
      return null
    }
  }
  if (path.pathType === 'Exact') return asked === location
  const prefix = location.replace(/\/$/, '')
  return asked === prefix || asked.startsWith(`${prefix}/`)
}
