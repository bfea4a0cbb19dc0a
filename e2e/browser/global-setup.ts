import { startPlatform } from '../../lib/demo/platform'
import { findFreePort, startFairlead } from '../fairlead-process'
import { waitUntilRead } from './wait-until-read'

/**
 * Starts the embedded platform, its clock standing still, and the built server on it, and waits until every cluster is read.
 * Tests change the platform through its Kubernetes API, as a person would with kubectl.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const platform = await startPlatform({ seed: '1', still: true })
  const port = await findFreePort()
  const env = {
    FAIRLEAD_CONFIG: platform.configPath,
    FAIRLEAD_DEMO: '1',
    FAIRLEAD_DEMO_CONTROL: platform.control.url,
    FAIRLEAD_DEMO_CONTROL_TOKEN: platform.control.token,
  }
  const fairlead = await startFairlead({ port, env })
  process.env.FAIRLEAD_TEST_URL = fairlead.url
  process.env.FAIRLEAD_TEST_KUBECONFIG = platform.kubeconfigPath
  const stop = async () => {
    await fairlead.stop()
    await platform.close()
  }
  try {
    await waitUntilRead(fairlead)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
