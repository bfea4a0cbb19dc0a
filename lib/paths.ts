type Search = Record<string, string | null | undefined>

/** Every address of the site. Each part is percent-encoded, so cluster names such as `arn:aws:eks:…/blue` are safe. */
export const paths = {
  clusters: () => '/',
  overview: (cluster: string, search?: { namespace?: string | null; severity?: string; area?: string }) =>
    join([cluster], search),
  ingresses: (cluster: string, search?: { namespace?: string | null; verdict?: string; q?: string }) =>
    join([cluster, 'ingresses'], search),
  ingress: (
    cluster: string,
    namespace: string,
    name: string,
    search?: { host?: string; path?: string; hop?: string },
  ) => join([cluster, 'ingresses', namespace, name], search),
  /** The page of one finding: its address stays the same across restarts, and answers after the finding is gone. */
  finding: (cluster: string, findingId: string) => join([cluster, 'findings', findingId]),
  /** `path` is that of the URL that does not answer. */
  why: (cluster: string, { host, path }: { host?: string; path?: string | null } = {}) =>
    join([cluster, 'why'], { host, 'url-path': path }),
  dnsZones: (cluster: string, search?: { namespace?: string | null; zone?: string; q?: string; with?: string }) =>
    join([cluster, 'dns-zones'], search),
  dnsCache: (cluster: string) => join([cluster, 'dns-cache']),
  egress: (cluster: string) => join([cluster, 'egress']),
  certificates: (cluster: string, search?: { namespace?: string | null; q?: string }) =>
    join([cluster, 'certificates'], search),
  certificate: (cluster: string, namespace: string, name: string) => join([cluster, 'certificates', namespace, name]),
  sources: (cluster: string) => join([cluster, 'sources']),
  /** The catalogue belongs to no cluster. */
  checks: (search?: { q?: string }) => join(['checks'], search),
  /** Exists in the demo only. Two segments, so that it hides no cluster of that name. */
  faults: () => '/demo/faults',
  check: (checkId: string) => join(['checks', checkId]),
}

/** The cluster named by a route parameter. Next hands parameters over percent-encoded; one that is not decodable stays as it is. */
export function decodeParam(param: string): string {
  try {
    return decodeURIComponent(param)
  } catch {
    return param
  }
}

function join(segments: readonly string[], search: Search = {}): string {
  const query = new URLSearchParams()
  for (const [key, text] of Object.entries(search))
    if (text !== null && text !== undefined && text !== '') query.set(key, text)
  const path = `/${segments.map(encodeURIComponent).join('/')}`
  return query.size === 0 ? path : `${path}?${query}`
}
