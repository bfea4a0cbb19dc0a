import { SearchAnswer, SearchParams } from '@/lib/api/schemas/search'
import { answerJson } from '@/lib/server/route'
import { searchCluster } from '@/lib/server/search-cluster'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ query: SearchParams, answer: SearchAnswer }, ({ params, query }) =>
  searchCluster(params.cluster ?? '', query),
)
