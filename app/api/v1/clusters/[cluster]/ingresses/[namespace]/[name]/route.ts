import { TraceAnswer } from '@/lib/api/schemas/ingresses'
import { getIngressTrace } from '@/lib/server/get-ingress-trace'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: TraceAnswer }, ({ params }) =>
  getIngressTrace(params.cluster ?? '', params.namespace ?? '', params.name ?? ''),
)
