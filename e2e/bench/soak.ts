import { type ChildProcess, spawn } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { findFreePort, startFairlead } from '../fairlead-process'
import { followPage } from '../integration/followed-page'
import { openInspector, type ProcessSample } from './inspector'
import { judgeHeap } from './judge-heap'

// Minutes of churn: prints what Fairlead holds after forced collections and says whether that stays flat. Ends with 1 when it
// does not, or when something that changed is not shown in the end.

const usage = `Runs Fairlead on the embedded platform under churn and says whether its heap stays flat.

  --ingresses N (5000)  --nodes N (1000)  --pods N (50000)
  --minutes N (10)      how long
  --rate N (20)         changes a second, over Ingresses, Services, EndpointSlices, Nodes and Pods
  --every N (30)        seconds between two samples
  --warm-up N (2)       minutes that the verdict leaves out
  --pages N (3)         pages that follow the event stream and read what it tells them to
  --faults              every minute the watches are cut or their history expires
`

const { values } = parseArgs({
  options: {
    ingresses: { type: 'string', default: '5000' },
    nodes: { type: 'string', default: '1000' },
    pods: { type: 'string', default: '50000' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '20' },
    every: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '2' },
    pages: { type: 'string', default: '3' },
    faults: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const everyMs = Number(values.every) * 1000
const cluster = 'blue'
const base = `/api/v1/clusters/${cluster}`

const PlatformLine = z.object({
  config: z.string(),
  clusters: z.array(z.object({ name: z.string(), url: z.string() })),
  control: z.object({ url: z.string(), token: z.string() }),
})
type PlatformLine = z.infer<typeof PlatformLine>

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const { child: platformChild, line: platform } = await startPlatformProcess()
const fairlead = await startFairlead({
  port: await findFreePort(),
  env: {
    FAIRLEAD_CONFIG: platform.config,
    FAIRLEAD_DEMO: '1',
    FAIRLEAD_LOG_LEVEL: 'error',
    // Only here: what is held can be told from what merely was not collected yet only after a forced collection.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --inspect=127.0.0.1:0`.trim(),
  },
})
let exitCode = 1
try {
  exitCode = await soak()
} finally {
  await fairlead.stop()
  platformChild.kill('SIGTERM')
}
process.exit(exitCode)

async function soak(): Promise<number> {
  const wanted = Number(values.ingresses)
  await waitFor('all Ingresses', async () => (await readTotal()) >= wanted, 180_000)
  const inspector = await openInspector(await findInspectorUrl())
  const pages = Array.from({ length: Number(values.pages) }, () =>
    followPage(fairlead.url, cluster, [
      { path: `${base}/egress`, topic: 'egress' },
      { path: `${base}/ingresses?limit=100`, topic: 'ingresses' },
      { path: `${base}/findings?limit=100`, topic: 'findings' },
    ]),
  )
  console.log(
    `${values.ingresses} Ingresses, ${values.nodes} Nodes, ${values.pods} Pods; ${values.rate} changes/s; ${values.pages} pages; Node.js ${process.versions.node}; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(2)}`,
  )
  console.log('  minute   heap after GC        RSS   loop p99   loop max    changes')
  const samples: ProcessSample[] = []
  // Begins to measure the event loop; what it finds now is the time before.
  await inspector.sample()
  const startedMs = performance.now()
  await control('POST', '/churn', {
    cluster,
    changesPerSecond: Number(values.rate),
    kinds: ['Ingress', 'Service', 'EndpointSlice', 'Node', 'Pod'],
  })
  const endMs = startedMs + Number(values.minutes) * 60_000
  let lastFaultMs = startedMs
  for (let round = 1; startedMs + round * everyMs <= endMs + 500; round += 1) {
    await pause(Math.max(0, startedMs + round * everyMs - performance.now()))
    const sample = await inspector.sample()
    samples.push(sample)
    const minute = ((performance.now() - startedMs) / 60_000).toFixed(1)
    console.log(
      `${minute.padStart(8)} ${sample.heapUsedMb.toFixed(1).padStart(12)} MB ${sample.rssMb.toFixed(0).padStart(7)} MB ${sample.delayP99Ms.toFixed(0).padStart(7)} ms ${sample.delayMaxMs.toFixed(0).padStart(7)} ms ${String(await readChangeCount()).padStart(10)}`,
    )
    if (values.faults && performance.now() - lastFaultMs >= 60_000) {
      lastFaultMs = performance.now()
      await control('POST', '/faults', {
        fault: round % 2 === 0 ? 'expired' : 'cut-watches',
        cluster,
        durationSeconds: 6,
      })
    }
  }
  inspector.close()
  // Stopping churn takes its marks away: 5,000 changes more, the last of which must be shown as well.
  await control('DELETE', '/churn')
  const isTrue = await waitFor('the truth', isShownTrue, 60_000).then(
    () => true,
    () => false,
  )
  for (const page of pages) page.close()
  const verdict = judgeHeap(
    samples.map(({ heapUsedMb }) => heapUsedMb),
    Math.ceil((Number(values['warm-up']) * 60_000) / everyMs),
  )
  console.log(verdict === null ? 'heap: too few samples after the warm-up for a verdict' : verdict.sentence)
  console.log(isTrue ? 'everything that changed is shown' : 'NOT everything that changed is shown')
  console.log('soak done')
  return isTrue && verdict?.isFlat !== false ? 0 : 1
}

/** Nodes of the cluster, as its API server counts them, are what the egress page counts. */
async function isShownTrue(): Promise<boolean> {
  const url = platform.clusters.find(({ name }) => name === cluster)?.url
  const nodes = z.object({ items: z.array(z.unknown()) }).parse(await (await fetch(`${url}/api/v1/nodes`)).json())
  const egress = z
    .object({ nodes: z.object({ count: z.number().nullable() }) })
    .parse(await (await fetch(`${fairlead.url}${base}/egress`)).json())
  return egress.nodes.count === nodes.items.length
}

async function readTotal(): Promise<number> {
  const answer = await fetch(`${fairlead.url}${base}/ingresses?limit=1`)
  return z.object({ total: z.number() }).parse(await answer.json()).total
}

async function readChangeCount(): Promise<number> {
  const answer = z.object({ churn: z.array(z.object({ changes: z.number() })) }).parse(await control('GET', '/churn'))
  return answer.churn[0]?.changes ?? 0
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${platform.control.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${platform.control.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const json: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
  return json
}

async function findInspectorUrl(): Promise<string> {
  let url = ''
  await waitFor(
    'the inspector',
    async () => {
      url = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(fairlead.output())?.[0] ?? ''
      return url !== ''
    },
    5_000,
  )
  return url
}

async function waitFor(what: string, isDone: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (!(await isDone().catch(() => false))) {
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms for ${what} in vain`)
    await pause(200)
  }
}

async function startPlatformProcess(): Promise<{ child: ChildProcess; line: PlatformLine }> {
  const sizes = (['ingresses', 'nodes', 'pods'] as const).flatMap((name) => [`--${name}`, values[name]])
  const child = spawn(process.execPath, ['--import', 'tsx', `${root}lib/demo/main.ts`, '--still', ...sizes], {
    cwd: root,
    // The platform ends when this pipe does, however this process ends.
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`the embedded platform ended with ${code}`)))
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
  })
  return { child, line: PlatformLine.parse(JSON.parse(line)) }
}
