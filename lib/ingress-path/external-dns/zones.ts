import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { matchesSuffix } from './domain-filter'
import type { ExternalDnsSettings } from './settings'

/** DNS zones that can be known without asking DNS, and what would show more (null: everything that could was read). */
export interface KnownZones {
  zones: string[]
  missing: Unavailable | null
}

export const zoneInputs = ['ClusterIssuer'] as const satisfies readonly InputName[]

/**
 * Zones that ClusterIssuers name for their DNS-01 solvers (`dnsZones`, `hostedZoneName`). external-dns may see more: platforms give
 * both the same list, which is an assumption. Source: cert-manager v1.21 `pkg/apis/acme/v1/types_issuer.go`.
 */
export function findKnownZones(view: ClusterView): KnownZones {
  return view.fact('known-zones', (inner) => {
    const listing = inner.listing('ClusterIssuer')
    if (listing.state === 'unavailable') return { zones: [], missing: listing.unavailable }
    const zones = listing.objects.flatMap(({ spec }) =>
      readRecords(readRecord(spec?.acme)?.solvers).flatMap(listSolverZones),
    )
    return { zones: [...new Set(zones)].sort(), missing: listing.missing }
  })
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

function listSolverZones(solver: Record<string, unknown>): string[] {
  const selected = readRecord(solver.selector)?.dnsZones
  const hosted = Object.values(readRecord(solver.dns01) ?? {}).map((provider) => readRecord(provider)?.hostedZoneName)
  const names = [...(Array.isArray(selected) ? selected : []), ...hosted]
  return names.flatMap((name) =>
    typeof name === 'string' && name !== '' ? [name.toLowerCase().replace(/\.$/, '')] : [],
  )
}

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
