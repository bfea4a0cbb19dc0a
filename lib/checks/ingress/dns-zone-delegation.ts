import { type Check, clear, defineCheck, type EvidenceDraft, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { findExpectedTargets, replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { isPrivateAddress } from '@/lib/ingress-path/external-dns/target-annotation'
import type { RecordTargets } from '@/lib/ingress-path/external-dns/targets'
import { zoneInputs } from '@/lib/ingress-path/external-dns/zones'
import { findHostZone, findZoneTrouble, type ZoneTrouble } from '@/lib/ingress-path/host-zone'
import { judgeDnsHost, readRecordSeverity } from './dns-preconditions'

const inputs = [...new Set([...replayInputs, ...zoneInputs, 'Dns'] as const)]

/** Zones are no objects of the cluster; a finding needs a name that stays. */
const refToZone = (zone: string) => ({ kind: 'DNSZone', namespace: null, name: zone })

const dnsZoneNotDelegated = defineCheck<DnsSubject>({
  area: 'ingress',
  hop: 'dns-record',
  severity: 'error',
  level: 'external',
  id: 'dns-zone-not-delegated',
  title: 'DNS zone is not delegated to its name servers',
  order: 81,
  who: 'platform',
  isShared: true,
  inputs,
  page: {
    see: 'The zone above the zone of the host names other name servers than the zone itself, or none; or no server of the zone answers. The zone is the one that DNS shows, and Azure DNS zones that ClusterIssuers name.',
    why: 'Resolvers go down from zone to zone. Where the zone above does not lead to the right servers they never see the records, however often external-dns writes them.',
    fix: 'Put the name servers of the zone into NS records of the zone above, at the registrar for a registered domain.',
    confirm: 'dig +trace NS HOST',
    ignore: 'When the two lists are names of the same servers, or the zone is meant for a network of its own.',
    source: 'RFC 1034 §4.2.1 and §4.2.2; RFC 1912 §2.8',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const trouble = findZoneTrouble(findHostZone(view, subject.host))
      if (trouble === null) return clear
      const expected = findExpectedTargets(subject.source, all)
      if (trouble.state === 'not-delegated' && expected !== null && isPrivate(expected))
        return notApplicable('the host has private addresses only, and a zone for inside needs no delegation')
      const zone = typeof trouble.zone === 'string' ? trouble.zone : trouble.zone.zone
      const cause = describeTrouble(trouble)
      return found({
        severity: readRecordSeverity(subject, view, all),
        summary: `${subject.host} lies in zone ${zone}, and ${cause}.`,
        inShort: { cause },
        object: refToZone(zone),
        evidence: listEvidence(trouble),
        fix: { text: describeFix(trouble, zone), commands: listCommands(trouble, zone) },
      })
    }),
})

function isPrivate({ A, AAAA, CNAME }: RecordTargets): boolean {
  return CNAME.length === 0 && [...A, ...AAAA].every(isPrivateAddress)
}

function describeTrouble(trouble: ZoneTrouble): string {
  switch (trouble.state) {
    case 'unknown-to-dns':
      return `zone ${trouble.parent.zone} above it does not delegate it: DNS knows no zone ${trouble.zone}`
    case 'failing':
      return `no name server of zone ${trouble.zone.zone} answers`
    case 'not-delegated':
      return `zone ${trouble.parent} above it does not delegate it, so only resolvers that have it of their own find it`
    case 'other-servers':
      return `zone ${trouble.parent} above it delegates it to ${trouble.above.join(', ')}, while it names ${trouble.zone.nameServers.join(', ')} itself`
  }
}

function listEvidence(trouble: ZoneTrouble): EvidenceDraft[] {
  switch (trouble.state) {
    case 'unknown-to-dns':
      return [
        {
          field: `SOA ${trouble.zone}`,
          observed: `answered by zone ${trouble.parent.zone}`,
          expected: `answered by zone ${trouble.zone}`,
          source: `DNS ${trouble.parent.resolver}`,
        },
        { field: 'spec.acme.solvers[*].dns01.azureDNS.hostedZoneName', observed: trouble.zone },
      ]
    case 'failing': {
      const { zone, failure } = trouble
      const soa = {
        field: `SOA ${zone.zone}`,
        observed: failure,
        expected: 'an answer',
        source: `DNS ${zone.resolver}`,
      }
      if (zone.delegation.state === 'unknown') return [soa]
      const { parent } = zone.delegation
      const names = zone.delegation.state === 'delegated' ? zone.delegation.nameServers.join(', ') : 'none'
      return [soa, { field: `NS ${zone.zone}`, observed: names, source: `DNS zone ${parent}` }]
    }
    default: {
      const { zone, parent } = trouble
      const above = trouble.state === 'other-servers' ? trouble.above.join(', ') : 'none'
      const own = zone.nameServers.join(', ') || 'the name servers of the zone'
      return [
        { field: `NS ${zone.zone}`, observed: above, expected: own, source: `DNS zone ${parent}` },
        { field: `NS ${zone.zone}`, observed: own, source: `DNS ${zone.resolver}` },
      ]
    }
  }
}

function describeFix(trouble: ZoneTrouble, zone: string): string {
  if (trouble.state === 'failing')
    return `See that the name servers of ${zone} run and hold the zone; else delegate it to those that do.`
  const parent = trouble.state === 'unknown-to-dns' ? trouble.parent.zone : trouble.parent
  return `Write the name servers that the DNS provider shows for ${zone} as NS records into zone ${parent}.`
}

function listCommands(trouble: ZoneTrouble, zone: string): string[] {
  const trace = formatCommand('dig', '+trace', 'NS', zone)
  return trouble.state === 'unknown-to-dns'
    ? [`az network dns zone list --query "[?name=='${zone}'].nameServers"`, trace]
    : [trace]
}

/** Do resolvers find the zone of the host (row 81 of the ingress catalogue). */
export const dnsZoneDelegationChecks: Check<DnsSubject>[] = [dnsZoneNotDelegated]
