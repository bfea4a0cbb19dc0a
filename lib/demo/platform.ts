import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify as stringifyYaml } from 'yaml'
import type { RunningCluster, RunningPlatform } from '@/lib/demo/clock/running-platform'
import { roundSeconds, script } from '@/lib/demo/clock/script'
import { type DemoClock, startClock } from '@/lib/demo/clock/start-clock'
import { startHeartbeat } from '@/lib/demo/clock/start-heartbeat'
import { type ControlEndpoint, startControl } from '@/lib/demo/control/start-control'
import { startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { startIngressEndpoints } from '@/lib/demo/ingress-endpoint/start-ingress-endpoints'
import { adminToken, kubeconfigEntries, startKubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import { type BrokenIngress, type BuiltCluster, buildCluster } from '@/lib/demo/scenarios/build-cluster'
import { buildZones } from '@/lib/demo/scenarios/build-zones'
import { clusterPlans } from '@/lib/demo/scenarios/cluster-plans'
import { demoUsers, grantTenantRules } from '@/lib/demo/users'

export interface PlatformOptions {
  /** Names and ages follow from it; '1' when absent. */
  seed?: string
  /** Totals for blue; absent or 0: what the scenario files hold. */
  ingresses?: number
  nodes?: number
  pods?: number
  /** True: the script never runs by itself. */
  still?: boolean
  /** How much faster than life the script runs; 1 when absent. */
  speed?: number
  /** First of five ports in a row (three API servers, DNS, control); 0 or absent: any free ports. */
  port?: number
  /** The moment the platform starts at, for ages; now when absent. */
  startedAtMs?: number
  log?: (line: string) => void
}

export interface Platform extends RunningPlatform {
  readonly clock: DemoClock
  /** Faults by name, and the endpoint through which others ask for them. */
  readonly control: ControlEndpoint
  /** A kubeconfig file with one context a cluster. */
  readonly kubeconfigPath: string
  /** A `fairlead.yaml` that names all clusters and the demo's DNS server. */
  readonly configPath: string
  /** Every Ingress that is broken on purpose, by cluster name. */
  readonly broken: ReadonlyMap<string, BrokenIngress[]>
  /** Stops the servers and removes the files. */
  close(): Promise<void>
}

const apiServerPorts = (first: number) => clusterPlans.map((_plan, index) => (first === 0 ? 0 : first + index))

function buildClusters(options: PlatformOptions, startedAtMs: number): BuiltCluster[] {
  const seed = options.seed ?? '1'
  return clusterPlans.map((plan) => {
    if (plan.name !== 'blue') return buildCluster(plan, seed, startedAtMs, { ingresses: 0, pods: 0 })
    const sized = { ...plan, nodeCount: options.nodes || plan.nodeCount }
    return buildCluster(sized, seed, startedAtMs, { ingresses: options.ingresses ?? 0, pods: options.pods ?? 0 })
  })
}

/** Starts three clusters, their ingress endpoints, a DNS server and the control endpoint on loopback, and writes the files that Fairlead and kubectl read. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const log = options.log ?? (() => {})
  const startedAtMs = options.startedAtMs ?? Date.now()
  const built = buildClusters(options, startedAtMs)
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
    closers.length = 0
  }
  try {
    const ports = apiServerPorts(options.port ?? 0)
    const clusters = new Map<string, RunningCluster>()
    for (const [index, cluster] of built.entries()) {
      const { name, gitVersion } = cluster.plan
      const api = await startKubernetesApi({
        name,
        gitVersion,
        port: ports[index],
        objects: cluster.objects,
        tokens: demoUsers,
        log,
      })
      closers.push(() => api.close())
      grantTenantRules(api.authorisation)
      clusters.set(name, { built: cluster, api })
    }
    const dnsPort = options.port ? options.port + built.length : 0
    const dns = await startDnsServer({ port: dnsPort, zones: buildZones(built) })
    closers.push(() => dns.close())
    const running: RunningPlatform = { clusters, dns, now: Date.now }
    const ingressEndpoints = await startIngressEndpoints(clusters)
    closers.push(() => ingressEndpoints.close())

    const folder = await mkdtemp(join(tmpdir(), 'fairlead-demo-'))
    closers.push(() => rm(folder, { recursive: true, force: true }))
    const kubeconfigPath = join(folder, 'kubeconfig')
    const configPath = join(folder, 'fairlead.yaml')
    await writeFile(kubeconfigPath, renderKubeconfig(clusters), { mode: 0o600 })
    await writeFile(configPath, renderConfig(running, kubeconfigPath, ingressEndpoints.connectTo))

    const heartbeat = startHeartbeat(running)
    closers.push(() => heartbeat.stop())
    const speed = options.still === true ? 0 : (options.speed ?? 1)
    const clock = startClock(running, { steps: script, roundSeconds, speed, log })
    closers.push(() => clock.stop())
    const controlPort = options.port ? options.port + built.length + 1 : 0
    const control = await startControl({ platform: running, clock, port: controlPort, log })
    closers.push(() => control.close())
    const broken = new Map(built.map((cluster) => [cluster.plan.name, cluster.broken]))
    return { ...running, clock, control, kubeconfigPath, configPath, broken, close }
  } catch (error) {
    await close()
    throw error
  }
}

function renderKubeconfig(clusters: ReadonlyMap<string, RunningCluster>): string {
  const entries = [...clusters].map(([name, { api }]) => kubeconfigEntries(name, api.url, adminToken))
  return stringifyYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries.map((entry) => entry.cluster),
    contexts: entries.map((entry) => entry.context),
    users: entries.map((entry) => entry.user),
    'current-context': entries[0]?.context.name ?? '',
  })
}

function renderConfig(
  { clusters, dns }: RunningPlatform,
  kubeconfig: string,
  connectTo: ReadonlyMap<string, Record<string, string>>,
): string {
  return stringifyYaml({
    clusters: [...clusters.keys()].map((name) => ({
      name,
      context: name,
      kubeconfig,
      dns: { mode: 'resolvers', servers: [dns.address], nameServerPort: dns.port },
      probe: { enabled: true, connectTo: connectTo.get(name) ?? {} },
    })),
  })
}
