import 'server-only'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { RequestOptions as HttpsRequestOptions } from 'node:https'
import path from 'node:path'
import { KubeConfig, type User } from '@kubernetes/client-node'
import { type Dispatcher, fetch, type Response } from 'undici'
import {
  type JsonAnswer,
  type KubernetesConnection,
  parseRetryAfterMs,
  type RequestFailure,
  type RequestOptions,
  readStatusMessage,
  type StreamAnswer,
} from './api-answer'
import { DispatcherCache } from './dispatcher-cache'
import { type Environment, ExecCredentialSource } from './exec-credential'
import { describeError, type ResolvedContext, readKubeconfig, resolveContext } from './kubeconfig'
import { describeNetworkError } from './network-error'

export interface ConnectOptions {
  /** Kubeconfig files in order of precedence (the KUBECONFIG list, or the default path). */
  kubeconfigPath?: string | readonly string[]
  kubeconfigText?: string
  /** Name of the context; the current one when absent. */
  context?: string
  /** Use the Pod's service account instead of a kubeconfig. */
  inCluster?: boolean
  /** Prepended to the service account folder. */
  inClusterRoot?: string
  /** What exec plugins inherit. */
  environment?: Environment
  execTimeoutMs?: number
}

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'
const defaultTimeoutMs = 30_000
/** Token files are rotated under us; client-go rereads them about as often. */
const tokenFileTtlMs = 60_000
/** Refreshes on 401 closer together than this share one result, so that a refused token does not spawn plugins in a loop. */
const refreshIntervalMinMs = 5_000

/** Contexts of the kubeconfigs with their problems; `isCurrent` marks the one used by default. Never rejects. */
export async function listContexts(
  kubeconfigPaths: readonly string[],
): Promise<{ contexts: { name: string; namespace: string | null; isCurrent: boolean }[]; problems: string[] }> {
  const entries = await readKubeconfig({ paths: kubeconfigPaths })
  const contexts = [...entries.contexts].map(([name, { context }]) => ({
    name,
    namespace: context.namespace || null,
    isCurrent: name === entries.currentContext,
  }))
  return { contexts, problems: entries.problems }
}

/** Prepares access to one cluster without contacting it. A configuration that cannot work is told by the connection. */
export async function connect(options: ConnectOptions): Promise<KubernetesConnection> {
  const resolved = options.inCluster ? readServiceAccount(options.inClusterRoot ?? '') : await readContext(options)
  return new HttpConnection(resolved, options)
}

async function readContext(options: ConnectOptions): Promise<ResolvedContext | { problem: string }> {
  const { kubeconfigPath: paths = [] } = options
  const entries = await readKubeconfig({
    paths: typeof paths === 'string' ? [paths] : paths,
    text: options.kubeconfigText,
  })
  return resolveContext(entries, options.context ?? null)
}

function readServiceAccount(root: string): ResolvedContext | { problem: string } {
  const tokenFile = path.join(`${root}/`, serviceAccountFolder, 'token')
  const config = new KubeConfig()
  config.loadFromCluster(root)
  const cluster = config.getCurrentCluster()
  if (cluster === null || cluster.server.includes('undefined')) {
    return {
      problem:
        'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this process does not run in a Pod; give a kubeconfig',
    }
  }
  if (!existsSync(tokenFile)) {
    return {
      problem: `${tokenFile} does not exist; give the Pod a service account and leave automountServiceAccountToken on`,
    }
  }
  return {
    name: 'in-cluster',
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? null,
    clusterName: 'in-cluster',
    cluster: { server: cluster.server, 'certificate-authority': cluster.caFile ?? null },
    userName: 'service account',
    user: { tokenFile },
    userFolder: null,
  }
}

interface AppliedCredentials {
  headers: Record<string, string>
  dispatcher: Dispatcher
}

class HttpConnection implements KubernetesConnection {
  readonly context: string | null
  readonly server: string | null
  readonly namespace: string | null
  readonly configurationProblem: string | null
  private readonly resolved: ResolvedContext | null
  private readonly config: KubeConfig | null
  private readonly exec: ExecCredentialSource | null
  private tokenFileContent: { token: string; readAtMs: number } | null = null
  private readonly dispatchers = new DispatcherCache()
  private lastRefreshAtMs = Number.NEGATIVE_INFINITY

  constructor(resolved: ResolvedContext | { problem: string }, options: ConnectOptions) {
    if ('problem' in resolved) {
      this.context = options.context ?? null
      this.server = null
      this.namespace = null
      this.configurationProblem = resolved.problem
      this.resolved = null
      this.config = null
      this.exec = null
      return
    }
    this.context = resolved.name
    this.server = resolved.cluster.server.replace(/\/+$/, '')
    this.namespace = resolved.namespace
    this.configurationProblem = null
    this.resolved = resolved
    this.config = buildConfig(resolved)
    // biome-ignore lint/style/noProcessEnv: a plugin inherits all that this process has, as under kubectl; no setting of ours is read.
    const environment = options.environment ?? process.env
    this.exec = resolved.user.exec
      ? new ExecCredentialSource(resolved, environment, options.execTimeoutMs ?? 30_000)
      : null
  }

  async request(pathAndQuery: string, options: RequestOptions = {}): Promise<StreamAnswer | RequestFailure> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    try {
      const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal])
      const response = await this.send(pathAndQuery, options, signal)
      return {
        state: 'answered',
        status: response.status,
        retryAfterMs: parseRetryAfterMs(response.headers.get('retry-after'), Date.now()),
        body: response.body,
        text: () => response.text(),
      }
    } catch (error) {
      return this.describeFailure(error, options.signal?.aborted === true, deadline.signal.aborted, timeoutMs)
    } finally {
      // Only the head is under this deadline: a watch stays open for minutes.
      clearTimeout(timer)
    }
  }

  async requestJson(pathAndQuery: string, options: RequestOptions = {}): Promise<JsonAnswer | RequestFailure> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
    try {
      const answer = await this.request(pathAndQuery, { ...options, timeoutMs: timeoutMs + 1000, signal })
      if (answer.state === 'failed') {
        return answer.reason === 'aborted'
          ? this.describeFailure(null, options.signal?.aborted === true, deadline.aborted, timeoutMs)
          : answer
      }
      const text = await answer.text()
      const json = parseJson(text)
      return {
        state: 'answered',
        status: answer.status,
        retryAfterMs: answer.retryAfterMs,
        json,
        message: readStatusMessage(json, text),
      }
    } catch (error) {
      return this.describeFailure(error, options.signal?.aborted === true, deadline.aborted, timeoutMs)
    }
  }

  async serverVersion(signal?: AbortSignal): Promise<string | null> {
    const answer = await this.requestJson('/version', { signal, timeoutMs: 5_000 })
    if (answer.state === 'failed' || answer.status !== 200) return null
    const { json } = answer
    if (typeof json !== 'object' || json === null || !('gitVersion' in json)) return null
    return typeof json.gitVersion === 'string' ? json.gitVersion : null
  }

  async refreshCredentials(): Promise<boolean> {
    if (this.exec === null && !this.resolved?.user.tokenFile) return false
    const nowMs = Date.now()
    if (nowMs - this.lastRefreshAtMs < refreshIntervalMinMs) return false
    this.lastRefreshAtMs = nowMs
    this.exec?.forget()
    this.tokenFileContent = null
    return true
  }

  renewConnections(): void {
    this.dispatchers.renew()
  }

  close(): Promise<void> {
    return this.dispatchers.destroy()
  }

  private async send(pathAndQuery: string, options: RequestOptions, signal: AbortSignal): Promise<Response> {
    const lastRefreshAtMs = this.lastRefreshAtMs
    const response = await this.sendOnce(pathAndQuery, options, signal)
    if (response.status !== 401) return response
    // Another request may have refreshed while this one was under way: then its token is worth a try as well.
    const wasRefreshed = this.lastRefreshAtMs > lastRefreshAtMs || (await this.refreshCredentials())
    if (!wasRefreshed) return response
    await response.body?.cancel()
    return this.sendOnce(pathAndQuery, options, signal)
  }

  private async sendOnce(pathAndQuery: string, options: RequestOptions, signal: AbortSignal): Promise<Response> {
    const { headers, dispatcher } = await this.applyCredentials()
    const hasBody = options.body !== undefined
    return fetch(`${this.server}${pathAndQuery}`, {
      method: options.method ?? 'GET',
      headers: {
        ...headers,
        accept: 'application/json',
        'user-agent': 'fairlead',
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      body: hasBody ? JSON.stringify(options.body) : undefined,
      // An API server that redirects us elsewhere must not receive our credentials there.
      redirect: 'manual',
      dispatcher,
      signal,
    })
  }

  private async applyCredentials(): Promise<AppliedCredentials> {
    if (this.resolved === null || this.config === null)
      throw new ConfigurationError(this.configurationProblem ?? 'not configured')
    const { cluster, user } = this.resolved
    const tls: HttpsRequestOptions = {}
    try {
      await this.config.applyToHTTPSOptions(tls)
    } catch (error) {
      throw new ConfigurationError(
        `credentials of context "${this.resolved.name}" cannot be used: ${describeError(error)}`,
      )
    }
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(tls.headers ?? {})) {
      if (typeof value === 'string') headers[name.toLowerCase()] = value
    }
    if (typeof tls.auth === 'string') headers.authorization = `Basic ${Buffer.from(tls.auth).toString('base64')}`
    let { cert, key } = tls
    if (this.exec !== null) {
      const status = await this.exec.fetch(Date.now()).catch((error: unknown) => {
        throw new ConfigurationError(describeError(error))
      })
      if (status.token) headers.authorization = `Bearer ${status.token}`
      if (status.clientCertificateData && status.clientKeyData) {
        cert = status.clientCertificateData
        key = status.clientKeyData
      }
    } else if (user.tokenFile) {
      headers.authorization = `Bearer ${await this.readTokenFile(user.tokenFile)}`
    }
    const connectOptions = {
      ca: tls.ca,
      cert,
      key,
      servername: cluster['tls-server-name'] ?? undefined,
      ...(cluster['insecure-skip-tls-verify'] ? { rejectUnauthorized: false } : {}),
    }
    return { headers, dispatcher: this.dispatchers.find(connectOptions, cluster['proxy-url'] ?? null) }
  }

  private async readTokenFile(file: string): Promise<string> {
    const nowMs = Date.now()
    if (this.tokenFileContent !== null && nowMs - this.tokenFileContent.readAtMs < tokenFileTtlMs)
      return this.tokenFileContent.token
    try {
      const token = (await readFile(file, 'utf8')).trim()
      this.tokenFileContent = { token, readAtMs: nowMs }
      return token
    } catch (error) {
      throw new ConfigurationError(
        `tokenFile ${file} of user "${this.resolved?.userName}" cannot be read: ${describeError(error)}`,
      )
    }
  }

  private describeFailure(
    error: unknown,
    isAborted: boolean,
    isPastDeadline: boolean,
    timeoutMs: number,
  ): RequestFailure {
    if (isAborted) return { state: 'failed', reason: 'aborted', detail: 'the request was given up' }
    if (error instanceof ConfigurationError) return { state: 'failed', reason: 'unreachable', detail: error.message }
    // One that was given up on says the same about its neighbours in the pool.
    if (isPastDeadline) this.renewConnections()
    if (isPastDeadline)
      return {
        state: 'failed',
        reason: 'timed-out',
        detail: `${this.server} did not answer within ${timeoutMs / 1000} s`,
      }
    return { state: 'failed', reason: 'unreachable', detail: `${this.server}: ${describeNetworkError(error)}` }
  }
}

class ConfigurationError extends Error {}

/**
 * client-node reads certificates and runs its authentication providers. What it does not do as kubectl does (exec plugins,
 * token files, plain http, a context without user) is left out here and done by the connection.
 */
function buildConfig(resolved: ResolvedContext): KubeConfig {
  const { cluster, user } = resolved
  const config = new KubeConfig()
  const described: User = {
    name: resolved.userName || 'anonymous',
    token: user.token ?? undefined,
    certFile: user['client-certificate'] ?? undefined,
    certData: user['client-certificate-data'] ?? undefined,
    keyFile: user['client-key'] ?? undefined,
    keyData: user['client-key-data'] ?? undefined,
    username: user.username ?? undefined,
    password: user.password ?? undefined,
    impersonateUser: user.as ?? undefined,
    authProvider: user['auth-provider'] ?? undefined,
  }
  config.loadFromOptions({
    clusters: [
      {
        name: resolved.clusterName,
        server: cluster.server,
        caFile: cluster['certificate-authority'] ?? undefined,
        caData: cluster['certificate-authority-data'] ?? undefined,
        // client-node refuses plain http without it; kubectl does not.
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || cluster.server.startsWith('http:'),
      },
    ],
    users: [described],
    contexts: [{ name: resolved.name, cluster: resolved.clusterName, user: described.name }],
    currentContext: resolved.name,
  })
  return config
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
