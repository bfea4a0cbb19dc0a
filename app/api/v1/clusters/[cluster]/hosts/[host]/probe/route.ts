import { ProbeReport, ProbeState, ProbeWish } from '@/lib/api/schemas/probe'
import { answerChange } from '@/lib/server/change-route'
import { getProbeState, probeHost } from '@/lib/server/probe-host'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: ProbeState }, ({ params }) =>
  getProbeState(params.cluster ?? '', params.host ?? ''),
)
export const POST = answerChange({ body: ProbeWish, answer: ProbeReport }, ({ params, body }) =>
  probeHost(params.cluster ?? '', params.host ?? '', body),
)
