import type { HopId } from '@/lib/model/hop'
import { hostHopIds, pathHopIds } from '@/lib/model/hop'
import type { Hop, RootCause, TracedHost, TracedPath } from '@/lib/model/trace'
import { compareVerdictsWorstFirst, type PathVerdict } from '@/lib/model/verdict'

/** Hosts with the worst verdict first; hosts that are equally bad keep the order in which the Ingress declares them. */
export function orderHostsWorstFirst(hosts: readonly TracedHost[]): TracedHost[] {
  return hosts
    .map((host, index) => ({ host, index }))
    .sort((a, b) => compareVerdictsWorstFirst(a.host.verdict, b.host.verdict) || a.index - b.index)
    .map(({ host }) => host)
}

/** The host asked for, else the worst one; undefined when there is none at all. */
export function selectHost(hosts: readonly TracedHost[], wanted: string | null): TracedHost | undefined {
  return hosts.find((host) => host.host === wanted) ?? orderHostsWorstFirst(hosts)[0]
}

/** A path of a host with the word that names it in the URL: the path itself, made unique when a host declares it twice. */
export interface KeyedPath {
  key: string
  path: TracedPath
}

/** Every path of a host, in declared order, with its URL key. The default backend's key is `default-backend`. */
export function keyPaths(paths: readonly TracedPath[]): KeyedPath[] {
  const seen = new Map<string, number>()
  return paths.map((path) => {
    const base = path.path ?? 'default-backend'
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { key: count === 1 ? base : `${base}~${count}`, path }
  })
}

/** The path asked for, else the worst one; null when the host has no path (a host that stands only in a tls entry). */
export function selectPath(paths: readonly KeyedPath[], wanted: string | null): KeyedPath | null {
  const asked = paths.find((path) => path.key === wanted)
  if (asked) return asked
  const [worst] = [...paths].sort((a, b) => compareVerdictsWorstFirst(a.path.verdict, b.path.verdict))
  return worst ?? null
}

/** The rule hop of one path: the host's, with what is said of this path alone. */
function readRuleHop(rule: Hop, path: TracedPath): Hop {
  const facts = [{ label: 'leads to', value: describeBackend(path) }]
  if (path.pathType !== null) facts.unshift({ label: 'Type', value: path.pathType })
  const headline = path.path ?? 'Default backend'
  return { ...rule, headline, facts, verdict: path.rule.verdict, reason: path.rule.reason }
}

/** The stations on the line, in drawing order: four of the host, then three of the path. The certificate is not on the line. */
export function listDrawnHops(host: TracedHost, path: TracedPath | null): Hop[] {
  const hostHops = hostHopIds.flatMap((id) => host.hops.filter((hop) => hop.id === id && id !== 'certificate'))
  const pathHops = pathHopIds.flatMap((id) => path?.hops.filter((hop) => hop.id === id) ?? [])
  if (path === null) return hostHops
  return [...hostHops.map((hop) => (hop.id === 'ingress-rule' ? readRuleHop(hop, path) : hop)), ...pathHops]
}

/** The certificate hop, which hangs beside the line. */
export function findCertificateHop(host: TracedHost): Hop | undefined {
  return host.hops.find((hop) => hop.id === 'certificate')
}

const isPathHop = (id: HopId) => pathHopIds.some((pathHop) => pathHop === id)

/** Whether a cause lies on single paths: a backend, or the rule of a path that another Ingress took. */
function isCauseOfPaths(host: TracedHost, cause: RootCause): boolean {
  return isPathHop(cause.hop) || host.paths.some(({ rootCause }) => rootCause?.finding === cause.finding)
}

/**
 * The root cause to show for a host with one of its paths selected. A cause before the paths (DNS, class, certificate) goes
 * first because it hits every path; otherwise the selected path's own cause, otherwise the host's.
 */
export function chooseRootCause(host: TracedHost, path: TracedPath | null): RootCause | null {
  if (host.rootCause && !isCauseOfPaths(host, host.rootCause)) return host.rootCause
  return path?.rootCause ?? host.rootCause
}

/** The hop that carries "breaks here": null when the cause lies on another path than the one drawn. */
export function findGuiltyHop(host: TracedHost, path: TracedPath | null): HopId | null {
  const cause = chooseRootCause(host, path)
  if (cause === null) return null
  if (isCauseOfPaths(host, cause) && path?.rootCause?.finding !== cause.finding) return null
  return cause.hop
}

/** The hop whose details are open: the one asked for, else the guilty one, else the first that is worst. */
export function selectHop(hops: readonly Hop[], wanted: string | null, guilty: HopId | null): Hop | undefined {
  const asked = hops.find((hop) => hop.id === wanted)
  if (asked) return asked
  const [worst] = [...hops].sort((a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict))
  return hops.find((hop) => hop.id === guilty) ?? worst
}

/** "3 of 4 paths pass", counting warnings as passing because traffic flows. */
export function countPassingPaths(paths: readonly TracedPath[]): { passing: number; total: number } {
  const flows = (verdict: PathVerdict) => verdict === 'passing' || verdict === 'warning'
  return { passing: paths.filter((path) => flows(path.verdict)).length, total: paths.length }
}

/** `/cart Prefix`, or `Default backend` for requests that no rule matches. */
export function describePath(path: TracedPath): string {
  if (path.path === null) return 'Default backend'
  return path.pathType ? `${path.path} (${path.pathType})` : path.path
}

/** `checkout:80`, the resource a path points at, or `no backend`. */
export function describeBackend({ backend }: TracedPath): string {
  if (backend.service) return backend.port ? `${backend.service}:${backend.port}` : backend.service
  return backend.resource ?? 'no backend'
}

/** `*` reads as a sentence fragment: a rule without host answers for every host. */
export function describeHost(host: string): string {
  return host === '*' ? 'any host (*)' : host
}
