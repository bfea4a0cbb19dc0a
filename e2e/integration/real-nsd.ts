import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { queryServer } from '../../lib/sources/dns/query-server'

/** A real NSD on one loopback address. */
export interface RealNsd {
  stop(): Promise<void>
}

const known = ['/usr/sbin/nsd', '/usr/local/sbin/nsd', '/opt/homebrew/sbin/nsd']

/** Path of an NSD to test with (`FAIRLEAD_NSD`, else a known place), or null. */
export function findNsd(): string | null {
  return [process.env.FAIRLEAD_NSD ?? '', ...known].find((place) => place !== '' && existsSync(place)) ?? null
}

/** Starts NSD as name server of these zones (zone files by apex, `.` for the root), and nothing else. Rejects with what it said when it does not start. */
export async function startNsd(
  executable: string,
  { address, port }: { address: string; port: number },
  zones: Readonly<Record<string, string>>,
): Promise<RealNsd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-nsd-'))
  const files = Object.entries(zones).map(([apex, text], index) => ({ apex, text, file: `zone-${index}` }))
  for (const { file, text } of files) await writeFile(path.join(folder, file), text)
  const blocks = files.map(({ apex, file }) => `zone:\n  name: "${apex}"\n  zonefile: "${file}"\n`)
  // Without privileges to give up, and without a limit on how often one client may ask the same.
  const server = `server:
  ip-address: ${address}@${port}
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  xfrdir: "${folder}"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
`
  await writeFile(path.join(folder, 'nsd.conf'), server + blocks.join(''))
  const child = spawn(executable, ['-d', '-c', path.join(folder, 'nsd.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await waitUntilAnswering({ address, port }, Object.keys(zones)[0] ?? '.', child, () => said)
  return {
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitUntilAnswering(
  server: { address: string; port: number },
  name: string,
  child: ChildProcess,
  said: () => string,
): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  for (;;) {
    const { signal } = new AbortController()
    const reply = await queryServer({ server, name, type: 'SOA', isRecursive: false, timeoutMs: 200, signal })
    if (reply.state === 'replied' && reply.rcode === 'NOERROR') return
    if (child.exitCode !== null || performance.now() > deadlineMs) throw new Error(`NSD did not start: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
