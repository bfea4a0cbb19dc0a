import type { CertificateListParams } from '@/lib/api/certificates'

/** The orders offered on narrow screens, where there are no column headings. */
export const sortWords: Partial<Record<CertificateListParams['sort'], string>> = {
  verdict: 'worst first',
  expiry: 'expires first',
  '-expiry': 'expires last',
  name: 'name',
}
