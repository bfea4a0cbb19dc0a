import type { Check } from '@/lib/checks/define-check'
import type { Certificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { challengeRules } from './challenge'
import { dnsChallengeRules } from './challenge-dns'
import { httpChallengeRules } from './challenge-http'
import { type IssuanceRule, toCertificateCheck, toHostCheck } from './issuance-rule'
import { issuerRules } from './issuer'
import { lifetimeRules } from './lifetime'
import { orderRules } from './order'
import { ownershipChecks, ownershipRules } from './ownership'
import { requestRules } from './request'
import { secretRules } from './secret-rules'
import { servedChecks } from './served'
import { tlsEntryChecks } from './tls-entry'

const rules: IssuanceRule[] = [
  ...ownershipRules,
  ...issuerRules,
  ...requestRules,
  ...orderRules,
  ...challengeRules,
  ...dnsChallengeRules,
  ...httpChallengeRules,
  ...lifetimeRules,
  ...secretRules,
].sort((a, b) => a.order - b.order)

/** Every check of the certificate of a host. */
export const certificateChecks: Check<HostSubject>[] = [
  ...tlsEntryChecks,
  ...ownershipChecks,
  ...rules.map(toHostCheck),
  ...servedChecks,
]

/** The checks among them that judge a Certificate by itself, in causal order. */
export const ownCertificateChecks: Check<Certificate>[] = rules.map(toCertificateCheck)
