import { ensureInstalled } from './install.mjs'
import { platformEnvironment, startPlatform } from './platform.mjs'
import { readListenAddress, requireFreePort } from './server.mjs'
import { say, startChild, stopAll, stopOnSignals, tool } from './steps.mjs'

// With a kubeconfig or configuration in the environment it develops against that; else against the embedded platform.
const address = readListenAddress()
await requireFreePort(address)
ensureInstalled()
stopOnSignals()
let env = {}
if (!process.env.KUBECONFIG && !process.env.FAIRLEAD_CONFIG) {
  const platform = await startPlatform(process.argv.slice(2))
  say(`embedded platform: KUBECONFIG=${platform.kubeconfig}`)
  env = platformEnvironment(platform)
}
startChild(tool('next'), ['dev', '--hostname', address.host, '--port', String(address.port)], {
  env,
  onExit: (code) => void stopAll(code),
})
