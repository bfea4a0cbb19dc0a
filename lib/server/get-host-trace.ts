import 'server-only'
import type { HostTraceAnswer } from '@/lib/api/ingresses'
import { judgeHost } from '@/lib/checks/ingress/judge-host'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import { normalizeRequestPath } from '@/lib/ingress-path/serving-path'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { AppError } from './errors'
import { describeFreshness } from './freshness'
import { traceKinds } from './trace-kinds'

const dnsWaitMs = 1_500
const lastIds = new WeakMap<ManagedCluster, string>()

/**
 * The trace of a host, whoever declares it: one entry per Ingress or Service that does. Nobody declares it: one entry that says so, and
 * the declared names that are spelled alike. With a path, also which rule takes it.
 * Throws `bad-request` for text that cannot be a host name or a path.
 */
export async function getHostTrace(
  clusterName: string,
  text: string,
  path: string | null = null,
): Promise<HostTraceAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  if (host === '' || host.length > 253 || /[\s/?#@:]/.test(host)) {
    throw new AppError('bad-request', 'host: give a host name such as shop.example.net, without scheme, port or path.')
  }
  if (path !== null && (!path.startsWith('/') || path.length > 2048)) {
    throw new AppError('bad-request', 'path: give a path that begins with /, such as /cart.')
  }
  const asked = path === null ? null : normalizeRequestPath(path)
  // A declared host is observed anyway; for any other, an answer that comes soon is better than none.
  if (cluster.dns !== null && cluster.store.findDnsAnswer(host) === undefined) {
    await Promise.race([cluster.dns.observeNow(host), new Promise((resolve) => setTimeout(resolve, dnsWaitMs))])
  }
  const id = `host:${host}${asked ?? ''}`
  const { similarHosts, ...trace } = cluster.judgements.get(id, Date.now(), (view) => judgeHost(view, host, asked))
  // Only the last host asked for is remembered: anyone may ask for any number of names.
  const lastId = lastIds.get(cluster)
  if (lastId !== undefined && lastId !== id) cluster.judgements.forgetOne(lastId)
  lastIds.set(cluster, id)
  const ingresses = trace.declaredBy.flatMap(({ kind, namespace, name }) =>
    kind === 'Ingress' ? (cluster.store.find('Ingress', namespace, name) ?? []) : [],
  )
  const services = trace.declaredBy.flatMap(({ kind, namespace, name }) =>
    kind === 'Service' ? (cluster.store.find('Service', namespace, name) ?? []) : [],
  )
  const freshness = describeFreshness(cluster, traceKinds)
  return {
    ...trace,
    nearestHosts: similarHosts,
    className: ingresses[0]?.spec?.ingressClassName ?? null,
    addresses: [...new Set([...ingresses, ...services].flatMap((object) => listStatusAddresses(object)))],
    observedAt: freshness.observedAt,
    revision: freshness.revision,
    freshness,
  }
}
