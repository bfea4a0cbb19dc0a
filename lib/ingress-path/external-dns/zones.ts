import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { matchesSuffix } from './domain-filter'
import type { ExternalDnsSettings } from './settings'

/** DNS zones that can be known without asking DNS, and what would show more (null: everything that could was read). */
export interface KnownZones {
  zones: string[]
  /** Those that a DNS provider has under this very name (`azureDNS.hostedZoneName`); the others may be parts of a zone. */
  hosted: string[]
  /** Who names them, for a reader. */
  namedBy: string
  missing: Unavailable | null
}

export const zoneInputs = ['ClusterIssuer', 'Settings'] as const satisfies readonly InputName[]

/**
 * Zones that the configuration names, and those that ClusterIssuers name for their DNS-01 solvers (`dnsZones`, and `hostedZoneName` of Azure DNS).
 * external-dns may see more: platforms give both the same list, which is an assumption. Source: cert-manager v1.21 `pkg/apis/acme/v1/types_issuer.go`.
 */
export function findKnownZones(view: ClusterView): KnownZones {
  const configured = (view.settings.dns.zones ?? []).map(normaliseZone)
  const issued = view.fact('issuer-zones', readIssuerZones)
  const namedBy = configured.length === 0 ? 'ClusterIssuers' : 'the configuration and ClusterIssuers'
  return {
    zones: [...new Set([...configured, ...issued.zones])].sort(),
    hosted: issued.hosted,
    namedBy,
    // Who lists zones in the configuration lists them all.
    missing: configured.length === 0 ? issued.missing : null,
  }
}

function readIssuerZones(view: ClusterView): Pick<KnownZones, 'zones' | 'hosted' | 'missing'> {
  const listing = view.listing('ClusterIssuer')
  if (listing.state === 'unavailable') return { zones: [], hosted: [], missing: listing.unavailable }
  const solvers = listing.objects.flatMap(({ spec }) => readRecords(readRecord(spec?.acme)?.solvers))
  const hosted = [...new Set(solvers.flatMap(listHostedZones))].sort()
  const zones = [...new Set([...solvers.flatMap(listSelectedZones), ...hosted])].sort()
  return { zones, hosted, missing: listing.missing }
}

/** The longest zone that holds a name, or undefined. Source: external-dns v0.22.0 `provider/zonefinder.go`. */
export function findZoneOf(name: string, zones: readonly string[]): string | undefined {
  return zones.filter((zone) => name === zone || name.endsWith(`.${zone}`)).sort((a, b) => b.length - a.length)[0]
}

/**
 * Whether the Azure provider works on a zone: the domain filter is held against the zone's own name, unless `--zone-name-filter`
 * names it. Null when a flag that decides is not known, or a regular expression does. Source: external-dns v0.22.0 `provider/azure/azure.go`.
 */
export function isAzureZoneKept(zone: string, settings: ExternalDnsSettings): boolean | null {
  const { domainFilters, excludedDomains, domainRegex, domainRegexExclusion, zoneNameFilters } = settings
  const flags = [domainFilters, excludedDomains, domainRegex, domainRegexExclusion, zoneNameFilters]
  if (flags.some(({ state }) => state === 'unknown')) return null
  if (isSet(domainRegex) || isSet(domainRegexExclusion)) return null
  const listOf = (flag: typeof domainFilters) => (flag.state === 'known' ? flag.value : [])
  if (listOf(zoneNameFilters).some((filter) => matchesSuffix(zone, filter))) return true
  if (listOf(excludedDomains).some((filter) => matchesSuffix(zone, filter))) return false
  const filters = listOf(domainFilters)
  return filters.length === 0 || filters.some((filter) => matchesSuffix(zone, filter))
}

function isSet(flag: ExternalDnsSettings['domainRegex']): boolean {
  return flag.state === 'known' && flag.value !== ''
}

/** Parts of the DNS tree that a solver is for. */
function listSelectedZones(solver: Record<string, unknown>): string[] {
  const selected = readRecord(solver.selector)?.dnsZones
  return (Array.isArray(selected) ? selected : []).flatMap(readZone)
}

/**
 * Zones of a DNS provider by their DNS name. Only Azure names them so: `hostedZoneName` of Google's Cloud DNS is the name of a managed zone, such as
 * `prod-public`, and Route 53 has ids. Source: cert-manager v1.21 `pkg/apis/acme/v1/types_issuer.go`, `pkg/issuer/acme/dns/clouddns/clouddns.go`.
 */
function listHostedZones(solver: Record<string, unknown>): string[] {
  return readZone(readRecord(readRecord(solver.dns01)?.azureDNS)?.hostedZoneName)
}

function readZone(name: unknown): string[] {
  return typeof name === 'string' && name !== '' ? [normaliseZone(name)] : []
}

const normaliseZone = (name: string) => name.toLowerCase().replace(/\.$/, '')

function readRecord(value: unknown): Record<string, unknown> | undefined {
  // Objects of JSON are records of unknown values; arrays are left out.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function readRecords(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return []
  return value.map(readRecord).filter((entry) => entry !== undefined)
}
