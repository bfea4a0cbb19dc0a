import { FindingAnswer } from '@/lib/api/schemas/finding-permalink'
import { getFinding } from '@/lib/server/get-finding'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: FindingAnswer }, ({ params }) =>
  getFinding(params.cluster ?? '', params.findingId ?? ''),
)
