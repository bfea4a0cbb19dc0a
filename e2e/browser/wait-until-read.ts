import type { FairleadProcess } from '../fairlead-process'

const readDeadlineMs = 30_000

interface Cluster {
  connection: { state: string; staleSince: string | null }
  sources: { reason?: string }[]
}

/** Waits until no source of any cluster is still being read for the first time. Throws with the server's output after 30 s. */
export const waitUntilRead = (fairlead: FairleadProcess): Promise<void> =>
  waitUntilClusters(fairlead, 'read', (cluster) => !isBeingRead(cluster))

/** Waits until this holds for every cluster, `word` saying what they then are. Throws with the server's output after 30 s. */
export async function waitUntilClusters(
  fairlead: FairleadProcess,
  word: string,
  holds: (cluster: Cluster) => boolean,
): Promise<void> {
  const deadlineAtMs = Date.now() + readDeadlineMs
  while (!(await isTrueOfAll(fairlead.url, holds))) {
    if (Date.now() > deadlineAtMs)
      throw new Error(`the clusters were not ${word} within ${readDeadlineMs} ms:\n${fairlead.output()}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function isTrueOfAll(url: string, holds: (cluster: Cluster) => boolean): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/clusters`)
  const { items } = (await answer.json()) as { items: Cluster[] }
  return items.length > 0 && items.every(holds)
}

const isBeingRead = ({ connection, sources }: Cluster) =>
  connection.state === 'connecting' || sources.some(({ reason }) => reason === 'pending')
