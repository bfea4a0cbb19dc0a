import type { CertificatePage } from '@/lib/api/certificates'
import { formatCount } from '@/lib/format/count'
import { compareVerdictsWorstFirst, type PathVerdict, pathVerdicts } from '@/lib/model/verdict'

type Counts = Pick<CertificatePage, 'byVerdict'>

/** The title of the certificates page: how many are wrong. `byVerdict` is that of the whole selection. */
export function titleOfCertificates(cluster: string, { byVerdict }: Counts): string {
  const total = Object.values(byVerdict).reduce((sum, count) => sum + count, 0)
  return `${formatCount(byVerdict.failing ?? 0)} of ${formatCount(total)} certificates failing · ${cluster}`
}

/** The worst verdict that is there; null without any certificate. */
export function rollUpCertificates({ byVerdict }: Counts): PathVerdict | null {
  const there = pathVerdicts.filter((verdict) => (byVerdict[verdict] ?? 0) > 0)
  return there.sort(compareVerdictsWorstFirst)[0] ?? null
}
