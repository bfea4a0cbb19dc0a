import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { requireNodeVersion } from './node-version.mjs'
import { root, run } from './steps.mjs'

requireNodeVersion()
ensureInstalled()
ensureBuilt()
process.exit(run(process.execPath, ['--import', 'tsx', `${root}/e2e/bench/bench.ts`, ...process.argv.slice(2)]))
