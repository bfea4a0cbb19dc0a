import { IngressListParams, IngressPage } from '@/lib/api/schemas/ingresses'
import { listIngresses } from '@/lib/server/list-ingresses'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ query: IngressListParams, answer: IngressPage }, ({ params, query }) =>
  listIngresses(params.cluster ?? '', query),
)
