import type { Check } from '@/lib/checks/define-check'
import type { HostSubject, PathSubject } from '@/lib/ingress-path/subjects'
import { backendChecks } from './backend'
import { certificateChecks } from './certificates/certificate-checks'
import { classChecks } from './class'
import { dnsRecordChecks } from './dns-record'
import { platformChecks } from './platform'
import { pathRuleChecks, ruleChecks } from './rule'
import { statusChecks } from './status'

/** Every check that judges a host of an Ingress, in causal order. */
export const hostChecks: Check<HostSubject>[] = sortByOrder([
  ...platformChecks,
  ...ruleChecks,
  ...classChecks,
  ...statusChecks,
  ...dnsRecordChecks,
  ...certificateChecks,
])

/** Every check that judges one path of a host, in causal order. */
export const pathChecks: Check<PathSubject>[] = sortByOrder([...pathRuleChecks, ...backendChecks])

function sortByOrder<Subject>(checks: readonly Check<Subject>[]): Check<Subject>[] {
  return [...checks].sort((a, b) => a.order - b.order)
}
