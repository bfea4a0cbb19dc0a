import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { certificateSorts, certificateUses } from '@/lib/api/certificate-sorts'
import type { CertificateListParams } from '@/lib/api/certificates'
import { type PathVerdict, pathVerdicts } from '@/lib/model/verdict'

/** What the address of the certificates page holds. */
export const certificateSearch = {
  namespace: parseAsString,
  q: parseAsString.withDefault(''),
  verdict: parseAsStringLiteral(pathVerdicts),
  use: parseAsStringLiteral(certificateUses),
  days: parseAsInteger,
  sort: parseAsStringLiteral(certificateSorts).withDefault('verdict'),
}

/** Rows of one page of the list. */
export const pageSize = 100

export const loadCertificateSearch = createLoader(certificateSearch)

export interface CertificateSearch {
  namespace: string | null
  q: string
  verdict: PathVerdict | null
  use: CertificateListParams['use'] | null
  days: number | null
  sort: CertificateListParams['sort']
}

/** The query of one page, from 0, for what the address says. Server and browser make the same one, so that they share its answer. */
export function toListParams(search: CertificateSearch, page = 0): Partial<CertificateListParams> {
  const { namespace, q, verdict, use, days, sort } = search
  return {
    ...(namespace === null ? {} : { namespace }),
    ...(q === '' ? {} : { q }),
    ...(verdict === null ? {} : { verdict }),
    ...(use == null ? {} : { use }),
    ...(days === null || days < 0 ? {} : { days }),
    sort,
    limit: pageSize,
    offset: page * pageSize,
  }
}
