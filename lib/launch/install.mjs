import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { root, run, say } from './steps.mjs'

const stamp = `${root}/node_modules/.fairlead-installed`

/** Installs the dependencies that the lock file names, unless exactly these are installed already. Exits when that fails. */
export function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing dependencies (about half a minute)')
  const code = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'])
  if (code !== 0) {
    console.error('fairlead: npm ci failed; the lines above say why. The npm registry must be reachable.')
    process.exit(code)
  }
  writeFileSync(stamp, wanted)
}
