import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './install.mjs'
import { platformEnvironment, startPlatform } from './platform.mjs'
import { readListenAddress, requireFreePort, startServer } from './server.mjs'
import { say, stopOnSignals } from './steps.mjs'

const address = readListenAddress()
await requireFreePort(address)
ensureInstalled()
ensureBuilt()
stopOnSignals()
say('starting the embedded platform: three invented clusters, a DNS server; no real cluster is touched')
const platform = await startPlatform(process.argv.slice(2))
const url = await startServer(address, platformEnvironment(platform))
say(`kubectl works on it too: kubectl --kubeconfig ${platform.kubeconfig} get ingress -A`)
say(`break something on ${url}/demo/faults`)
say(`or by script: CONTROL=${platform.control.url} TOKEN=${platform.control.token} (see lib/demo/README.md)`)
say('stop with Ctrl-C')
console.log(`Fairlead is ready on ${url}`)
