import { CheckList } from '@/lib/api/schemas/checks'
import { listChecks } from '@/lib/server/list-checks'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: CheckList }, () => listChecks())
