import type { Check } from '@/lib/checks/define-check'
import type { ServiceHostSubject } from '@/lib/ingress-path/external-dns/dns-source'
import type { HostSubject, PathSubject } from '@/lib/ingress-path/subjects'
import { accessChecks } from './access'
import { annotationChecks } from './annotations'
import { backendChecks } from './backend'
import { backendElsewhereChecks } from './backend-elsewhere'
import { backendPortChecks } from './backend-port'
import { certificateChecks } from './certificates/certificate-checks'
import { classChecks } from './class'
import { dnsRecordChecks, dnsRecordSubjectChecks } from './dns-record'
import { forService } from './dns-subject'
import { hostTypoChecks } from './host-typo'
import { networkPolicyChecks } from './network-policy'
import { dnsPlatformChecks, platformChecks } from './platform'
import { pathRuleChecks, ruleChecks } from './rule'
import { hostLocationChecks, pathLocationChecks } from './rule-locations'
import { serviceEntryChecks } from './service-entry'
import { statusChecks } from './status'

/** Every check that judges a host of an Ingress, in causal order. */
export const hostChecks: Check<HostSubject>[] = sortByOrder([
  ...platformChecks,
  ...ruleChecks,
  ...hostTypoChecks,
  ...hostLocationChecks,
  ...annotationChecks,
  ...classChecks,
  ...statusChecks,
  ...dnsRecordChecks,
  ...certificateChecks,
  ...accessChecks,
])

/** Every check that judges one path of a host, in causal order. */
export const pathChecks: Check<PathSubject>[] = sortByOrder([
  ...pathRuleChecks,
  ...pathLocationChecks,
  ...backendChecks,
  ...backendPortChecks,
  ...backendElsewhereChecks,
  ...networkPolicyChecks,
])

/** Every check that judges a host which a Service of type LoadBalancer declares, in causal order. */
export const serviceHostChecks: Check<ServiceHostSubject>[] = sortByOrder([
  ...[...dnsPlatformChecks, ...dnsRecordSubjectChecks].map(forService),
  ...serviceEntryChecks,
])

function sortByOrder<Subject>(checks: readonly Check<Subject>[]): Check<Subject>[] {
  return [...checks].sort((a, b) => a.order - b.order)
}
