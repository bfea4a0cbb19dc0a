import { type Check, type CheckOutcome, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { type HostReplays, replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import type { Replay } from '@/lib/ingress-path/external-dns/replay'
import { type ExternalDnsSettings, readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { findKnownZones, findZoneOf, isAzureZoneKept, zoneInputs } from '@/lib/ingress-path/external-dns/zones'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findInstance, judgeDnsHost, readRecordSeverity, throwUnknownReplay } from './dns-preconditions'

const common = { area: 'ingress', hop: 'dns-record', severity: 'error', level: 'inferred' } as const
const inputs = [...new Set([...replayInputs, ...zoneInputs, 'Dns'] as const)]
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"
const zonesCommand = "kubectl get clusterissuers -o jsonpath='{..dnsZones}'"

/** Providers that have no alias records, so that a CNAME at the top of a zone is refused. Source: RFC 1912 §2.4. */
const providersWithoutAlias = new Set(['azure', 'azure-dns', 'azure-private-dns', 'google', 'rfc2136'])
const azureProviders = new Set(['azure', 'azure-dns', 'azure-private-dns'])

interface KeptReplay {
  replay: Replay
  settings: ExternalDnsSettings
  provider: string | null
}

function listKept(view: ClusterView, replays: readonly Replay[]): KeptReplay[] {
  return replays.flatMap((replay) => {
    const instance = replay.outcome === 'kept' ? findInstance(view, replay) : undefined
    if (instance === undefined) return []
    const settings = readExternalDnsSettings(instance.flags, instance.version)
    return [{ replay, settings, provider: settings.provider.state === 'known' ? settings.provider.value : null }]
  })
}

/** The zones, or a reason why the check does not apply. Throws `NotObservedError` when they could not be read. */
function requireZones(view: ClusterView): { zones: string[] } | { none: string } {
  const { zones, missing } = findKnownZones(view)
  if (zones.length > 0) return { zones }
  if (missing !== null && missing.reason !== 'not-installed') throw new NotObservedError(missing)
  return { none: 'no ClusterIssuer names a DNS zone' }
}

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
      const azure = listKept(view, all.replays).filter(({ provider }) => azureProviders.has(provider ?? ''))
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
          { observed: `zones that ClusterIssuers name: ${holding.join(', ')}` },
        ],
        fix: { text: `Write --domain-filter=${zone}, or add --zone-name-filter=${zone}.`, commands: [argsCommand] },
      })
    }),
})

/** Not applicable, unless an external-dns that cannot be seen or judged may keep the host. */
function endUnkept({ replays, missing }: HostReplays, reason: string): CheckOutcome {
  if (missing !== null) throw new NotObservedError(missing)
  const unknown = replays.find(({ outcome, readsKind }) => outcome === 'unknown' && readsKind !== false)
  if (unknown !== undefined) throwUnknownReplay(unknown)
  return notApplicable(reason)
}

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
          { observed: `zones that ClusterIssuers name: ${known.zones.join(', ')}` },
        ],
        fix: {
          text: 'Publish an IP address for it, or use a host below the zone.',
          commands: [zonesCommand],
        },
      })
    }),
})

/** Names held against the DNS zones that are known (rows 65 and 70 of the ingress catalogue). */
export const dnsZoneChecks: Check<DnsSubject>[] = [ednsZoneNarrowerFilter, ednsCnameAtApex]
