import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startPlatform } from '../../lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'

// Figures, never assertions: prints what it measured with sizes and versions, and ends with 0 whatever they are.

const { values } = parseArgs({
  options: {
    ingresses: { type: 'string', default: '5000' },
    nodes: { type: 'string', default: '1000' },
    pods: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '200' },
  },
})
const rounds = Number(values.rounds)
const cluster = 'blue'

const platform = await startPlatform({
  seed: '1',
  still: true,
  ingresses: Number(values.ingresses),
  nodes: Number(values.nodes),
  pods: Number(values.pods),
})
const startedMs = performance.now()
const fairlead = await startFairlead({
  port: await findFreePort(),
  env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1', FAIRLEAD_LOG_LEVEL: 'error' },
})
const path = `${fairlead.url}/api/v1/clusters/${cluster}`
const waitFor = async (isDone: () => Promise<boolean>) => {
  const deadlineMs = performance.now() + 180_000
  while (!(await isDone()) && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 50))
  return performance.now() - startedMs
}
const readyMs = await waitFor(() => fetch(`${fairlead.url}/api/readyz`).then(({ ok }) => ok))
const wanted = Number(values.ingresses)
const listedMs = await waitFor(async () => {
  const page = (await (await fetch(`${path}/ingresses?limit=1`)).json()) as { total?: number }
  return (page.total ?? 0) >= wanted
})
// The list answers with verdicts; DNS answers arrive under their own limits afterwards.
const list = await measure(`${path}/ingresses?limit=100`)
const { items } = (await (await fetch(`${path}/ingresses?limit=1000&sort=name`)).json()) as {
  items: { namespace: string; name: string }[]
}
const traces = await measureEach(items.slice(0, rounds).map((row) => `${path}/ingresses/${row.namespace}/${row.name}`))
const egress = await measure(`${path}/egress`)

const rows: [string, string, string][] = [
  ['start to readyz', `${(readyMs / 1000).toFixed(1)} s`, '10 s'],
  [`start to all ${wanted} Ingresses listed`, `${(listedMs / 1000).toFixed(1)} s`, ''],
  ['resident memory', `${readResidentMegabytes(fairlead)} MB`, '500 MB'],
  ['ingresses?limit=100, p95 warm', `${list.toFixed(1)} ms`, '30 ms'],
  ['one trace, p95', `${traces.toFixed(1)} ms`, '20 ms'],
  ['egress, p95', `${egress.toFixed(1)} ms`, ''],
]
console.log(
  `\n${values.ingresses} Ingresses, ${values.nodes} Nodes, ${values.pods} Pods; Node.js ${process.versions.node}; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(2)}`,
)
for (const [what, figure, budget] of rows)
  console.log(`${what.padEnd(40)} ${figure.padStart(12)} ${budget === '' ? '' : `  budget ${budget}`}`)
await fairlead.stop()
await platform.close()
console.log('bench done')

async function measure(url: string): Promise<number> {
  return measureEach(Array.from({ length: rounds }, () => url))
}

/** The 95th percentile of the time to the last byte, in milliseconds, one request after the other. */
async function measureEach(urls: readonly string[]): Promise<number> {
  const timesMs: number[] = []
  for (const url of urls) {
    const beginMs = performance.now()
    await (await fetch(url)).text()
    timesMs.push(performance.now() - beginMs)
  }
  timesMs.sort((a, b) => a - b)
  return timesMs[Math.floor(timesMs.length * 0.95)] ?? Number.NaN
}

function readResidentMegabytes({ child }: FairleadProcess): string {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? 'unknown' : String(Math.round(Number(kilobytes) / 1024))
  } catch {
    return 'unknown'
  }
}
