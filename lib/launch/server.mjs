import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { root, startChild, stopAll } from './steps.mjs'

const isLoopback = (host) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/**
 * Where to listen: `PORT` (3000) and `FAIRLEAD_HOST` (127.0.0.1). `HOSTNAME` is ignored: containers set it to the Pod's name.
 * Ends the process with a message when a value cannot work, or would serve the cluster to anyone who can reach the address.
 */
export function readListenAddress() {
  const port = process.env.PORT ?? '3000'
  const host = process.env.FAIRLEAD_HOST ?? '127.0.0.1'
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    console.error(`fairlead: PORT is "${port}"; set it to a number from 1 to 65535.`)
    process.exit(1)
  }
  if (!isLoopback(host)) {
    console.error(
      `fairlead: FAIRLEAD_HOST is "${host}". Access mode "local" shows everything your kubeconfig can read and asks nobody who they are,`,
    )
    console.error(
      'so it listens on loopback only. Leave FAIRLEAD_HOST unset, or forward the port (ssh -L, kubectl port-forward).',
    )
    process.exit(1)
  }
  return { host, port: Number(port) }
}

/** Whether the port can be listened on; says so before a minute of building. Ends the process when it cannot. */
export async function requireFreePort({ host, port }) {
  await new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error) => {
      console.error(
        `fairlead: cannot listen on ${host}:${port} (${error.code}). Set PORT to a free port, for example PORT=3100.`,
      )
      process.exit(1)
    })
    probe.listen(port, host, () => probe.close(done))
  })
}

/** Relative paths in the environment are meant from where the user stands; the server changes its folder. */
function absolutePaths() {
  const environment = {}
  if (process.env.KUBECONFIG) {
    environment.KUBECONFIG = process.env.KUBECONFIG.split(':')
      .filter((path) => path !== '')
      .map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path))
      .join(':')
  }
  if (process.env.FAIRLEAD_CONFIG)
    environment.FAIRLEAD_CONFIG = resolve(process.env.INIT_CWD ?? process.cwd(), process.env.FAIRLEAD_CONFIG)
  return environment
}

/** Starts the built server and waits until it answers. Ends the process when it does not within 60 seconds. */
export async function startServer(address, env = {}) {
  if (!existsSync(`${root}/.next/standalone/server.js`)) throw new Error('not built')
  startChild(process.execPath, [`${root}/.next/standalone/server.js`], {
    env: { ...absolutePaths(), ...env, NODE_ENV: 'production', PORT: String(address.port), HOSTNAME: address.host },
    stdout: process.env.FAIRLEAD_VERBOSE ? 'inherit' : 'ignore',
    onExit: (code) => {
      console.error(`fairlead: the server ended by itself (exit code ${code}).`)
      void stopAll(1)
    },
  })
  const url = `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const isUp = await fetch(`${url}/api/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return url
    await new Promise((done) => setTimeout(done, 100))
  }
  console.error('fairlead: the server did not answer within 60 seconds.')
  return stopAll(1)
}
