import type { FairleadProcess } from '../fairlead-process'

const readDeadlineMs = 30_000

interface Cluster {
  connection: { state: string }
  sources: { reason?: string }[]
}

/** Waits until no source of any cluster is still being read for the first time. Throws with the server's output after 30 s. */
export async function waitUntilRead(fairlead: FairleadProcess): Promise<void> {
  const deadlineAtMs = Date.now() + readDeadlineMs
  while (!(await isEverythingRead(fairlead.url))) {
    if (Date.now() > deadlineAtMs)
      throw new Error(`the clusters were not read within ${readDeadlineMs} ms:\n${fairlead.output()}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function isEverythingRead(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/clusters`)
  const { items } = (await answer.json()) as { items: Cluster[] }
  return items.length > 0 && !items.some(isBeingRead)
}

const isBeingRead = ({ connection, sources }: Cluster) =>
  connection.state === 'connecting' || sources.some(({ reason }) => reason === 'pending')
