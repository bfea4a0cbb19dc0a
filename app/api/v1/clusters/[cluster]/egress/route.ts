import { EgressAnswer } from '@/lib/api/schemas/egress'
import { getEgress } from '@/lib/server/get-egress'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: EgressAnswer }, ({ params }) => getEgress(params.cluster ?? ''))
