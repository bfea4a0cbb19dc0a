import { DnsZonePage, DnsZoneParams } from '@/lib/api/schemas/dns-zones'
import { listDnsZones } from '@/lib/server/list-dns-zones'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ query: DnsZoneParams, answer: DnsZonePage }, ({ params, query }) =>
  listDnsZones(params.cluster ?? '', query),
)
