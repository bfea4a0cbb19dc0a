import 'server-only'
import { Judgements } from '@/lib/snapshot/judgements'
import { ObjectStore } from '@/lib/snapshot/object-store'
import { type DnsObserver, startDnsObserver } from '@/lib/sources/dns/dns-observer'
import type { KubernetesConnection } from '@/lib/sources/kubernetes/api-answer'
import { connect, listContexts } from '@/lib/sources/kubernetes/connect'
import { type KubernetesSource, startKubernetesSource } from '@/lib/sources/kubernetes/kubernetes-source'
import { CertificateTable } from './certificate-table'
import { type ClusterConfig, defaultSettings, noProbes, type ProbeSettings, readConfig } from './config'
import { readEnvironment } from './env'
import { AppError } from './errors'
import { IngressTable } from './ingress-table'
import { judgeInBackground } from './judge-in-background'
import { getLog } from './log'
import { NameTable } from './name-table'
import { PastFindings } from './past-findings'
import { listTopics, TopicBus } from './topics'
import { WantedNames } from './wanted-names'

/** One watched cluster: what is known of it, what was judged, and who is told when it changes. */
export interface ManagedCluster {
  name: string
  store: ObjectStore
  judgements: Judgements
  ingresses: IngressTable
  certificates: CertificateTable
  names: NameTable
  bus: TopicBus
  /** Findings that went away since this process runs. */
  pastFindings: PastFindings
  /** Null until the connection is prepared. */
  source: KubernetesSource | null
  dns: DnsObserver | null
  server: string | null
  probe: ProbeSettings
  stop(): Promise<void>
}

interface ServerState {
  clusters: Map<string, ManagedCluster>
  problems: string[]
  isDemo: boolean
  /** Resolves when the configuration has been read and every cluster is being watched. */
  whenConfigured: Promise<void>
}

// Next instantiates modules once per bundle (instrumentation, pages, routes); the process has one state all the same.
const holder = globalThis as { [key: symbol]: ServerState | undefined }
const stateKey = Symbol.for('fairlead.state')

function getState(): ServerState {
  const existing = holder[stateKey]
  if (existing !== undefined) return existing
  const state: ServerState = {
    clusters: new Map(),
    problems: [],
    isDemo: readEnvironment().isDemo,
    whenConfigured: Promise.resolve(),
  }
  holder[stateKey] = state
  state.whenConfigured = startClusters(state).catch((error: unknown) => {
    getLog().error({ err: error }, 'cannot start')
    state.problems.push(`Fairlead could not start watching: ${error instanceof Error ? error.message : String(error)}`)
  })
  return state
}

/** Starts watching every configured cluster. Calling it again does nothing. */
export function startWatching(): void {
  getState()
}

/** Every watched cluster in the order of the configuration, with what is wrong with the configuration. */
export async function listManagedClusters(): Promise<{
  clusters: ManagedCluster[]
  problems: string[]
  isDemo: boolean
}> {
  const state = getState()
  await state.whenConfigured
  return { clusters: [...state.clusters.values()], problems: state.problems, isDemo: state.isDemo }
}

/** The cluster of this name. Throws `not-found` naming the ones there are. */
export async function getManagedCluster(name: string): Promise<ManagedCluster> {
  const { clusters } = await listManagedClusters()
  const cluster = clusters.find((candidate) => candidate.name === name)
  if (cluster !== undefined) return cluster
  const known = clusters.map((candidate) => candidate.name).join(', ') || 'none'
  throw new AppError('not-found', `No cluster is called "${name}". Known clusters: ${known}.`)
}

/** The cluster of this name, once what a change outdated is judged again (or that takes too long). */
export async function getJudgedCluster(name: string): Promise<ManagedCluster> {
  const cluster = await getManagedCluster(name)
  await cluster.ingresses.settle()
  return cluster
}

/** Ends all watching, for a clean shutdown. */
export async function stopWatching(): Promise<void> {
  const state = holder[stateKey]
  if (state === undefined) return
  await Promise.all([...state.clusters.values()].map((cluster) => cluster.stop()))
}

async function startClusters(state: ServerState): Promise<void> {
  const environment = readEnvironment()
  let configs: ClusterConfig[] = []
  if (environment.configPath !== null) {
    const config = await readConfig(environment.configPath, environment.kubeconfigPaths)
    state.problems.push(...config.problems)
    configs = config.clusters
  }
  if (configs.length === 0 && environment.configPath === null) {
    if (environment.kubeconfigPaths.length > 0) {
      const { contexts, problems } = await listContexts(environment.kubeconfigPaths)
      state.problems.push(...problems)
      const current = contexts.find((context) => context.isCurrent) ?? contexts[0]
      if (current !== undefined) {
        configs.push({
          settings: defaultSettings(current.name),
          kubeconfigPaths: environment.kubeconfigPaths,
          context: current.name,
          probe: noProbes,
        })
      }
    } else if (environment.isInCluster) {
      configs.push({ settings: defaultSettings('in-cluster'), kubeconfigPaths: [], context: null, probe: noProbes })
    }
  }
  if (configs.length === 0 && state.problems.length === 0) {
    state.problems.push(
      'No cluster is configured: set KUBECONFIG to a kubeconfig with a current context, or FAIRLEAD_CONFIG to a fairlead.yaml with clusters.',
    )
  }
  for (const config of configs) {
    const { name } = config.settings
    const others = () => [...state.clusters.values()].filter((cluster) => cluster.name !== name)
    state.clusters.set(name, startCluster(config, environment.isInCluster, others))
  }
}

function startCluster(
  { settings, kubeconfigPaths, context, probe }: ClusterConfig,
  isInCluster: boolean,
  others: () => readonly ManagedCluster[],
): ManagedCluster {
  const store = new ObjectStore(settings)
  const bus = new TopicBus()
  const log = getLog().child({ cluster: settings.name })
  let connected: KubernetesConnection | null = null
  const judgements = new Judgements(store)
  const cluster: ManagedCluster = {
    name: settings.name,
    store,
    judgements,
    ingresses: new IngressTable(store, judgements),
    certificates: new CertificateTable(store, judgements),
    names: new NameTable(store, judgements),
    bus,
    pastFindings: new PastFindings(),
    source: null,
    dns: null,
    server: null,
    probe,
    stop: async () => {
      bus.stop()
      stopJudging()
      await Promise.all([cluster.source?.stop(), cluster.dns?.stop()])
      await connected?.close()
    },
  }
  store.onChange(({ keys }) => {
    const topics = listTopics(keys)
    bus.publish(topics)
    // What one cluster holds in a zone is shown on the pages of all.
    if (topics.has('dns-zones')) for (const other of others()) other.bus.publish(['dns-zones'])
  })
  const stopJudging = judgeInBackground(cluster)
  void connect({
    kubeconfigPath: kubeconfigPaths,
    context: context ?? undefined,
    inCluster: kubeconfigPaths.length === 0 && isInCluster,
  })
    .then((connection) => {
      connected = connection
      cluster.server = connection.server
      cluster.source = startKubernetesSource({ connection, store, log })
      // Going stale and healing change no object, but every page shows them.
      cluster.source.onStatusChange(() => {
        bus.publish(['clusters', 'ingresses', 'findings', 'certificates', 'dns-zones', 'dns-cache', 'egress'])
        for (const other of others()) other.bus.publish(['dns-zones'])
      })
    })
    .catch((error: unknown) => log.error({ err: error }, 'cannot connect'))
  if (settings.dns.mode !== 'off') {
    const { servers, mode, nameServerPort } = settings.dns
    const wanted = new WantedNames(store, judgements)
    const isAuthoritative = mode === 'authoritative'
    const listNames = () => wanted.list()
    cluster.dns = startDnsObserver({ store, servers, isAuthoritative, nameServerPort, listNames })
  }
  return cluster
}
