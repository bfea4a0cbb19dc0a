import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { measureEditDistance } from '@/lib/ingress-path/backend-service'
import { replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findOwnership } from '@/lib/ingress-path/external-dns/ownership'
import type { ExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { readTxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import { findZoneOf, isAzureZoneKept, zoneInputs } from '@/lib/ingress-path/external-dns/zones'
import { parentDomain } from '@/lib/model/dns'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { endUnkept, isAzureProvider, type KeptReplay, listKept, requireZones } from './dns-kept'
import { findInstance, isRecordRight, judgeDnsHost, readRecordSeverity } from './dns-preconditions'

const common = { area: 'ingress', hop: 'dns-record', severity: 'error', level: 'inferred' } as const
const inputs = [...new Set([...replayInputs, ...zoneInputs, 'Dns'] as const)]
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"
const zonesCommand = "kubectl get clusterissuers -o jsonpath='{..dnsZones}'"

/** Providers that have no alias records, so that a CNAME at the top of a zone is refused. Source: RFC 1912 §2.4. */
const providersWithoutAlias = new Set(['azure', 'azure-dns', 'azure-private-dns', 'google', 'rfc2136'])
const ednsZoneNarrowerFilter = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-zone-narrower-filter',
  title: 'Domain filter of external-dns hides the zone itself',
  order: 65,
  who: 'platform',
  inputs,
  page: {
    see: 'The host passes --domain-filter of external-dns, but the DNS zone that holds it does not: the filter is longer than the zone’s name. The zones are taken from ClusterIssuers.',
    why: 'The Azure provider holds the same filter against the names of the zones. It drops the zone, and then finds none for the name: it only logs that no suitable zone was found.',
    fix: 'Use the name of the zone as the filter, or add --zone-name-filter.',
    confirm: argsCommand,
    source: 'external-dns v0.22.0, provider/azure/azure.go (zones)',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const azure = listKept(view, all.replays).filter(isAzureProvider)
      const filtered = azure.filter(({ settings }) => isFiltered(settings))
      if (azure.length === 0) return endUnkept(all, 'no external-dns for Azure keeps this host')
      if (filtered.length < azure.length) return clear
      const known = requireZones(view)
      if ('none' in known) return notApplicable(known.none)
      const name = toAsciiName(subject.host)
      const holding = known.zones.filter((zone) => findZoneOf(name, [zone]) !== undefined)
      if (holding.length === 0) return notApplicable('no known zone holds this host')
      const isHidden = (entry: KeptReplay) => holding.every((zone) => isAzureZoneKept(zone, entry.settings) === false)
      if (!filtered.every(isHidden)) return clear
      const [first] = filtered
      const { domainFilters } = first?.settings ?? {}
      const written = (domainFilters?.state === 'known' ? domainFilters.written : null) ?? '--domain-filter'
      const zone = findZoneOf(name, holding) ?? ''
      const cause = `external-dns (${first?.replay.instance}) does not work on zone ${zone}: its name does not pass ${written}`
      return found({
        severity: readRecordSeverity(subject, view, all),
        summary: `${subject.host} passes the domain filter, but ${cause}.`,
        inShort: { cause },
        object:
          first === undefined
            ? refToSource(subject.source)
            : (findInstance(view, first.replay)?.workload ?? refToSource(subject.source)),
        evidence: [
          { field: 'spec.containers[].args', observed: written, expected: `--domain-filter=${zone}` },
          { observed: `zones that ${known.namedBy} name: ${holding.join(', ')}` },
        ],
        fix: { text: `Write --domain-filter=${zone}, or add --zone-name-filter=${zone}.`, commands: [argsCommand] },
      })
    }),
})

function isFiltered({ domainFilters }: ExternalDnsSettings): boolean {
  return domainFilters.state === 'unknown' || domainFilters.value.length > 0
}

const ednsCnameAtApex = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-cname-at-apex',
  title: 'A CNAME cannot stand at the top of a zone',
  order: 70,
  who: 'either',
  inputs,
  page: {
    see: 'The host is the name of a DNS zone itself, and its target is a host name. The zones are taken from ClusterIssuers.',
    why: 'A zone has SOA and NS records at its top, and a CNAME may not stand beside other records. The provider refuses it.',
    fix: 'Publish an address instead of a name (target annotation, load balancer with an IP address), or use a host below the zone such as www.',
    confirm: zonesCommand,
    source: 'RFC 1034 §3.6.2, RFC 1912 §2.4',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const named = listKept(view, all.replays).filter(
        ({ replay, provider }) => (replay.targets?.CNAME.length ?? 0) > 0 && providersWithoutAlias.has(provider ?? ''),
      )
      const [first] = named
      if (first === undefined)
        return endUnkept(all, 'no external-dns makes a CNAME for this host at a provider without alias')
      const known = requireZones(view)
      if ('none' in known) return notApplicable(known.none)
      if (!known.zones.includes(toAsciiName(subject.host))) return clear
      const target = first.replay.targets?.CNAME[0] ?? ''
      const cause = `${subject.host} is the top of a DNS zone, where a CNAME to ${target} is not allowed`
      return found({
        severity: readRecordSeverity(subject, view, all),
        summary: `${cause}.`,
        inShort: { cause },
        object: refToSource(subject.source),
        evidence: [
          {
            object: refToSource(subject.source),
            field: 'status.loadBalancer.ingress',
            observed: target,
            expected: 'an IP address',
          },
          { observed: `zones that ${known.namedBy} name: ${known.zones.join(', ')}` },
        ],
        fix: {
          text: 'Publish an IP address for it, or use a host below the zone.',
          commands: [zonesCommand],
        },
      })
    }),
})

const ednsNoZone = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-no-zone',
  title: 'Host lies in no known DNS zone',
  order: 66,
  who: 'either',
  causes: ['host-typo-suffix'],
  inputs,
  page: {
    see: 'external-dns keeps the host, and none of the DNS zones that ClusterIssuers or the configuration (dns.zones) name holds it.',
    why: 'The provider looks for the longest zone that the name ends with. Without one it skips the record and says so in its log only, if at all.',
    fix: 'Choose a host in one of the zones, or create the zone and let external-dns write to it.',
    confirm: zonesCommand,
    ignore:
      'When external-dns works on more zones than the ClusterIssuers name. List them as dns.zones in the configuration.',
    source: 'external-dns v0.22.0, provider/zonefinder.go, provider/azure/azure.go, provider/aws/aws.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const [kept] = listKept(view, all.replays)
      if (kept === undefined) return endUnkept(all, 'no external-dns keeps this host')
      const known = requireZones(view)
      if ('none' in known) return notApplicable(known.none)
      const name = toAsciiName(subject.host)
      if (findZoneOf(name, known.zones) !== undefined) return clear
      // A record that is right, or signed by this external-dns, proves that it has a zone for the name.
      if (isRecordRight(subject, view, all) || isSignedHere(subject, view, kept)) return clear
      const near = findNearestZone(name, known.zones)
      const follows = `so external-dns (${kept.replay.instance}) finds nowhere to write its record`
      const asked = view.dnsZone(parentDomain(name) ?? name)
      return found({
        summary: `None of the known DNS zones holds ${subject.host}, ${follows}.`,
        inShort: { cause: `none of the known DNS zones holds it, ${follows}` },
        object: refToSource(subject.source),
        evidence: [
          {
            object: refToSource(subject.source),
            observed: subject.host,
            expected: near === null ? 'a name in a known zone' : `a name under ${near}, the nearest of them`,
          },
          { observed: `zones that ${known.namedBy} name: ${known.zones.join(', ')}` },
          ...(asked.state === 'observed'
            ? [{ observed: `the name lies in zone ${asked.zone.zone}`, source: `DNS ${asked.zone.resolver}` }]
            : []),
        ],
        fix: {
          text: 'Choose a host in one of the zones, or create the zone and let external-dns write to it.',
          commands: [zonesCommand],
        },
      })
    }),
})

function isSignedHere({ host }: DnsSubject, view: ClusterView, { replay }: KeptReplay): boolean {
  const instance = findInstance(view, replay)
  const registry = instance === undefined ? undefined : readTxtRegistry(instance.flags)
  if (registry?.state !== 'known' || registry.value === null) return false
  const { ownerId } = registry.value
  const { found: owned } = findOwnership(view, host, [registry.value])
  return owned.some(({ ownership }) => ownership.state === 'owned' && ownership.owner === ownerId)
}

/** The zone with the most last labels of the name, of two alike the one spelled more like it; null when not even the last label is the same. */
function findNearestZone(name: string, zones: readonly string[]): string | null {
  const labels = name.split('.').reverse()
  const count = (zone: string) => {
    const own = zone.split('.').reverse()
    const first = own.findIndex((label, position) => label !== labels[position])
    return first < 0 ? own.length : first
  }
  const distance = (zone: string) =>
    measureEditDistance(name.split('.').slice(-zone.split('.').length).join('.'), zone, zone.length)
  const [nearest] = zones
    .filter((zone) => count(zone) > 0)
    .sort((a, b) => count(b) - count(a) || distance(a) - distance(b))
  return nearest ?? null
}

/** Names held against the DNS zones that are known (rows 65, 66 and 70 of the ingress catalogue). */
export const dnsZoneChecks: Check<DnsSubject>[] = [ednsZoneNarrowerFilter, ednsNoZone, ednsCnameAtApex]
