import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's folder, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Says what the launcher is doing, on one line. */
export function say(text) {
  console.log(`fairlead: ${text}`)
}

/** The environment for the tools we start: no telemetry, no notices. */
export const quietEnvironment = {
  NEXT_TELEMETRY_DISABLED: '1',
  NO_UPDATE_NOTIFIER: '1',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
}

/**
 * Runs a command in the project's folder and waits for it. With `quiet`, its output is shown only when it fails.
 * Returns its exit code.
 */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...quietEnvironment, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (result.error) console.error(`fairlead: cannot run ${command}: ${result.error.message}`)
  const code = result.status ?? 1
  if (quiet && code !== 0) console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  return code
}

/** Path of a tool that the project installed. */
export const tool = (name) => `${root}/node_modules/.bin/${name}`

const children = new Set()
let isStopping = false

/** Starts a long-running child that ends with the launcher. `onExit` gets the exit code when it ends by itself. */
export function startChild(command, args, { env = {}, stdout = 'inherit', onExit = () => {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...quietEnvironment, ...env },
    stdio: ['pipe', stdout, 'inherit'],
  })
  children.add(child)
  child.on('exit', (code) => {
    children.delete(child)
    if (!isStopping) onExit(code ?? 1)
  })
  return child
}

/** Stops every child: asks first, insists after five seconds. Ends the process with the code. */
export async function stopAll(code) {
  if (isStopping) return
  isStopping = true
  const ended = [...children].map((child) => new Promise((resolve) => child.once('exit', resolve)))
  for (const child of children) child.kill('SIGTERM')
  const insist = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL')
  }, 5000)
  await Promise.all(ended)
  clearTimeout(insist)
  process.exit(code)
}

/** Makes Ctrl-C and a stop signal end all children. */
export function stopOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll(0))
}
