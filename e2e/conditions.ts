import type { KubernetesApi } from '../lib/demo/kubernetes-api/start-kubernetes-api'
import { type Platform, startPlatform } from '../lib/demo/platform'
import { waitUntilClusters, waitUntilRead } from './browser/wait-until-read'
import { startEmptyCluster } from './empty-cluster'
import { findFreePort, startFairlead } from './fairlead-process'

export const conditionNames = ['good', 'empty', 'partial', 'failing', 'stale', 'loading'] as const
export type ConditionName = (typeof conditionNames)[number]

const forbiddenKinds = ['Pod', 'Node', 'Deployment', 'Certificate']

/** What holds for the clusters in each condition. */
export const conditionWords: Record<ConditionName, string> = {
  good: 'everything is read',
  empty: 'a cluster without nodes and ingresses',
  partial: `no permission to read ${forbiddenKinds.join(', ')}`,
  failing: 'every API server answers 500 from the first request on',
  stale: 'the API servers are gone after everything was read',
  loading: 'no list has been answered yet',
}

/** A Fairlead whose clusters stay in one condition until it is closed. */
export interface OpenCondition {
  url: string
  close(): Promise<void>
}

/** Starts clusters and a Fairlead of their own, and waits until the condition holds. */
export async function openCondition(name: ConditionName): Promise<OpenCondition> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const { env, afterwards } = await startClusters(name, closers)
    const fairlead = await startFairlead({ port: await findFreePort(), env: { FAIRLEAD_DEMO: '1', ...env } })
    closers.push(() => fairlead.stop())
    if (name !== 'loading') await waitUntilRead(fairlead)
    await afterwards?.()
    if (name === 'stale') await waitUntilClusters(fairlead, 'stale', ({ connection }) => connection.staleSince !== null)
    return { url: fairlead.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What Fairlead must be told about the clusters, and what happens to them once it has read them. */
interface StartedClusters {
  env: Record<string, string>
  afterwards?: () => Promise<void>
}

async function startClusters(name: ConditionName, closers: (() => Promise<void>)[]): Promise<StartedClusters> {
  if (name === 'empty') {
    const { configPath, close } = await startEmptyCluster()
    closers.push(close)
    return { env: { FAIRLEAD_CONFIG: configPath } }
  }
  const platform = await startPlatform({ seed: '1', still: true })
  closers.push(() => platform.close())
  if (name === 'partial') for (const kind of forbiddenKinds) await breakEverywhere(platform, 'forbidden', kind)
  if (name === 'failing') await breakEverywhere(platform, 'server-error')
  if (name === 'loading') for (const { api } of platform.clusters.values()) holdLists(api)
  return {
    env: {
      FAIRLEAD_CONFIG: platform.configPath,
      FAIRLEAD_DEMO_CONTROL: platform.control.url,
      FAIRLEAD_DEMO_CONTROL_TOKEN: platform.control.token,
    },
    ...(name === 'stale' ? { afterwards: () => breakEverywhere(platform, 'down') } : {}),
  }
}

/** The server gives its signs of life; only what it has is not told yet, as while a large cluster is read for the first time. */
function holdLists({ store, faults }: KubernetesApi): void {
  for (const { resource } of store.kinds()) faults.inject({ verb: 'list', resource }, { kind: 'hang' })
}

/** Longer than anybody looks at it. */
const durationSeconds = 3600

async function breakEverywhere(platform: Platform, fault: string, kind?: string): Promise<void> {
  for (const cluster of platform.clusters.keys())
    await platform.control.faults.start({ fault, kind, cluster, durationSeconds })
}
