import type { CheckDescription } from '@/lib/checks/define-check'
import { dnsRecordSubjectChecks } from './dns-record'
import { dnsPlatformChecks } from './platform'

const checks: readonly CheckDescription[] = [...dnsPlatformChecks, ...dnsRecordSubjectChecks]

/**
 * Ids of the checks whose finding leaves a name without its DNS record: every error of that hop, and what explains one (a class that nobody
 * serves, an Ingress without address).
 */
export const dnsRoots: readonly string[] = [
  ...new Set(
    checks
      .filter(({ hop, severity }) => hop === 'dns-record' && severity === 'error')
      .flatMap(({ id, causes }) => [id, ...(causes ?? [])]),
  ),
]
