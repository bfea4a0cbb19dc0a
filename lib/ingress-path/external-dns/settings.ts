import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import type { FlagSet, Known } from '@/lib/ingress-path/flags'
import { readBoolean, readList, readScalar } from '@/lib/ingress-path/flags'

/** What one external-dns process goes by. Every value says whether it is known and as which flag it was written. */
export interface ExternalDnsSettings {
  sources: Known<string[]>
  namespace: Known<string>
  annotationFilter: Known<string>
  labelFilter: Known<string>
  ingressClasses: Known<string[]>
  /** Both prefixes are possible when neither flag nor version is known. Each ends with `/`. */
  annotationPrefixes: Known<string[]>
  isTlsIgnored: Known<boolean>
  areRulesIgnored: Known<boolean>
  isHostnameAnnotationIgnored: Known<boolean>
  fqdnTemplates: Known<string[]>
  combinesFqdn: Known<boolean>
  defaultTargets: Known<string[]>
  /** Default targets replace what a source found: always up to 0.17, with `--force-default-targets` since; null when the version is not known. */
  forcesDefaultTargets: Known<boolean>
  targetNets: Known<string[]>
  excludedTargetNets: Known<string[]>
  domainFilters: Known<string[]>
  excludedDomains: Known<string[]>
  domainRegex: Known<string>
  domainRegexExclusion: Known<string>
  managedTypes: Known<string[]>
  isDryRun: Known<boolean>
  isOnce: Known<boolean>
  intervalSeconds: Known<number>
  /** Used when an object sets no TTL (since 0.21); null when not given. */
  minTtlSeconds: Known<number | null>
  /** Service types that the source reads; `[]` is every type. */
  serviceTypes: Known<string[]>
  publishesInternal: Known<boolean>
  resolvesLoadBalancerNames: Known<boolean>
  /** `sync`, `upsert-only` or `create-only`; unknown when the version has no default or is not known. */
  policy: Known<string>
  registry: Known<string>
  owner: Known<string>
  provider: Known<string>
  zoneNameFilters: Known<string[]>
  txtPrefix: Known<string>
  txtSuffix: Known<string>
  /** Stands for the asterisk of a wildcard in the names of ownership records; empty: the asterisk stays. */
  txtWildcard: Known<string>
  /** What the source `crd` reads. */
  crdApiVersion: Known<string>
  crdKind: Known<string>
}

export const alphaPrefix = 'external-dns.alpha.kubernetes.io/'
export const stablePrefix = 'external-dns.kubernetes.io/'

/** Defaults of v0.22.0, and of the version at hand where it matters: the annotation prefix changed with 0.22. */
export function readExternalDnsSettings(flags: FlagSet, version: string | null): ExternalDnsSettings {
  return {
    sources: readList(flags, 'source'),
    namespace: readScalar(flags, 'namespace', ''),
    annotationFilter: readScalar(flags, 'annotation-filter', ''),
    labelFilter: readScalar(flags, 'label-filter', ''),
    ingressClasses: readList(flags, 'ingress-class'),
    annotationPrefixes: readPrefixes(flags, version),
    isTlsIgnored: readBoolean(flags, 'ignore-ingress-tls-spec', false),
    areRulesIgnored: readBoolean(flags, 'ignore-ingress-rules-spec', false),
    isHostnameAnnotationIgnored: readBoolean(flags, 'ignore-hostname-annotation', false),
    fqdnTemplates: withoutEmpty(readList(flags, 'fqdn-template')),
    combinesFqdn: readBoolean(flags, 'combine-fqdn-annotation', false),
    defaultTargets: withoutEmpty(readList(flags, 'default-targets')),
    forcesDefaultTargets: readForced(flags, version),
    targetNets: withoutEmpty(readList(flags, 'target-net-filter')),
    excludedTargetNets: withoutEmpty(readList(flags, 'exclude-target-net')),
    domainFilters: withoutEmpty(readList(flags, 'domain-filter')),
    excludedDomains: withoutEmpty(readList(flags, 'exclude-domains')),
    domainRegex: readScalar(flags, 'regex-domain-filter', ''),
    domainRegexExclusion: readScalar(flags, 'regex-domain-exclusion', ''),
    managedTypes: readManagedTypes(flags),
    isDryRun: readBoolean(flags, 'dry-run', false),
    isOnce: readBoolean(flags, 'once', false),
    intervalSeconds: readInterval(flags),
    minTtlSeconds: readMinTtl(flags),
    serviceTypes: withoutEmpty(readList(flags, 'service-type-filter')),
    publishesInternal: readBoolean(flags, 'publish-internal-services', false),
    resolvesLoadBalancerNames: readBoolean(flags, 'resolve-service-load-balancer-hostname', false),
    policy: readPolicy(flags, version),
    registry: readScalar(flags, 'registry', 'txt'),
    owner: readScalar(flags, 'txt-owner-id', 'default'),
    provider: readScalar(flags, 'provider', ''),
    zoneNameFilters: withoutEmpty(readList(flags, 'zone-name-filter')),
    txtPrefix: readScalar(flags, 'txt-prefix', ''),
    txtSuffix: readScalar(flags, 'txt-suffix', ''),
    txtWildcard: readScalar(flags, 'txt-wildcard-replacement', ''),
    crdApiVersion: readScalar(flags, 'crd-source-apiversion', 'externaldns.k8s.io/v1alpha1'),
    crdKind: readScalar(flags, 'crd-source-kind', 'DNSEndpoint'),
  }
}

/** A Go duration (`1m30s`, `500ms`) in seconds; null when it is not one. */
export function parseGoDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return null
  const unitSeconds: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }
  let seconds = 0
  for (const [, amount = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (unitSeconds[unit] ?? 0)
  }
  return seconds
}

function readPrefixes(flags: FlagSet, version: string | null): Known<string[]> {
  const written = readScalar(flags, 'annotation-prefix', '')
  if (written.state === 'unknown') return written
  if (written.value !== '') return { ...written, value: [written.value] }
  const isStable = isVersionAtLeast(version, 0, 22)
  const value = isStable === null ? [alphaPrefix, stablePrefix] : [isStable ? stablePrefix : alphaPrefix]
  return { state: 'known', value, written: null }
}

/** `sync` was the default up to 0.21; since 0.22 the flag is required. */
function readPolicy(flags: FlagSet, version: string | null): Known<string> {
  const written = readScalar(flags, 'policy', '')
  if (written.state === 'unknown' || written.value !== '') return written
  const isRequired = isVersionAtLeast(version, 0, 22)
  if (isRequired === false) return { state: 'known', value: 'sync', written: null }
  const because = isRequired ? '--policy is required since 0.22 and is not set' : 'its version is not known'
  return { state: 'unknown', because: `--policy: ${because}` }
}

function readMinTtl(flags: FlagSet): Known<number | null> {
  const text = readScalar(flags, 'min-ttl', '')
  if (text.state === 'unknown') return text
  if (text.value === '') return { ...text, value: null }
  const seconds = /^\d+$/.test(text.value) ? Number(text.value) : parseGoDuration(text.value)
  if (seconds === null) return { state: 'unknown', because: `--min-ttl=${text.value} is not a duration` }
  return { ...text, value: Math.floor(seconds) }
}

function readForced(flags: FlagSet, version: string | null): Known<boolean> {
  const isOptional = isVersionAtLeast(version, 0, 18)
  if (isOptional === false) return { state: 'known', value: true, written: null }
  const written = readBoolean(flags, 'force-default-targets', false)
  if (isOptional === null && written.state === 'known' && !written.value)
    return { state: 'unknown', because: 'its version is not known' }
  return written
}

function readManagedTypes(flags: FlagSet): Known<string[]> {
  const managed = readList(flags, 'managed-record-types')
  const excluded = readList(flags, 'exclude-record-types')
  if (managed.state === 'unknown') return managed
  if (excluded.state === 'unknown') return excluded
  const value = (managed.value.length > 0 ? managed.value : ['A', 'AAAA', 'CNAME']).filter(
    (type) => !excluded.value.includes(type),
  )
  const written = [managed.written, excluded.written].filter((flag) => flag !== null).join(' ')
  return { state: 'known', value, written: written === '' ? null : written }
}

function readInterval(flags: FlagSet): Known<number> {
  const text = readScalar(flags, 'interval', '1m')
  if (text.state === 'unknown') return text
  const seconds = parseGoDuration(text.value)
  if (seconds === null) return { state: 'unknown', because: `--interval=${text.value} is not a duration` }
  return { ...text, value: seconds }
}

function withoutEmpty(list: Known<string[]>): Known<string[]> {
  return list.state === 'unknown' ? list : { ...list, value: list.value.filter((value) => value !== '') }
}
