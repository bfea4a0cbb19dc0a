import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Agent, fetch } from 'undici'
import { stringify } from 'yaml'
import { endpointSliceCrd } from './endpoint-slice-crd'

/** A Kubernetes object as tests write it. */
export interface ApiObject {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; [field: string]: unknown }
  [field: string]: unknown
}

export interface ApiResponse {
  status: number
  body: unknown
}

/** A real kube-apiserver with its own etcd, on loopback, with RBAC on. Everything it needs lies in one temporary folder. */
export interface RealApi {
  readonly port: number
  readonly url: string
  readonly kubectlPath: string
  /** Kubeconfig text for a user; `server` overrides the URL, for instance with that of a proxy in between. */
  kubeconfig(user?: string, options?: { server?: string; namespace?: string }): string
  /** Bearer token of a user, and the PEM certificate to trust. */
  credentials(user?: string): { token: string; certificate: string }
  /** Request as the admin (or another user). The path starts with `/api` or `/apis`. */
  request(
    method: string,
    path: string,
    body?: unknown,
    options?: { user?: string; contentType?: string },
  ): Promise<ApiResponse>
  /**
   * Creates or updates objects in order, and writes `status` through the status subresource where there is one. Answers what
   * the server refused: an older server does not know every field or kind.
   */
  apply(objects: readonly ApiObject[]): Promise<{ object: ApiObject; status: number; message: string }[]>
  remove(object: Pick<ApiObject, 'apiVersion' | 'kind' | 'metadata'>): Promise<ApiResponse>
  /** Runs kubectl as the admin. */
  kubectl(args: readonly string[], stdin?: string): Promise<{ code: number; stdout: string; stderr: string }>
  /** Throws away history in etcd, so that older resource versions really are gone. Answers the revision kept. */
  compact(): Promise<string>
  /** Ends the API server; `kill` without letting it say goodbye to its watches. etcd stays. */
  stopServer(): Promise<void>
  killServer(): Promise<void>
  startServer(): Promise<void>
  /** Ends everything and removes the temporary folder. */
  close(): Promise<void>
}

export const adminUser = 'admin'
/** Users known to the token file; all but the admin start without rights. */
const users: Record<string, { token: string; groups: string[] }> = {
  [adminUser]: { token: 'admin-token', groups: ['system:masters'] },
  reader: { token: 'reader-token', groups: [] },
  tenant: { token: 'tenant-token', groups: [] },
}

/** Folder with the executables, or null; with FAIRLEAD_REQUIRE_REAL=1 its absence is an error. */
export function findKubebuilderAssets(): string | null {
  const folder = process.env.KUBEBUILDER_ASSETS
  if (folder && existsSync(path.join(folder, 'kube-apiserver')) && existsSync(path.join(folder, 'etcd'))) return folder
  if (process.env.FAIRLEAD_REQUIRE_REAL === '1') {
    throw new Error(
      'KUBEBUILDER_ASSETS must name a folder with etcd, kube-apiserver and kubectl (FAIRLEAD_REQUIRE_REAL=1)',
    )
  }
  console.warn(
    'SKIPPED: tests against a real kube-apiserver, because KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver',
  )
  return null
}

/** Starts etcd and kube-apiserver. `moreUsers` are known to it beside the usual ones, without rights. */
export async function startKubeApiserver({ moreUsers = [] }: { moreUsers?: readonly string[] } = {}): Promise<RealApi> {
  for (const name of moreUsers) users[name] = { token: `${name}-token`, groups: [] }
  const assets = findKubebuilderAssets()
  if (assets === null) throw new Error('KUBEBUILDER_ASSETS is not set')
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-apiserver-'))
  const etcdPort = await findFreePort()
  const peerPort = await findFreePort()
  const port = await findFreePort()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyFile = path.join(folder, 'service-account.key')
  const tokenFile = path.join(folder, 'tokens.csv')
  await writeFile(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }))
  const tokenLines = Object.entries(users).map(
    ([name, { token, groups }]) => `${token},${name},${name},"${groups.join(',')}"\n`,
  )
  await writeFile(tokenFile, tokenLines.join(''))
  const etcdUrl = `http://127.0.0.1:${etcdPort}`
  const etcd = startProcess(path.join(assets, 'etcd'), [
    `--data-dir=${path.join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ])
  const apiserverArgs = [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--cert-dir=${path.join(folder, 'certificates')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${keyFile}`,
    `--service-account-key-file=${keyFile}`,
    `--token-auth-file=${tokenFile}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    '--runtime-config=discovery.k8s.io/v1beta1=false',
    '--watch-cache=true',
  ]
  const api = new ApiserverProcess(assets, folder, port, etcdUrl, etcd, apiserverArgs)
  try {
    await waitUntil(
      async () => (await fetch(`${etcdUrl}/health`)).ok,
      20_000,
      () => `etcd did not start: ${etcd.output()}`,
    )
    await api.startServer()
    await api.apply([endpointSliceCrd])
    const slices = '/apis/discovery.k8s.io/v1/endpointslices'
    await waitUntil(
      async () => (await api.request('GET', slices)).status === 200,
      30_000,
      () => 'EndpointSlice v1 is not served',
    )
    return api
  } catch (error) {
    await api.close()
    throw error
  }
}

class ApiserverProcess implements RealApi {
  readonly port: number
  readonly url: string
  readonly kubectlPath: string
  private readonly assets: string
  private readonly folder: string
  private readonly etcdUrl: string
  private readonly etcd: RunningProcess
  private readonly args: readonly string[]
  private server: RunningProcess | null = null
  private certificate = ''
  private dispatcher = new Agent()
  private resources = new Map<string, { name: string; isNamespaced: boolean; hasStatus: boolean }>()

  constructor(
    assets: string,
    folder: string,
    port: number,
    etcdUrl: string,
    etcd: RunningProcess,
    args: readonly string[],
  ) {
    this.assets = assets
    this.folder = folder
    this.port = port
    this.url = `https://127.0.0.1:${port}`
    this.kubectlPath = path.join(assets, 'kubectl')
    this.etcdUrl = etcdUrl
    this.etcd = etcd
    this.args = args
  }

  kubeconfig(user = adminUser, options: { server?: string; namespace?: string } = {}): string {
    const cluster = {
      server: options.server ?? this.url,
      'certificate-authority-data': Buffer.from(this.certificate).toString('base64'),
    }
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'real', cluster }],
      users: [{ name: user, user: { token: users[user]?.token ?? 'a-token-nobody-knows' } }],
      contexts: [{ name: `real-${user}`, context: { cluster: 'real', user, namespace: options.namespace } }],
      'current-context': `real-${user}`,
    })
  }

  credentials(user = adminUser): { token: string; certificate: string } {
    return { token: users[user]?.token ?? 'a-token-nobody-knows', certificate: this.certificate }
  }

  async request(
    method: string,
    requestPath: string,
    body?: unknown,
    options: { user?: string; contentType?: string } = {},
  ): Promise<ApiResponse> {
    const response = await fetch(`${this.url}${requestPath}`, {
      method,
      headers: {
        authorization: `Bearer ${users[options.user ?? adminUser]?.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      dispatcher: this.dispatcher,
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }

  async apply(objects: readonly ApiObject[]): Promise<{ object: ApiObject; status: number; message: string }[]> {
    const refused: { object: ApiObject; status: number; message: string }[] = []
    for (const object of objects) {
      const answer = await this.applyOne(object)
      if (answer.status >= 400)
        refused.push({ object, status: answer.status, message: JSON.stringify(answer.body).slice(0, 500) })
    }
    return refused
  }

  async remove(object: Pick<ApiObject, 'apiVersion' | 'kind' | 'metadata'>): Promise<ApiResponse> {
    const collection = await this.collectionPath(object)
    if (collection === null) return { status: 404, body: `no resource for ${object.apiVersion} ${object.kind}` }
    return this.request('DELETE', `${collection.path}/${object.metadata.name}?gracePeriodSeconds=0`)
  }

  async kubectl(args: readonly string[], stdin = ''): Promise<{ code: number; stdout: string; stderr: string }> {
    const file = path.join(this.folder, 'admin.kubeconfig')
    await writeFile(file, this.kubeconfig(), { mode: 0o600 })
    return new Promise((resolve, reject) => {
      const child = spawn(this.kubectlPath, [`--kubeconfig=${file}`, ...args], {
        env: { HOME: this.folder, PATH: process.env.PATH ?? '' } as unknown as NodeJS.ProcessEnv,
      })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk
      })
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        stderr += chunk
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
      child.stdin.end(stdin)
    })
  }

  async compact(): Promise<string> {
    const post = async (route: string, body: unknown) => {
      const response = await fetch(`${this.etcdUrl}${route}`, { method: 'POST', body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`etcd ${route}: ${response.status} ${await response.text()}`)
      return response.json()
    }
    const range: unknown = await post('/v3/kv/range', { key: Buffer.from('\0').toString('base64') })
    const revision = readRevision(range)
    await post('/v3/kv/compaction', { revision, physical: true })
    return revision
  }

  async startServer(): Promise<void> {
    if (this.server !== null) return
    const server = startProcess(path.join(this.assets, 'kube-apiserver'), this.args)
    this.server = server
    const certificateFile = path.join(this.folder, 'certificates', 'apiserver.crt')
    const isReady = async () => {
      if (!existsSync(certificateFile)) return false
      if (this.certificate === '') {
        this.certificate = await readFile(certificateFile, 'utf8')
        this.dispatcher = new Agent({ connect: { ca: this.certificate } })
      }
      return (await this.request('GET', '/readyz')).status === 200
    }
    await waitUntil(isReady, 60_000, () => `kube-apiserver did not start: ${server.output()}`)
  }

  stopServer(): Promise<void> {
    return this.endServer('SIGTERM')
  }

  killServer(): Promise<void> {
    return this.endServer('SIGKILL')
  }

  async close(): Promise<void> {
    await this.endServer('SIGKILL')
    await this.etcd.end('SIGKILL')
    await this.dispatcher.destroy()
    await rm(this.folder, { recursive: true, force: true })
  }

  private async endServer(signal: NodeJS.Signals): Promise<void> {
    const server = this.server
    this.server = null
    await server?.end(signal)
  }

  private async applyOne(object: ApiObject): Promise<ApiResponse> {
    const collection = await this.collectionPath(object)
    if (collection === null) return { status: 404, body: `no resource for ${object.apiVersion} ${object.kind}` }
    const objectPath = `${collection.path}/${object.metadata.name}`
    let answer = await this.request('POST', collection.path, object)
    if (answer.status === 409) {
      answer = await this.request('PATCH', objectPath, object, { contentType: 'application/merge-patch+json' })
    }
    if (answer.status >= 400 || object.status === undefined || !collection.hasStatus) return answer
    return this.request(
      'PATCH',
      `${objectPath}/status`,
      { status: object.status },
      { contentType: 'application/merge-patch+json' },
    )
  }

  private async collectionPath(
    object: Pick<ApiObject, 'apiVersion' | 'kind' | 'metadata'>,
  ): Promise<{ path: string; hasStatus: boolean } | null> {
    const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`
    const key = `${object.apiVersion} ${object.kind}`
    if (!this.resources.has(key)) await this.discover(object.apiVersion, root)
    const resource = this.resources.get(key)
    if (resource === undefined) return null
    const namespace = resource.isNamespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : ''
    return { path: `${root}${namespace}/${resource.name}`, hasStatus: resource.hasStatus }
  }

  private async discover(apiVersion: string, root: string): Promise<void> {
    const { status, body } = await this.request('GET', root)
    if (
      status !== 200 ||
      typeof body !== 'object' ||
      body === null ||
      !('resources' in body) ||
      !Array.isArray(body.resources)
    )
      return
    const found: { name: string; kind: string; namespaced: boolean }[] = body.resources
    for (const { name, kind, namespaced } of found) {
      if (name.includes('/')) continue
      const hasStatus = found.some((other) => other.name === `${name}/status`)
      this.resources.set(`${apiVersion} ${kind}`, { name, isNamespaced: namespaced, hasStatus })
    }
  }
}

interface RunningProcess {
  output(): string
  end(signal: NodeJS.Signals): Promise<void>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function startProcess(command: string, args: readonly string[]): RunningProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child)
      resolve()
    })
  })
  return {
    output: () => output,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await ended
    },
  }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Waits until the condition holds; a condition that rejects does not hold yet. Rejects with the message after the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  message: () => string = () => 'the condition did not come true',
): Promise<void> {
  const untilMs = Date.now() + timeoutMs
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false)
    if (holds) return
    if (Date.now() > untilMs) throw new Error(`${message()} (after ${timeoutMs} ms)`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

function readRevision(range: unknown): string {
  if (typeof range === 'object' && range !== null && 'header' in range) {
    const { header } = range
    if (typeof header === 'object' && header !== null && 'revision' in header) return String(header.revision)
  }
  throw new Error('etcd answered without a revision')
}
