import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { ingressSorts } from '@/lib/api/ingress-sorts'
import type { IngressListParams } from '@/lib/api/ingresses'
import { type PathVerdict, pathVerdicts } from '@/lib/model/verdict'

/** What the address of the ingress list holds. */
export const ingressSearch = {
  namespace: parseAsString,
  q: parseAsString.withDefault(''),
  verdict: parseAsStringLiteral(pathVerdicts),
  sort: parseAsStringLiteral(ingressSorts).withDefault('verdict'),
}

/** Rows of one page of the list. */
export const pageSize = 100

export const loadIngressSearch = createLoader(ingressSearch)

export interface IngressSearch {
  namespace: string | null
  q: string
  verdict: PathVerdict | null
  sort: IngressListParams['sort']
}

/** The query of one page of the list, from 0, for what the address says. Server and browser make the same one, so that they share its answer. */
export function toListParams({ namespace, q, verdict, sort }: IngressSearch, page = 0): Partial<IngressListParams> {
  return {
    ...(namespace === null ? {} : { namespace }),
    ...(q === '' ? {} : { q }),
    ...(verdict === null ? {} : { verdict }),
    sort,
    limit: pageSize,
    offset: page * pageSize,
  }
}
