import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { measureEditDistance } from '@/lib/ingress-path/backend-service'
import { isDnsName } from '@/lib/ingress-path/dns-expectation'
import { findKnownZones, findZoneOf, zoneInputs } from '@/lib/ingress-path/external-dns/zones'
import { refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { NotObservedError } from '@/lib/model/unavailable'
import { nameOf } from './class-evidence'

const distanceMax = 2

const hostTypoSuffix = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'ingress-rule',
  severity: 'error',
  level: 'inferred',
  id: 'host-typo-suffix',
  title: 'Host ends almost like a known zone',
  order: 20,
  who: 'tenant',
  inputs: [...zoneInputs, 'Dns'],
  page: {
    see: 'DNS has no record for the host, it lies in none of the zones that ClusterIssuers name, and one of them is at most two letters away from how it ends.',
    why: 'The zone was most likely misspelt. external-dns makes no record for a name outside its zones, and no certificate is issued for it.',
    fix: 'Correct the host in the rule and in the tls entry.',
    confirm: 'dig +short HOST',
    ignore: 'When the zone really is another one, which the ClusterIssuers do not name.',
    source: 'cert-manager v1.21, pkg/apis/acme/v1/types_issuer.go (dnsZones)',
  },
  evaluate({ ingress, host }, view) {
    if (!isDnsName(host)) return notApplicable('a rule without a host name has no zone')
    const asked = view.dnsAnswer(host)
    if (asked.state === 'observed' && asked.answer.outcome === 'answered') return clear
    const { zones, missing } = findKnownZones(view)
    const name = host.replace(/^\*\./, '')
    if (findZoneOf(name, zones) !== undefined) return clear
    const near = zones.find((zone) => isNear(name, zone))
    if (near === undefined) {
      if (missing !== null) throw new NotObservedError(missing)
      return clear
    }
    if (asked.state === 'unavailable') throw new NotObservedError(asked.unavailable)
    const end = endOf(name, near)
    const cause = `it ends with ${end}, and the zone is ${near}`
    return found({
      summary: `Host ${host} of Ingress ${nameOf(ingress)} has no DNS record, and ${cause}: most likely a misspelling.`,
      inShort: { effect: 'is most likely misspelt', cause },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'spec.rules[*].host',
          observed: host,
          expected: `a name under ${near}`,
        },
        { observed: `known zones: ${zones.join(', ')}` },
      ],
      fix: {
        text: `Write ${near} instead of ${end}, if that is meant.`,
        commands: [
          formatCommand('kubectl', 'edit', 'ingress', ingress.metadata.name, '-n', ingress.metadata.namespace ?? ''),
        ],
      },
    })
  },
})

/** As many last labels of a name as a zone has. */
const endOf = (name: string, zone: string) => name.split('.').slice(-zone.split('.').length).join('.')

function isNear(name: string, zone: string): boolean {
  const distance = measureEditDistance(endOf(name, zone), zone, distanceMax)
  return distance > 0 && distance <= distanceMax
}

/** Is the host spelled as somebody meant it (row 20 of the ingress catalogue). */
export const hostTypoChecks: Check<HostSubject>[] = [hostTypoSuffix]
