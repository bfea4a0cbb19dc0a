import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findBrowser, sayHowToGetBrowser } from './browser.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './install.mjs'
import { listPlaywrightSecondTries, listVitestSecondTries } from './second-tries.mjs'
import { root, run, say, tool } from './steps.mjs'

const reports = `${root}/e2e/results`
const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const skips = []
const secondTries = []
const mustBeReal = process.env.FAIRLEAD_REQUIRE_REAL === '1'

function count(part, passed, failed, skipped = 0) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  if (failed > 0) failures.push(`${part}: ${failed}`)
  if (skipped > 0) skips.push(`${part}: ${skipped} skipped`)
}

/** A real component that is missing: a skip for a developer, a failure where everything must be real. */
function skip(part, why) {
  if (mustBeReal) count(`${part} (${why})`, 0, 1)
  else skips.push(`${part}: ${why}`)
}

function runTool(part, command, args, options) {
  say(part)
  count(part, ...(run(command, args, options) === 0 ? [1, 0] : [0, 1]))
}

/** Runs vitest and adds up its own counts; a run that ends without a report is one failure. */
function runVitest(part, args, { node = process.execPath } = {}) {
  say(part)
  const report = `${reports}/${part.replaceAll(/\W+/g, '-')}.json`
  rmSync(report, { force: true })
  const code = run(node, [
    `${root}/node_modules/vitest/vitest.mjs`,
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (!existsSync(report)) return count(part, 0, 1)
  const results = JSON.parse(readFileSync(report, 'utf8'))
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = results
  secondTries.push(...listVitestSecondTries(results, root))
  // A suite that fails to load has no failed test of its own, and an unhandled error fails the run without either.
  const failed = Math.max(numFailedTests, code === 0 ? 0 : Math.max(1, numFailedTestSuites > 0 ? 1 : 0))
  count(part, numPassedTests, failed, numPendingTests)
}

function runChecks() {
  runTool('types', tool('next'), ['typegen'], { quiet: true })
  runTool('types: tsc', tool('tsc'), ['--noEmit'])
  runTool('format and lint', tool('biome'), ['check', '--error-on-warnings', '.'])
  runVitest('unit tests', [])
}

function runIntegration() {
  if (!process.env.KUBEBUILDER_ASSETS)
    skip('real kube-apiserver', 'KUBEBUILDER_ASSETS names no folder with etcd, kube-apiserver and kubectl')
  ensureBuilt()
  runVitest('integration tests', ['--config', 'e2e/integration/vitest.config.mts'])
}

function runBrowser() {
  const browser = findBrowser()
  if (browser === null) {
    sayHowToGetBrowser()
    return skip('browser tests', 'no browser')
  }
  ensureBuilt()
  say(`browser tests in ${browser}`)
  const report = `${reports}/browser.json`
  rmSync(report, { force: true })
  const code = run(tool('playwright'), ['test', '--config', 'e2e/browser/playwright.config.ts'], {
    env: { FAIRLEAD_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  if (!existsSync(report)) return count('browser tests', 0, 1)
  const results = JSON.parse(readFileSync(report, 'utf8'))
  const { stats } = results
  secondTries.push(...listPlaywrightSecondTries(results))
  count('browser tests', stats.expected + stats.flaky, Math.max(stats.unexpected, code === 0 ? 0 : 1), stats.skipped)
}

/** The same lock file must build and pass on Node.js 24 as well; `FAIRLEAD_NODE24` names its executable. */
function runOnNode24() {
  const node = process.env.FAIRLEAD_NODE24
  if (!node) return skip('Node.js 24', 'FAIRLEAD_NODE24 names no node executable')
  runVitest('unit tests on Node.js 24', [], { node })
  rmSync(`${root}/.next`, { recursive: true, force: true })
  runTool('build on Node.js 24', node, [`${root}/node_modules/next/dist/bin/next`, 'build'], { quiet: true })
}

const parts = {
  check: [runChecks],
  integration: [runIntegration],
  browser: [runBrowser],
  all: [runChecks, runIntegration, runBrowser, runOnNode24],
}
const chosen = parts[process.argv[2] ?? 'all']
if (!chosen) {
  console.error(`fairlead: no such part: ${process.argv[2]}; choose one of ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

ensureInstalled()
mkdirSync(reports, { recursive: true })
for (const part of chosen) part()
for (const test of secondTries) say(`PASSED AT THE SECOND TRY ${test}`)
for (const skipped of skips) say(`SKIPPED ${skipped}`)
for (const failure of failures) say(`FAILED ${failure}`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed === 0 ? 0 : 1)
