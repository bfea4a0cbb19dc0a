import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { IssuedCertificate } from '../../lib/demo/ingress-endpoint/issue-certificates'
import { findFreePort } from '../fairlead-process'

/** A real NGINX in front of nothing, set up as an ingress controller sets it up. */
export interface RealNginx {
  httpPort: number
  httpsPort: number
  stop(): Promise<void>
}

const known = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx']

/** Path of an NGINX to test with (`FAIRLEAD_NGINX`, else a known place), or null. */
export function findNginx(): string | null {
  return [process.env.FAIRLEAD_NGINX ?? '', ...known].find((place) => place !== '' && existsSync(place)) ?? null
}

/**
 * Starts NGINX on two loopback ports: `certificates` by host, the default certificate for every other name, `locations` as the inside of the
 * server block of a host. Plain HTTP redirects hosts that have a certificate.
 */
export async function startNginx(
  executable: string,
  hosts: Readonly<Record<string, { certificate: IssuedCertificate | null; locations: string }>>,
  defaultCertificate: IssuedCertificate,
): Promise<RealNginx> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-nginx-'))
  const [httpPort, httpsPort] = await Promise.all([findFreePort(), findFreePort()])
  const write = async (name: string, { cert, key }: IssuedCertificate) => {
    await writeFile(path.join(folder, `${name}.pem`), cert)
    await writeFile(path.join(folder, `${name}.key`), key, { mode: 0o600 })
    return `ssl_certificate ${folder}/${name}.pem; ssl_certificate_key ${folder}/${name}.key;`
  }
  const fake = await write('default', defaultCertificate)
  const blocks = await Promise.all(
    Object.entries(hosts).map(async ([host, { certificate, locations }]) => {
      const tls = certificate === null ? fake : await write(host, certificate)
      const plain = certificate === null ? locations : 'location / { return 308 https://$host$request_uri; }'
      return `server { listen 127.0.0.1:${httpsPort} ssl; server_name ${host}; ${tls} ${locations} }
  server { listen 127.0.0.1:${httpPort}; server_name ${host}; ${plain} }`
    }),
  )
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  await writeFile(
    path.join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http {
  access_log off; ${temporary}
  server { listen 127.0.0.1:${httpsPort} ssl default_server; ${fake} location / { return 404; } }
  server { listen 127.0.0.1:${httpPort} default_server; location / { return 404; } }
  ${blocks.join('\n  ')}
}
`,
  )
  const child = spawn(executable, ['-p', folder, '-c', path.join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await waitUntilListening(httpsPort, child, () => said)
  return {
    httpPort,
    httpsPort,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitUntilListening(port: number, child: ChildProcess, said: () => string): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    if (child.exitCode !== null || performance.now() > deadlineMs) throw new Error(`NGINX did not start: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
