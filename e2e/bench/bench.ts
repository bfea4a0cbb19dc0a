import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startPlatform } from '../../lib/demo/platform'
import { findFreePort, startFairlead } from '../fairlead-process'
import { measureBrowser } from './browser-figures'
import type { Figure } from './figure'
import { measureServer } from './server-figures'

// Figures, never assertions: prints what it measured with sizes and versions, and ends with 0 whatever they are.

const { values } = parseArgs({
  options: {
    ingresses: { type: 'string', default: '5000' },
    nodes: { type: 'string', default: '1000' },
    pods: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '200' },
    changes: { type: 'string', default: '100' },
    /** `server`, `browser` or both. */
    only: { type: 'string', default: 'server,browser' },
  },
})
const parts = values.only.split(',')
const cluster = 'blue'
const ingresses = Number(values.ingresses)

const platform = await startPlatform({
  seed: '1',
  still: true,
  ingresses,
  nodes: Number(values.nodes),
  pods: Number(values.pods),
})
const startedMs = performance.now()
const fairlead = await startFairlead({
  port: await findFreePort(),
  env: {
    FAIRLEAD_CONFIG: platform.configPath,
    FAIRLEAD_DEMO: '1',
    FAIRLEAD_LOG_LEVEL: 'error',
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --inspect=127.0.0.1:0`.trim(),
  },
})
try {
  if (parts.includes('server')) {
    const rounds = Number(values.rounds)
    const changes = Number(values.changes)
    print('server', await measureServer({ platform, fairlead, cluster, ingresses, startedMs, rounds, changes }))
  }
  if (parts.includes('browser')) {
    const { kubeconfigPath } = platform
    print('browser', await measureBrowser({ url: fairlead.url, kubeconfigPath, cluster }))
  }
} catch (error) {
  console.error(error)
} finally {
  await fairlead.stop()
  await platform.close()
}
console.log('bench done')

function print(part: string, figures: readonly Figure[]): void {
  const load = loadavg()[0]?.toFixed(2)
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  console.log(
    `\n${part}: Fairlead ${version}, Node.js ${process.versions.node}, ${cpus().length} cores, load average ${load}`,
  )
  console.log(`${values.ingresses} Ingresses, ${values.nodes} Nodes, ${values.pods} Pods`)
  const width = Math.max(...figures.map(({ what }) => what.length))
  for (const { what, value, budget, isMet } of figures) {
    const verdict = isMet === null ? '' : isMet ? 'met' : 'NOT MET'
    console.log(
      `${what.padEnd(width)}  ${value.padStart(12)}  ${(budget === null ? '' : `budget ${budget}`).padEnd(16)} ${verdict}`.trimEnd(),
    )
  }
}
