import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './install.mjs'
import { root, run } from './steps.mjs'

ensureInstalled()
ensureBuilt()
process.exit(
  run(process.execPath, ['--import', 'tsx', `${root}/e2e/pictures/take-pictures.ts`, ...process.argv.slice(2)]),
)
