import { listClusters } from '@/lib/server/list-clusters'

/** Readiness: at least one cluster has been read. */
export async function GET(): Promise<Response> {
  const { items } = await listClusters()
  const isReady = items.some(({ connection }) => connection.state === 'connected')
  return Response.json({ status: isReady ? 'ok' : 'waiting for the first cluster' }, { status: isReady ? 200 : 503 })
}

export const dynamic = 'force-dynamic'
