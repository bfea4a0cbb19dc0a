import { compareServingOrder, isCanary, listRuleHosts, readEffectiveClass, readLocation } from './locations'
import { hasRegularExpressions, matchesPath } from './path-match'
import { type Ingress, type IngressPath, listPaths } from './subjects'

/**
 * The rule that takes a request: an Ingress, and the position of the path in `listPaths` of it. `unknown` where it cannot be told, with
 * the reason as a sentence.
 */
export type ServingPath =
  | { state: 'found'; ingress: Ingress; index: number }
  | { state: 'none' }
  | { state: 'unknown'; reason: string }

interface Candidate {
  ingress: Ingress
  index: number
  path: IngressPath
  /** Null: the path is a regular expression that cannot be judged. */
  takes: boolean | null
}

/**
 * Finds the rule of a host that NGINX hands a request path to. An Exact path wins, then the longest of those that cover it; with regular
 * expressions anywhere on the host all its paths are tried by length. The default backend takes what is left. Of equal paths the
 * oldest Ingress has it. Canaries share the path of their primary and are left out.
 *
 *     /cart/x of  / (Prefix), /cart (Prefix), /cart/x (Exact)  ->  /cart/x
 *
 * Source: ingress-nginx v1.15.1, controller.go (getBackendServers, locations sorted by length), location.go (updateServerLocations),
 * template.go (buildLocation); NGINX, ngx_http_core_module, location.
 */
export function findServingPath(ingresses: readonly Ingress[], host: string, asked: string): ServingPath {
  const serving = ingresses.filter((ingress) => !isCanary(ingress) && listRuleHosts(ingress).includes(host))
  const classes = new Set(serving.map(readEffectiveClass))
  if (classes.size > 1) {
    const reason = 'Ingresses of several classes have this host, and each class answers by itself.'
    return { state: 'unknown', reason }
  }
  const isRegularExpression = serving.some((ingress) => hasRegularExpressions(ingress, host))
  const candidates = serving.flatMap((ingress) =>
    listPaths(ingress, host).map(
      (path, index): Candidate => ({ ingress, index, path, takes: matchesPath(path, asked, isRegularExpression) }),
    ),
  )
  const [first] = candidates
    .filter(({ takes }) => takes !== false)
    .sort(
      (a, b) =>
        rank(a, isRegularExpression) - rank(b, isRegularExpression) || compareServingOrder(a.ingress, b.ingress),
    )
  if (first === undefined) return { state: 'none' }
  if (first.takes === null) {
    const reason = `${first.path.path} is a regular expression that Fairlead cannot read, and it is tried first.`
    return { state: 'unknown', reason }
  }
  return { state: 'found', ingress: first.ingress, index: first.index }
}

/** Lower is tried earlier. */
function rank({ path }: Candidate, isRegularExpression: boolean): number {
  const location = readLocation(path)
  if (location === null) return Number.POSITIVE_INFINITY
  if (path.pathType === 'Exact' && !isRegularExpression) return Number.NEGATIVE_INFINITY
  return -location.length
}

/**
 * A request path as NGINX compares it: without query and fragment, percent-decoded, `.` and `..` resolved, slashes in a row as one
 * (NGINX, ngx_http_core_module, location and merge_slashes).
 *
 *     /a/./b//c%20d?x=1  ->  /a/b/c d
 */
export function normalizeRequestPath(written: string): string {
  const path = written.split(/[?#]/, 1)[0] ?? ''
  const parts: string[] = []
  for (const part of decode(path).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const isFolder = /\/\.{0,2}$/.test(path) && parts.length > 0
  return `/${parts.join('/')}${isFolder ? '/' : ''}`
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // A lone % stands for itself.
    return path
  }
}
