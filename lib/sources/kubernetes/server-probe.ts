import 'server-only'
import type { KubernetesConnection } from './api-answer'
import { Pause } from './pause'
import type { KubernetesTimings } from './timings'

export interface ServerProbeOptions {
  connection: KubernetesConnection
  timings: KubernetesTimings
  nowMs(): number
  /** When anything was last heard from the server, by whatever connection. */
  lastSignMs(): number
  /** The server stopped answering at `sinceMs`. */
  onLost(sinceMs: number, reason: string): void
  /** The server answers again. */
  onFound(): void
  onVersion(version: string): void
}

/**
 * One light request, shared by all kinds, that notices within seconds when the API server is gone and when it is back.
 * Any HTTP answer counts as life, even a refusal. It keeps quiet about a failed request while watches still bring news.
 */
export class ServerProbe {
  private readonly options: ServerProbeOptions
  private readonly pause = new Pause()
  private readonly abort = new AbortController()
  private readonly done: Promise<void>
  private isLost = false
  private isStopped = false

  constructor(options: ServerProbeOptions) {
    this.options = options
    this.done = this.run()
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.abort.abort()
    this.pause.cutShort()
    await this.done
  }

  private async run(): Promise<void> {
    const { connection, timings, nowMs, lastSignMs } = this.options
    let lastAnswerMs = nowMs()
    while (!this.isStopped) {
      const askedAtMs = nowMs()
      const answer = await connection.requestJson('/version', {
        signal: this.abort.signal,
        timeoutMs: timings.probeTimeoutMs,
      })
      if (this.isStopped) return
      if (answer.state === 'answered' && answer.status < 500) {
        lastAnswerMs = nowMs()
        if (this.isLost) this.options.onFound()
        this.isLost = false
        if (
          typeof answer.json === 'object' &&
          answer.json !== null &&
          'gitVersion' in answer.json &&
          typeof answer.json.gitVersion === 'string'
        ) {
          this.options.onVersion(answer.json.gitVersion)
        }
      } else if (lastSignMs() < askedAtMs && !this.isLost) {
        const detail =
          answer.state === 'failed'
            ? answer.detail
            : `${connection.server} answered ${answer.status}: ${answer.message}`
        this.isLost = true
        this.options.onLost(Math.max(lastAnswerMs, lastSignMs()), detail)
      }
      // People wait for the return of the server more impatiently than for its loss.
      await this.pause.wait(this.isLost ? timings.probeIntervalMs / 3 : timings.probeIntervalMs)
    }
  }
}
