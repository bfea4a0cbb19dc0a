import { formatCount, formatCounted } from '@/lib/format/count'
import { type AksName, disruptionNote, formatAksUpdate, listNatGatewayOptions, listOutboundOptions } from './aks-update'
import type { HelpCell, HelpColumn, HelpTable, NatGatewayOption, RuleOption } from './help-options'
import { calculateNatPool, natPortsPerIp } from './nat-gateway'
import { defaultPortsMax } from './snat-allocation'
import type { WhatIfBase } from './what-if'

type Option = RuleOption | NatGatewayOption

const kinds: Record<Option['id'], string> = {
  'as-is': 'As it is',
  'what-if': 'What if',
  'more-ips': 'More outbound IPs',
  manual: 'Manual ports',
  'nat-gateway': 'NAT gateway',
}

/** An option's name and the rule that it stands for. */
export function nameOption(option: Option): { name: string; rule: string } {
  const name = kinds[option.id]
  if (option.id === 'nat-gateway') {
    return { name, rule: `ports on demand, ${formatCount(natPortsPerIp)} for each IP` }
  }
  const ips = formatCounted(option.outboundIps, 'IP')
  const rule = option.allocatedPorts === 0 ? 'default allocation' : `${formatCount(option.allocatedPorts)} manual ports`
  return { name, rule: `${ips}, ${rule}` }
}

/** What a column stands for: `now`, `what if`, `autoscaler maximum`, or several of them. */
export function nameColumn({ is }: HelpColumn): string {
  const words = { now: 'now', 'what-if': 'what if', autoscaler: 'autoscaler maximum' }
  return is.map((what) => words[what]).join(', ')
}

/** A cell in words; a number that Azure would refuse is never shown as if it were given. */
export function sayCell({ portsPerNode, fit }: HelpCell): string {
  if (fit === 'over-capacity' || fit === 'autoscaler-refused') return 'refused'
  return portsPerNode === null ? 'not known' : formatCount(portsPerNode)
}

/** The command that brings an option about; null for the cluster as it is. */
export function writeOption(option: Option, cluster: AksName | null): string | null {
  if (option.id === 'as-is') return null
  const options = option.id === 'nat-gateway' ? listNatGatewayOptions(option.outboundIps) : listOutboundOptions(option)
  return formatAksUpdate(cluster, options, { isWrapped: true })
}

/** What an option does, costs and takes, as sentences. */
export function listNotes(option: Option, base: WhatIfBase, { columns }: HelpTable): string[] {
  if (option.id === 'nat-gateway') return listNatGatewayNotes(option)
  const notes: string[] = []
  if (option.allocatedPorts > 0) {
    notes.push(
      `A manual value never falls as the cluster grows. Room for ${formatCounted(option.nodesMax ?? 0, 'node')}, autoscaler maximum and surge included.`,
    )
    if (option.cells.some(({ fit }) => fit === 'surge-refused')) {
      notes.push(
        'With the surge of an upgrade (10 % of each pool is assumed) it would not fit: Azure may refuse upgrades.',
      )
    }
  } else if (option.cells.some(({ portsPerNode }) => portsPerNode === defaultPortsMax)) {
    notes.push(
      `Default allocation never gives a node more than ${formatCount(defaultPortsMax)}, however many IPs there are.`,
    )
  }
  if (option.id === 'as-is') return notes.length > 0 ? notes : ['Nothing to run.']
  notes.push(disruptionNote)
  if (option.outboundIps !== base.outboundIps) {
    notes.push(
      'This counts IPs that AKS manages. A cluster with IPs or a prefix of its own names those instead (--load-balancer-outbound-ips, --load-balancer-outbound-ip-prefixes).',
    )
    notes.push(
      option.outboundIps > base.outboundIps
        ? 'Partners that allow the outbound address must allow the new ones too.'
        : 'Addresses are given up: partners may still allow only those.',
    )
  }
  if (columns.every(({ is }) => !is.includes('autoscaler'))) {
    notes.push('Azure also counts autoscaler maxima, which are not known here.')
  }
  return notes
}

function listNatGatewayNotes({ outboundIps }: NatGatewayOption): string[] {
  const pool = calculateNatPool(outboundIps, 'azure')
  const size =
    pool?.ports == null
      ? ''
      : ` ${formatCounted(outboundIps, 'IP')} hold ${formatCount(pool.ports)} ports, at most ${formatCount(pool.toOneDestination)} connections to one destination.`
  return [
    `All nodes share one pool, so more nodes lower nothing.${size}`,
    'The outbound addresses change and open connections drop. A managed virtual network has no direct way back to the load balancer.',
    'In a virtual network of your own, attach a NAT gateway to the node subnet first and use --outbound-type userAssignedNATGateway.',
  ]
}
