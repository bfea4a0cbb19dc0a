import { CatalogueCheck } from '@/lib/api/schemas/checks'
import { findCheck } from '@/lib/server/list-checks'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: CatalogueCheck }, ({ params }) => findCheck(params.checkId ?? ''))
