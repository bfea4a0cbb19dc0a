import 'server-only'
import type { ProbeReport, ProbeState, ProbeWish } from '@/lib/api/schemas/probe'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import { readProbe } from '@/lib/ingress-path/read-probe'
import { type ProbeResult, type ProbeStep, sayDeclared } from '@/lib/model/probe'
import type { Unavailable } from '@/lib/model/unavailable'
import { refuseAddress } from '@/lib/sources/probe/address-guard'
import { probeTarget } from '@/lib/sources/probe/probe-host'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { AppError } from './errors'
import { describeFreshness } from './freshness'
import { RateLimit } from './rate-limit'

/** Addresses of one host that are asked at a time. */
const addressesMax = 4
/** Probes of one cluster in a minute: enough for a person, too few to be a nuisance. */
const probesPerMinuteMax = 30
/** Probes of one cluster under way at a time. */
const concurrencyMax = 4
const deadlineMs = 20_000
const lastKeptMs = 600_000
const lastKeptMax = 500

interface Probes {
  limit: RateLimit
  running: Map<string, Promise<ProbeReport>>
  last: Map<string, ProbeReport>
}

// Next instantiates modules once per bundle; the limit must hold for all of them together.
const holder = globalThis as { [key: symbol]: WeakMap<ManagedCluster, Probes> | undefined }
const memoryKey = Symbol.for('fairlead.probes')

/** Whether the host can be probed, and what the last probe showed. Throws `not-found` for an unknown cluster. */
export async function getProbeState(clusterName: string, host: string): Promise<ProbeState> {
  const cluster = await getManagedCluster(clusterName)
  const name = normaliseHost(host)
  const because = findObstacle(cluster, name)
  if (because !== null) return { state: 'unavailable', because }
  const last = getProbes(cluster).last.get(name) ?? null
  const isFresh = last !== null && Date.now() - Date.parse(last.at) < lastKeptMs
  return { state: 'ready', addresses: listPublishedAddresses(cluster, name), last: isFresh ? last : null }
}

/**
 * Asks the load balancer for a host that the cluster declares, at the addresses that the cluster publishes, and nowhere else. The same probe asked
 * for twice at a time is made once. Throws `forbidden` when it cannot be made, saying why, and `too-many-requests` above the limit.
 */
export async function probeHost(clusterName: string, host: string, wish: ProbeWish): Promise<ProbeReport> {
  const cluster = await getManagedCluster(clusterName)
  const name = normaliseHost(host)
  const because = findObstacle(cluster, name)
  if (because !== null) {
    const need = because.need === null ? '' : ` It needs ${because.need}.`
    throw new AppError('forbidden', `${because.what}: ${because.detail}.${need}`)
  }
  const probes = getProbes(cluster)
  const key = `${wish.scheme}://${name}${wish.path}`
  const running = probes.running.get(key)
  if (running !== undefined) return running
  const waitMs = probes.running.size >= concurrencyMax ? 1_000 : probes.limit.take(Date.now())
  if (waitMs !== null) {
    throw new AppError(
      'too-many-requests',
      `Fairlead probes at most ${probesPerMinuteMax} times a minute and ${concurrencyMax} hosts at a time. Try again in ${Math.ceil(waitMs / 1000)} s.`,
    )
  }
  const declaredAs = sayDeclared(cluster.store.listByIndex('Ingress', 'host', name))
  const made = makeReport(cluster, name, wish).finally(() => probes.running.delete(key))
  probes.running.set(key, made)
  const report = await made
  for (const forgotten of remember(probes.last, name, report)) cluster.store.removeProbes(forgotten)
  // Judgements read what was served; the readings for whoever asked are made from the same results.
  const results = report.results.map(({ readings: _, ...result }) => result)
  cluster.store.setProbe({ ...report, results, declaredAs })
  return report
}

async function makeReport(cluster: ManagedCluster, host: string, { path, scheme }: ProbeWish): Promise<ProbeReport> {
  const at = new Date().toISOString()
  const published = listPublishedAddresses(cluster, host)
  const { addresses, left } = await resolveAddresses(cluster, published)
  const signal = AbortSignal.timeout(deadlineMs)
  const port = scheme === 'https' ? 443 : 80
  const dns = await lookUp(cluster, host, addresses)
  const results = await Promise.all(
    addresses.map(async (address) => {
      const connectTo = findConnectTo(cluster, address, port)
      const probed = await probeTarget({ host, path, scheme, address, port, connectTo }, signal)
      const connectedTo = connectTo === null ? null : `${connectTo.address}:${connectTo.port}`
      const result: ProbeResult = {
        ...probed,
        host,
        path,
        scheme,
        address,
        port,
        connectedTo,
        at,
        steps: [dns, ...probed.steps],
      }
      return { ...result, readings: readProbe(result) }
    }),
  )
  return { host, path, scheme, at, results, left }
}

/** How the name resolves for clients, beside where the probe goes: it goes to the load balancer in any case. */
async function lookUp(cluster: ManagedCluster, host: string, addresses: readonly string[]): Promise<ProbeStep> {
  const step = (outcome: ProbeStep['outcome'], durationMs: number | null, detail: string): ProbeStep => ({
    id: 'dns',
    outcome,
    durationMs,
    detail,
  })
  if (cluster.dns === null) return step('skipped', null, 'DNS is switched off for this cluster (dns.mode)')
  const beganMs = performance.now()
  const answer = await cluster.dns.observeNow(host)
  const durationMs = Math.round((performance.now() - beganMs) * 10) / 10
  if ('reason' in answer) return step('failed', durationMs, answer.detail)
  if (answer.outcome !== 'answered')
    return step(
      'failed',
      durationMs,
      `${host} has no record (${answer.outcome.toUpperCase()}), says ${answer.resolver}`,
    )
  const said = answer.addresses.join(', ')
  const isThere = answer.addresses.some((address) => addresses.includes(address))
  return step('passed', durationMs, isThere ? said : `${said}, which is not the load balancer of this cluster`)
}

/** Published addresses as IP addresses that may be asked; what may not be is left out with its reason. */
async function resolveAddresses(cluster: ManagedCluster, published: readonly string[]) {
  const addresses = new Set<string>()
  const left: ProbeReport['left'] = []
  for (const name of published) {
    const resolved = /^[\d.]+$|:/.test(name) ? [name] : await resolveLoadBalancer(cluster, name)
    if (typeof resolved === 'string') left.push({ address: name, reason: resolved })
    else {
      for (const address of resolved) {
        const isLed = findConnectTo(cluster, address, 443) !== null || findConnectTo(cluster, address, 80) !== null
        const refusal = isLed ? null : refuseAddress(address)
        if (refusal !== null) left.push({ address, reason: refusal })
        else if (addresses.size < addressesMax) addresses.add(address)
        else left.push({ address, reason: `at most ${addressesMax} addresses are asked at a time` })
      }
    }
  }
  return { addresses: [...addresses], left }
}

/** Addresses behind the name of a load balancer, or why there are none. */
async function resolveLoadBalancer(cluster: ManagedCluster, name: string): Promise<string[] | string> {
  if (cluster.dns === null) return 'its name cannot be resolved: DNS is switched off for this cluster (dns.mode)'
  const answer = await cluster.dns.observeNow(name)
  if ('reason' in answer) return `its name cannot be resolved: ${answer.detail}`
  return answer.outcome === 'answered' && answer.addresses.length > 0
    ? answer.addresses
    : `its name has no address (${answer.outcome.toUpperCase()})`
}

function findConnectTo({ probe }: ManagedCluster, address: string, port: number) {
  return probe.connectTo.get(`${address}:${port}`) ?? null
}

/** Why a host cannot be probed; null when it can. */
function findObstacle(cluster: ManagedCluster, host: string): Unavailable | null {
  const obstacle = (reason: Unavailable['reason'], detail: string, need: string | null): Unavailable => ({
    what: `Probe of ${host}`,
    reason,
    detail,
    need,
  })
  if (!cluster.probe.isEnabled)
    return obstacle(
      'not-configured',
      'probes are switched off',
      'probe.enabled: true for this cluster in fairlead.yaml',
    )
  if (host === '*' || host.startsWith('*.'))
    return obstacle('not-configured', 'a wildcard is no name that could be asked for', 'a name under the wildcard')
  const declaring = cluster.store.listByIndex('Ingress', 'host', host)
  if (declaring.length === 0)
    return (
      describeFreshness(cluster, ['Ingress']).unreadable[0] ??
      obstacle('not-configured', 'no Ingress of this cluster declares the host', 'an Ingress with a rule for it')
    )
  if (listPublishedAddresses(cluster, host).length === 0)
    return obstacle('not-configured', 'its Ingress has no address yet', 'an address in the status of the Ingress')
  return null
}

function listPublishedAddresses(cluster: ManagedCluster, host: string): string[] {
  const ingresses = cluster.store.listByIndex('Ingress', 'host', host)
  return [...new Set(ingresses.flatMap((ingress) => listStatusAddresses(ingress)))].sort()
}

function getProbes(cluster: ManagedCluster): Probes {
  holder[memoryKey] ??= new WeakMap()
  const memory = holder[memoryKey]
  const probes = memory.get(cluster) ?? {
    limit: new RateLimit(probesPerMinuteMax, 60_000),
    running: new Map(),
    last: new Map(),
  }
  memory.set(cluster, probes)
  return probes
}

/** Keeps a report; returns the hosts that were forgotten for it. */
function remember(last: Map<string, ProbeReport>, host: string, report: ProbeReport): string[] {
  // Setting anew keeps the old place; the oldest must come first to be forgotten first.
  last.delete(host)
  last.set(host, report)
  const forgotten = [...last.keys()].slice(0, Math.max(0, last.size - lastKeptMax))
  for (const name of forgotten) last.delete(name)
  return forgotten
}

function normaliseHost(text: string): string {
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  if (host === '' || host.length > 253 || /[\s/?#@:]/.test(host))
    throw new AppError('bad-request', 'host: give a host name such as shop.example.net, without scheme, port or path.')
  return host
}
