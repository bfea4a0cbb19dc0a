import { CertificateListParams, CertificatePage } from '@/lib/api/schemas/certificates'
import { listCertificates } from '@/lib/server/list-certificates'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ query: CertificateListParams, answer: CertificatePage }, ({ params, query }) =>
  listCertificates(params.cluster ?? '', query),
)
