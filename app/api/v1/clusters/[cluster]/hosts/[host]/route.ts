import { z } from 'zod'
import { HostTraceAnswer } from '@/lib/api/schemas/ingresses'
import { getHostTrace } from '@/lib/server/get-host-trace'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
const query = z.object({ path: z.string().optional() })

export const GET = answerJson({ query, answer: HostTraceAnswer }, ({ params, query }) =>
  getHostTrace(params.cluster ?? '', params.host ?? '', query.path ?? null),
)
