import { CertificateAnswer } from '@/lib/api/schemas/certificates'
import { getCertificate } from '@/lib/server/get-certificate'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerJson({ answer: CertificateAnswer }, ({ params }) =>
  getCertificate(params.cluster ?? '', params.namespace ?? '', params.name ?? ''),
)
