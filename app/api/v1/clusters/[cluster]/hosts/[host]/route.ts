import { HostTraceAnswer } from '@/lib/api/schemas/ingresses'
import { getHostTrace } from '@/lib/server/get-host-trace'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: HostTraceAnswer }, ({ params }) =>
  getHostTrace(params.cluster ?? '', params.host ?? ''),
)
