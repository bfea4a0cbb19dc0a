import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { stringify as stringifyYaml } from 'yaml'
import { type Authorisation, createAuthorisation, type DemoUser } from '@/lib/demo/kubernetes-api/authorisation'
import { createFaultRegistry, type KubernetesFaults } from '@/lib/demo/kubernetes-api/faults'
import { handleRequest, type ServerState } from '@/lib/demo/kubernetes-api/handle-request'
import { builtInKinds, type KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { createListReader } from '@/lib/demo/kubernetes-api/list'
import { createObjectStore, type ObjectStore } from '@/lib/demo/kubernetes-api/store'
import type { ServedWatch } from '@/lib/demo/kubernetes-api/watch'

const adminUser: DemoUser = { name: 'demo-admin', groups: ['system:masters'] }

/** The token of the user `demo-admin`, who may do everything. */
export const adminToken = 'demo-admin-token'

export interface KubernetesApiOptions {
  /** 0 or absent: any free port. */
  port?: number
  objects: Iterable<KubeObject>
  /** Further bearer tokens and whose they are. */
  tokens?: Record<string, DemoUser>
  /**
   * Who comes without a token; `demo-admin` when absent. kubectl never sends a token over plain http, so anything less would
   * leave it outside.
   */
  anonymousUser?: DemoUser
  /** Cluster, context and user names in kubeconfigs begin with this name. */
  name?: string
  /** Shown by `/version`, such as `v1.31.7`. */
  gitVersion?: string
  kinds?: readonly KindDefinition[]
  bookmarkIntervalMs?: number
  historyLimit?: number
  now?: () => number
  log?: (line: string) => void
}

export interface KubernetesApi {
  readonly url: string
  readonly port: number
  readonly name: string
  readonly store: ObjectStore
  readonly faults: KubernetesFaults
  readonly authorisation: Authorisation
  /** A kubeconfig (YAML) for one token; its context has the cluster's name. */
  kubeconfig(token?: string): string
  /** Serves a further kind from now on. */
  installKind(kind: KindDefinition): void
  /** Requests for the kind get 404 from now on; its open watches end. */
  removeKind(kindName: string): void
  close(): Promise<void>
}

/** One cluster's entries in a kubeconfig. */
export function kubeconfigEntries(name: string, url: string, token: string) {
  return {
    // client-node refuses plain http unless the cluster says that TLS is not verified.
    cluster: { name, cluster: { server: url, 'insecure-skip-tls-verify': true } },
    context: { name, context: { cluster: name, user: name } },
    user: { name, user: { token } },
  }
}

function parseVersion(gitVersion: string): Record<string, string> {
  const [major = '1', minor = '31'] = gitVersion.replace(/^v/, '').split('.')
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

/** Starts a Kubernetes API server on 127.0.0.1 that holds `objects`. Rejects when the port is taken. */
export async function startKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const name = options.name ?? 'demo'
  const now = options.now ?? Date.now
  const kinds = options.kinds ?? builtInKinds
  const store = createObjectStore({ kinds, uidSeed: name, now, historyLimit: options.historyLimit ?? 4096 })
  store.load(options.objects)
  const authorisation = createAuthorisation({ [adminToken]: adminUser, ...options.tokens })
  const registry = createFaultRegistry()
  const lists = createListReader(store)
  const watches = new Set<ServedWatch>()
  const sockets = new Set<Socket>()
  let port = options.port ?? 0
  const state: ServerState = {
    store,
    authorisation,
    faults: registry,
    lists,
    watches,
    version: parseVersion(options.gitVersion ?? 'v1.31.7'),
    anonymousUser: () => options.anonymousUser ?? adminUser,
    address: () => `127.0.0.1:${port}`,
    bookmarkIntervalMs: options.bookmarkIntervalMs ?? 10_000,
    now,
    log: options.log ?? (() => {}),
  }

  const server = createServer((message, response) => void handleRequest(state, message, response))
  server.keepAliveTimeout = 60_000
  // A watch is one request that lasts for minutes.
  server.requestTimeout = 0
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A reset by the client is no error of ours.
    socket.on('error', () => {})
  })
  const dropConnections = () => {
    const count = sockets.size
    for (const socket of sockets) socket.destroy()
    return count
  }
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  const stop = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) resolve()
      else server.close(() => resolve())
      dropConnections()
    })
  await listen()
  port = addressOf(server.address()).port

  const matching = (match: { resource?: string; namespace?: string; user?: string } = {}) =>
    [...watches].filter(
      (watch) =>
        (match.resource ?? watch.resource) === watch.resource &&
        (match.namespace ?? watch.namespace) === watch.namespace &&
        (match.user ?? watch.user) === watch.user,
    )
  const forEachWatch = (match: Parameters<typeof matching>[0], act: (watch: ServedWatch) => void) => {
    const hit = matching(match)
    for (const watch of hit) act(watch)
    return hit.length
  }
  const faults: KubernetesFaults = {
    inject: registry.inject,
    failNext: (count, code, match = {}) => registry.inject(match, { kind: 'status', code }, count),
    slowAnswers: (delayMs, match = {}) => registry.inject(match, { kind: 'delay', delayMs }),
    dropConnections,
    closeWatches: (match) => forEachWatch(match, (watch) => watch.close()),
    hangWatches: (match) => forEachWatch(match, (watch) => watch.hang()),
    expireHistory() {
      store.compact()
      lists.expire()
      for (const watch of [...watches]) watch.expire()
    },
    stopListening: stop,
    startListening: () => (server.listening ? Promise.resolve() : listen()),
    active: registry.active,
    openWatches: () => [...watches],
    clear: registry.clear,
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    name,
    store,
    faults,
    authorisation,
    kubeconfig(token = adminToken) {
      const entries = kubeconfigEntries(name, `http://127.0.0.1:${port}`, token)
      return stringifyYaml({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [entries.cluster],
        contexts: [entries.context],
        users: [entries.user],
        'current-context': name,
      })
    },
    installKind: (kind) => store.installKind(kind),
    removeKind(kindName) {
      store.removeKind(kindName)
      for (const watch of [...watches]) if (watch.kindName === kindName) watch.close()
    },
    close: stop,
  }
}

/** A server that listens on TCP always has an AddressInfo. */
function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The demo API server is not listening on TCP')
  return address
}
