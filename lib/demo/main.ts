import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startPlatform } from '@/lib/demo/platform'

const usage = `Runs the embedded platform until it is told to stop.

  --ingresses N   Ingresses in blue; generated tenants fill up what the scenarios do not have
  --nodes N       nodes in blue (48)
  --pods N        Pods in blue
  --seed S        other names and ages (1)
  --port P        first of five ports in a row (any free ports)
  --speed X       how much faster than life the script runs (1)
  --still         nothing changes by itself
  --verbose       say on stderr what happens
`

function readCount(name: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isFinite(count) && count >= least) return count
  throw new Error(`--${name} takes a number of at least ${least}, not "${text}"`)
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      ingresses: { type: 'string' },
      nodes: { type: 'string' },
      pods: { type: 'string' },
      seed: { type: 'string' },
      port: { type: 'string' },
      speed: { type: 'string' },
      still: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    isHelpWanted: values.help,
    options: {
      ingresses: readCount('ingresses', values.ingresses),
      nodes: readCount('nodes', values.nodes, 3),
      pods: readCount('pods', values.pods),
      port: readCount('port', values.port),
      speed: readCount('speed', values.speed),
      seed: values.seed,
      still: values.still,
      log: values.verbose ? (line: string) => console.error(`demo: ${line}`) : undefined,
    },
  }
}

/** Calls `stop` when whoever started us is gone: the pipe on stdin ends, or our parent process changes. */
function watchStarter(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, 1000).unref()
  // Only a pipe says something about the starter: /dev/null ends at once and a terminal is left alone.
  if (isPipe(0)) process.stdin.on('end', stop).on('error', stop).resume()
}

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

async function main(): Promise<void> {
  const { isHelpWanted, options } = readOptions()
  if (isHelpWanted) {
    process.stdout.write(usage)
    return
  }
  const platform = await startPlatform(options)
  let isStopping = false
  const stop = () => {
    if (isStopping) return
    isStopping = true
    void platform.close().finally(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  watchStarter(stop)
  const clusters = [...platform.clusters].map(([name, { api }]) => ({ name, url: api.url }))
  const { kubeconfigPath, configPath, dns } = platform
  const control = { url: platform.control.url, token: platform.control.token }
  process.stdout.write(
    `${JSON.stringify({ kubeconfig: kubeconfigPath, config: configPath, dns: dns.address, clusters, control })}\n`,
  )
}

main().catch((error: unknown) => {
  console.error(`The demo platform could not start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
