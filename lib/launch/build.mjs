import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './install.mjs'
import { say } from './steps.mjs'

ensureInstalled()
ensureBuilt()
say('built; `npm start` serves it')
