import 'server-only'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { describeError, isErrorCode, type ResolvedContext } from './kubeconfig'

const ExecCredential = z.object({
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
})
export type ExecCredentialStatus = z.infer<typeof ExecCredential>['status']

/** Environment variables of a plugin; undefined ones are left out. */
export type Environment = NodeJS.ProcessEnv

/** A token this close to its end is fetched again, so that it does not expire under way. */
const expiryLeewayMs = 30_000
const outputMaxBytes = 1_000_000

/**
 * Runs a kubeconfig's exec plugin and keeps what it answered until shortly before it expires; callers that ask at the same
 * time share one run.
 * Fact: kubernetes/client-go `plugin/pkg/client/auth/exec/exec.go` and `tools/clientcmd/api/v1/types.go` (ExecConfig), v0.31:
 * KUBERNETES_EXEC_INFO is always set, a command with a path separator is relative to the kubeconfig's folder.
 */
export class ExecCredentialSource {
  private readonly context: ResolvedContext
  private readonly environment: Environment
  private readonly timeoutMs: number
  private current: ExecCredentialStatus | null = null
  private running: Promise<ExecCredentialStatus> | null = null

  constructor(context: ResolvedContext, environment: Environment, timeoutMs: number) {
    this.context = context
    this.environment = environment
    this.timeoutMs = timeoutMs
  }

  /** Rejects with an error worded for the reader when the plugin cannot be run or answers nonsense. */
  async fetch(nowMs: number): Promise<ExecCredentialStatus> {
    if (this.current !== null && !this.isExpiring(this.current, nowMs)) return this.current
    this.running ??= this.run().finally(() => {
      this.running = null
    })
    this.current = await this.running
    return this.current
  }

  /** Makes the next `fetch` run the plugin, whatever the expiry says. */
  forget(): void {
    this.current = null
  }

  private isExpiring(status: ExecCredentialStatus, nowMs: number): boolean {
    if (!status.expirationTimestamp) return false
    const expiresAtMs = Date.parse(status.expirationTimestamp)
    return Number.isFinite(expiresAtMs) && expiresAtMs - expiryLeewayMs <= nowMs
  }

  private async run(): Promise<ExecCredentialStatus> {
    const { exec } = this.context.user
    if (!exec) throw new Error('the user has no exec section')
    const who = `exec plugin "${exec.command}" of user "${this.context.userName}"`
    const isPath = exec.command.includes('/') || exec.command.includes(path.sep)
    const command = isPath ? path.resolve(this.context.userFolder ?? '.', exec.command) : exec.command
    const { cluster } = this.context
    const authorityFile = cluster['certificate-authority']
    const authority = authorityFile
      ? (await readFile(authorityFile)).toString('base64')
      : cluster['certificate-authority-data']
    const clusterFields = {
      server: cluster.server,
      'tls-server-name': cluster['tls-server-name'] ?? undefined,
      'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
      'certificate-authority-data': authority ?? undefined,
    }
    const request = {
      apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster: clusterFields } : {}) },
    }
    const environment: Environment = { ...this.environment, KUBERNETES_EXEC_INFO: JSON.stringify(request) }
    for (const { name, value } of exec.env ?? []) environment[name] = value
    const hint = exec.installHint ? ` ${exec.installHint.trim()}` : ''
    const output = await runCommand(command, exec.args ?? [], environment, this.timeoutMs).catch((error: unknown) => {
      if (isErrorCode(error, 'ENOENT'))
        throw new Error(`${who} was not found (${command}); install it or correct users[].user.exec.command.${hint}`)
      throw new Error(`${who} failed: ${describeError(error)}.${hint}`)
    })
    let answer: unknown
    try {
      answer = JSON.parse(output)
    } catch {
      throw new Error(`${who} did not print JSON; expected an ExecCredential`)
    }
    const credential = ExecCredential.safeParse(answer)
    if (!credential.success) throw new Error(`${who} printed no ExecCredential with a status`)
    const { status } = credential.data
    if (!status.token && !(status.clientCertificateData && status.clientKeyData)) {
      throw new Error(`${who} printed neither a token nor a client certificate with its key`)
    }
    return status
  }
}

function runCommand(
  command: string,
  args: readonly string[],
  environment: Environment,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      windowsHide: true,
    })
    let output = ''
    let complaints = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      if (output.length > outputMaxBytes) child.kill()
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaints = (complaints + chunk).slice(-500)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else if (signal !== null) reject(new Error(`no answer within ${timeoutMs / 1000} s`))
      else reject(new Error(`exit code ${code}: ${complaints.trim() || 'nothing on standard error'}`))
    })
  })
}
