import { FindingListParams, FindingPage } from '@/lib/api/schemas/findings'
import { listFindings } from '@/lib/server/list-findings'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ query: FindingListParams, answer: FindingPage }, ({ params, query }) =>
  listFindings(params.cluster ?? '', query),
)
