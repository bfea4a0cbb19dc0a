import { DnsCacheAnswer } from '@/lib/api/schemas/dns-cache'
import { getDnsCache } from '@/lib/server/get-dns-cache'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: DnsCacheAnswer }, ({ params }) => getDnsCache(params.cluster ?? ''))
