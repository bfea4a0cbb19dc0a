import type { ObjectRef } from '@/lib/model/object-ref'
import type { Ingress, IngressPath, PathSubject } from './subjects'

/** Names an object for findings and hops. */
export function refTo(
  kind: string,
  object: { metadata: { namespace?: string; name: string } },
): ObjectRef & { namespace: string } {
  return { kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name }
}

/**
 * Where the backend of a path stands in its Ingress: a field path for evidence (`spec.rules[0].http.paths[1].backend`) and the
 * same as a JSON pointer for a patch. The default backend is `spec.defaultBackend`.
 */
export function locateBackend({ ingress, host, path }: PathSubject): { field: string; pointer: string } {
  const atDefault = { field: 'spec.defaultBackend', pointer: '/spec/defaultBackend' }
  if (path.path === null) return atDefault
  const rules = ingress.spec?.rules ?? []
  const isSame = (candidate: { path?: string; pathType?: string }) =>
    (candidate.path ?? '/') === path.path && (candidate.pathType ?? null) === path.pathType
  // Two equal paths of one host differ only in identity; a copy of the Ingress falls back on the first equal one.
  for (const isMatch of [(backend: unknown) => backend === path.backend, () => true]) {
    for (const [ruleIndex, rule] of rules.entries()) {
      if ((rule.host?.toLowerCase() || '*') !== host) continue
      const pathIndex = (rule.http?.paths ?? []).findIndex(
        (candidate) => isSame(candidate) && isMatch(candidate.backend),
      )
      if (pathIndex < 0) continue
      return {
        field: `spec.rules[${ruleIndex}].http.paths[${pathIndex}].backend`,
        pointer: `/spec/rules/${ruleIndex}/http/paths/${pathIndex}/backend`,
      }
    }
  }
  return atDefault
}

/** Hosts of the rules, lower case; `*` for a rule without host. Only these get a server (ingress-nginx v1.15.1 `createServers`). */
export function listRuleHosts(ingress: Ingress): string[] {
  return (ingress.spec?.rules ?? []).map((rule) => rule.host?.toLowerCase() || '*')
}

/** Hosts of all tls entries, lower case. */
export function listTlsHosts(ingress: Ingress): string[] {
  return (ingress.spec?.tls ?? []).flatMap((entry) => (entry.hosts ?? []).map((host) => host.toLowerCase()))
}

/** Whether a tls entry is meant for a host: it lists the host or its wildcard, or it lists no host at all but names a Secret. */
export function hasTlsEntryFor(ingress: Ingress, host: string): boolean {
  return (ingress.spec?.tls ?? []).some(({ hosts = [], secretName }) =>
    hosts.length === 0 ? Boolean(secretName) : hosts.some((name) => coversHost(name, host)),
  )
}

/**
 * Whether a name or a wildcard covers a host. `*.example.net` covers exactly one more label, and itself (RFC 6125 §6.4.3;
 * ingress-nginx and TLS clients alike).
 */
export function coversHost(pattern: string, host: string): boolean {
  const name = pattern.toLowerCase().replace(/\.$/, '')
  return name === host || (name.startsWith('*.') && wildcardOf(host) === name)
}

/** `*.shop.example.net` for `a.shop.example.net`; null for a host of one label and for a wildcard. */
export function wildcardOf(host: string): string | null {
  const dot = host.indexOf('.')
  return dot <= 0 || host.startsWith('*') ? null : `*${host.slice(dot)}`
}

/** The class that decides who serves an Ingress: the field when it is set, else the annotation, else null. */
export function readEffectiveClass(ingress: Ingress): string | null {
  return ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ?? null
}

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])

/** Whether a boolean annotation of ingress-nginx is true, by Go's `strconv.ParseBool` (ingress-nginx v1.15.1 annotation parser). */
export function isAnnotationTrue(ingress: Ingress, name: string): boolean {
  return trueWords.has(ingress.metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`] ?? '')
}

export const isCanary = (ingress: Ingress) => isAnnotationTrue(ingress, 'canary')

/** Hosts of the `server-alias` annotation, lower case; an entry that starts with `~` is a regular expression. */
export function listServerAliases(ingress: Ingress): string[] {
  const value = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/server-alias'] ?? ''
  const aliases = value.split(',').map((alias) => alias.trim().toLowerCase())
  return aliases.filter((alias) => alias !== '')
}

/**
 * The order in which ingress-nginx walks Ingresses, and so who wins: older first; of the same second, the one whose
 * `namespace/name` sorts last (ingress-nginx v1.15.1 `store.sortIngressSlice`).
 */
export function compareServingOrder(a: Ingress, b: Ingress): number {
  const byAge = createdAtMs(a) - createdAtMs(b)
  if (byAge !== 0) return byAge
  const [left, right] = [fullName(a), fullName(b)]
  return left === right ? 0 : left > right ? -1 : 1
}

export const fullName = (ingress: Ingress) => `${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`

function createdAtMs(ingress: Ingress): number {
  const createdAt = Date.parse(ingress.metadata.creationTimestamp ?? '')
  return Number.isNaN(createdAt) ? 0 : createdAt
}

/** The path as NGINX sees it: an empty path is `/`. Null for the default backend. */
export const readLocation = (path: Pick<IngressPath, 'path'>) => (path.path === '' ? '/' : path.path)

/**
 * Whether two paths of one host are the same location to ingress-nginx, which takes every path type but Exact for Prefix (v1.15.1
 * `internal/k8s/main.go`, `SetDefaultNGINXPathType`).
 */
export const isSameLocation = (a: Pick<IngressPath, 'path' | 'pathType'>, b: Pick<IngressPath, 'path' | 'pathType'>) =>
  readLocation(a) === readLocation(b) && (a.pathType === 'Exact') === (b.pathType === 'Exact')
