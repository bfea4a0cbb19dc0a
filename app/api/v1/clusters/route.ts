import { ClusterList } from '@/lib/api/schemas/clusters'
import { listClusters } from '@/lib/server/list-clusters'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: ClusterList }, () => listClusters())
