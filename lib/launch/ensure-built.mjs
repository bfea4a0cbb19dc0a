import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { root, run, say, tool } from './steps.mjs'

const stamp = `${root}/.next/fairlead-built`
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]
const notPartOfTheApp = /(\.test\.tsx?$)|(^lib\/(demo|launch)(\/|$))/

function* listFiles(path) {
  if (notPartOfTheApp.test(path) || !existsSync(`${root}/${path}`)) return
  let names
  try {
    names = readdirSync(`${root}/${path}`).sort()
  } catch {
    yield path
    return
  }
  for (const name of names) yield* listFiles(`${path}/${name}`)
}

function hashSources() {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of listFiles(source)) hash.update(file).update(readFileSync(`${root}/${file}`))
  }
  return hash.digest('hex')
}

/** Builds the production server, unless the last build was made from the same sources. Exits when that fails. */
export function ensureBuilt() {
  const wanted = hashSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('building (about half a minute)')
  const code = run(tool('next'), ['build'], { quiet: true })
  if (code !== 0) {
    console.error('fairlead: the build failed; the lines above say why.')
    process.exit(code)
  }
  // The standalone server does not bring these itself (Next.js documentation, "output").
  cpSync(`${root}/.next/static`, `${root}/.next/standalone/.next/static`, { recursive: true })
  if (existsSync(`${root}/public`)) cpSync(`${root}/public`, `${root}/.next/standalone/public`, { recursive: true })
  mkdirSync(`${root}/.next`, { recursive: true })
  writeFileSync(stamp, wanted)
}
