import type { JudgedCheck } from '@/lib/ingress-path/hop-verdict'
import type { CertificateChain, ChainLink, ChainLinkKind } from '@/lib/model/certificate-chain'
import type { Finding } from '@/lib/model/finding'
import type { Verdict } from '@/lib/model/verdict'

/** Which link a check of a certificate speaks of, by the rows of the catalogue, which are the orders of the checks. */
function findLinkKind(order: number): ChainLinkKind | null {
  if (order >= 82 && order <= 87) return 'ingress'
  if (order >= 88 && order <= 90) return order === 88 ? 'ingress' : 'certificate'
  if (order === 13 || order === 91 || order === 92) return 'issuer'
  if (order >= 93 && order <= 96) return 'request'
  if (order === 97 || (order >= 115 && order <= 117)) return 'certificate'
  if (order >= 98 && order <= 103) return 'order'
  if (order >= 104 && order <= 114) return 'challenge'
  return order === 118 || order === 119 ? 'secret' : null
}

/** Adds what was found to the links it speaks of; an error turns its link to failing, anything less to warning at most. */
export function addFindingsToChain(chain: CertificateChain, checks: readonly JudgedCheck[]): CertificateChain {
  const links = chain.links.map((link) => ({ ...link, findings: [...link.findings] }))
  for (const { check, findings } of checks) {
    const kind = findLinkKind(check.order)
    if (kind === null || findings.length === 0) continue
    for (const finding of findings) {
      const link = pickLink(links, kind, finding)
      if (link === undefined || link.findings.includes(finding.id)) continue
      link.findings.push(finding.id)
      link.verdict = worsen(link.verdict, finding)
    }
  }
  return { ...chain, links }
}

/** Of several Challenges the one that the evidence names. */
function pickLink(links: ChainLink[], kind: ChainLinkKind, { evidence }: Finding): ChainLink | undefined {
  const ofKind = links.filter((link) => link.kind === kind)
  const named = ofKind.find(({ object }) => object !== null && evidence.some((one) => one.object?.name === object.name))
  return named ?? ofKind[0]
}

function worsen(verdict: Verdict, { severity, waitingUntil, consequenceOf }: Finding): Verdict {
  if (severity === 'info') return verdict
  if (severity === 'error' && waitingUntil === undefined && consequenceOf === undefined) return 'failing'
  return verdict === 'passing' ? 'warning' : verdict
}
