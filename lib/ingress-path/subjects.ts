import type { KindMap } from '@/lib/model/kubernetes'

export type Ingress = KindMap['Ingress']

/** One backend reference as the Ingress writes it. */
export type IngressBackend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>

/** One path of a host. `path` and `pathType` are null for the default backend of the Ingress. */
export interface IngressPath {
  path: string | null
  pathType: string | null
  backend: IngressBackend
}

/** What a host check judges: one host of one Ingress. `*` stands for a rule without host. */
export interface HostSubject {
  ingress: Ingress
  host: string
}

/** What a path check judges: one path of one host of one Ingress. */
export interface PathSubject extends HostSubject {
  path: IngressPath
  /** How connections come in: through NGINX, or straight from a load balancer to the Service. */
  entry?: 'load-balancer'
}

/**
 * The paths of a host in the order of the Ingress. The default backend is listed last when the Ingress has one: it serves the
 * unmatched paths of every host, or everything (`*`) when there are no rules (ingress-nginx `getBackendServers`, v1.15.1).
 * A host that stands only in tls entries or annotations has none.
 */
export function listPaths(ingress: Ingress, host: string): IngressPath[] {
  const rules = (ingress.spec?.rules ?? []).filter((rule) => (rule.host?.toLowerCase() || '*') === host)
  const paths: IngressPath[] = rules.flatMap((rule) =>
    (rule.http?.paths ?? []).map((path) => ({
      path: path.path ?? '/',
      pathType: path.pathType ?? null,
      backend: path.backend,
    })),
  )
  const defaultBackend = ingress.spec?.defaultBackend
  const hasOwnServer = rules.length > 0 || (host === '*' && (ingress.spec?.rules ?? []).length === 0)
  if (defaultBackend !== undefined && hasOwnServer) paths.push({ path: null, pathType: null, backend: defaultBackend })
  return paths
}
