import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { root } from './steps.mjs'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of a Chromium to test with, or null: the one named, else the one Playwright installed, else a known place. */
export function findBrowser() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE
  if (named) return existsSync(named) ? named : null
  const own = spawnSync(
    process.execPath,
    ['-e', "process.stdout.write(require('playwright-core').chromium.executablePath())"],
    { cwd: root, encoding: 'utf8' },
  )
  const candidates = [own.stdout ?? '', ...known]
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null
}

/** The ways to a browser, for a person whose machine has none. */
export function sayHowToGetBrowser() {
  console.error('fairlead: no browser found, so the browser tests cannot run. Any one of these helps:')
  console.error('  - install Chromium from your distribution (Debian: apt-get install chromium)')
  console.error('  - npx playwright install chromium')
  console.error('  - PLAYWRIGHT_CHROMIUM_EXECUTABLE=/path/to/chromium')
}
