import { startPlatform } from '../../lib/demo/platform'
import { findFreePort, startFairlead } from '../fairlead-process'

const readDeadlineMs = 30_000

/**
 * Starts the embedded platform, its clock standing still, and the built server on it, and waits until every cluster is read.
 * Tests change the platform through its Kubernetes API, as a person would with kubectl.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const platform = await startPlatform({ seed: '1', still: true })
  const port = await findFreePort()
  const fairlead = await startFairlead({ port, env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1' } })
  process.env.FAIRLEAD_TEST_URL = fairlead.url
  process.env.FAIRLEAD_TEST_KUBECONFIG = platform.kubeconfigPath
  const stop = async () => {
    await fairlead.stop()
    await platform.close()
  }
  const deadlineAtMs = Date.now() + readDeadlineMs
  while (!(await isEverythingRead(fairlead.url))) {
    if (Date.now() > deadlineAtMs) {
      await stop()
      throw new Error(`the demo's clusters were not read within ${readDeadlineMs} ms:\n${fairlead.output()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return stop
}

async function isEverythingRead(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/clusters`)
  const { items } = (await answer.json()) as { items: { sources: { state: string }[] }[] }
  return items.length > 0 && items.every(({ sources }) => sources.length > 0 && sources.every(isObserved))
}

const isObserved = ({ state }: { state: string }) => state === 'observed'
