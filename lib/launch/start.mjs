import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './install.mjs'
import { readListenAddress, requireFreePort, startServer } from './server.mjs'
import { stopOnSignals } from './steps.mjs'

const address = readListenAddress()
await requireFreePort(address)
ensureInstalled()
ensureBuilt()
stopOnSignals()
const url = await startServer(address)
console.log(`Fairlead is ready on ${url}`)
