import { readClusterDns } from '@/lib/dns-cache/cluster-dns'
import type { ServerBlock } from '@/lib/dns-cache/corefile'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ClusterSubject } from '../cluster-subject'
import type { Check } from '../define-check'
import { type BlockFault, corefileInputs, defineBlockCheck, type InstalledCorefile, sources } from './judge-corefile'
import {
  clusterDnsPlaceholder,
  isClusterBlock,
  isReverseBlock,
  listBoundIps,
  listClusterIps,
  readIpKey,
  readUpstream,
} from './zones'

type Fault = Omit<BlockFault, 'block'>

const withServices = [...corefileInputs, 'Service'] as const
/** Plugins that answer by themselves. */
const answeringPlugins = ['forward', 'template', 'hosts', 'whoami']

function listLocalIps({ daemonSet }: InstalledCorefile): string[] | null {
  return daemonSet.state === 'found' ? daemonSet.part.localIpElements.filter((ip) => ip.trim() !== '') : null
}

/** Keys of every address that the process listens on, as far as it is known. */
function listListenKeys(installed: InstalledCorefile): Set<string> {
  const localIps = listLocalIps(installed)
  const ips = [...(localIps ?? []), ...installed.blocks.flatMap((block) => listBoundIps(block, localIps) ?? [])]
  return new Set(ips.flatMap((ip) => readIpKey(ip) ?? []))
}

function findSelfForwards(block: ServerBlock, installed: InstalledCorefile, view: ClusterView): Fault[] {
  const listening = listListenKeys(installed)
  const ports = new Set(installed.blocks.flatMap((other) => other.keys.map((key) => key.port)))
  const upstreamIps = listClusterIps(readClusterDns(view).upstream)
  const expected = clusterDnsPlaceholder
  return block.forwards.flatMap((forward) =>
    forward.upstreams.flatMap((upstream): Fault[] => {
      if (upstream.includes(clusterDnsPlaceholder)) {
        const own = upstreamIps.find((ip) => listening.has(readIpKey(ip) ?? ''))
        const name =
          installed.daemonSet.state === 'found' ? installed.daemonSet.part.upstreamService : 'kube-dns-upstream'
        return own === undefined
          ? []
          : [
              {
                line: forward.line,
                observed: `forward to Service ${name} at ${own}, which is bound here`,
                expected: '-upstreamsvc kube-dns-upstream',
              },
            ]
      }
      const read = readUpstream(upstream)
      if (read === null || !ports.has(read.port) || !(read.isLoopback || listening.has(read.key))) return []
      return [{ line: forward.line, observed: `forward to ${upstream}`, expected }]
    }),
  )
}

/** Whether an upstream is the cluster's own DNS, by placeholder or by the ClusterIP of one of its Services. */
function isClusterDns(upstream: string, view: ClusterView): boolean {
  if (upstream.includes(clusterDnsPlaceholder)) return true
  const key = readUpstream(upstream)?.key
  const { kubeDns, upstream: service } = readClusterDns(view)
  return (
    key !== undefined && [...listClusterIps(kubeDns), ...listClusterIps(service)].some((ip) => readIpKey(ip) === key)
  )
}

function findUdpForwards(block: ServerBlock, _: InstalledCorefile, view: ClusterView): Fault[] {
  const isCluster = isClusterBlock(block)
  if (!isCluster && !isReverseBlock(block)) return []
  return block.forwards.flatMap((forward): Fault[] => {
    const plain = forward.upstreams.filter((upstream) => !upstream.startsWith('tls://'))
    const isMeant = isCluster ? plain.length > 0 : plain.some((upstream) => isClusterDns(upstream, view))
    if (forward.options.forceTcp || !isMeant) return []
    return [
      {
        line: forward.line,
        observed: `forward ${forward.from} ${forward.upstreams.join(' ')} over UDP`,
        expected: 'force_tcp',
      },
    ]
  })
}

/** Literal upstreams of the cluster domain must be a DNS Service; the placeholder needs the Service that it stands for. */
function findWrongUpstreams(block: ServerBlock, installed: InstalledCorefile, view: ClusterView): Fault[] {
  const { kubeDns, upstream: service } = readClusterDns(view)
  return block.forwards.flatMap((forward) =>
    forward.upstreams.flatMap((upstream): Fault[] => {
      if (upstream.includes(clusterDnsPlaceholder)) return findMissingService(forward.line, installed, service)
      const read = readUpstream(upstream)
      if (read === null || !isClusterBlock(block)) return []
      for (const part of [service, kubeDns]) {
        if (part.state === 'unavailable') throw new NotObservedError(part.unavailable)
        if (listClusterIps(part).some((ip) => readIpKey(ip) === read.key)) return []
      }
      // A loop is a fault of its own; here only addresses that are nobody's DNS.
      if (read.isLoopback || listListenKeys(installed).has(read.key)) return []
      const known = listClusterIps(service)[0] ?? listClusterIps(kubeDns)[0]
      const expected = known === undefined ? clusterDnsPlaceholder : `${clusterDnsPlaceholder} (${known})`
      return [
        {
          line: forward.line,
          observed: `forward to ${upstream}, which is no ClusterIP of the cluster's DNS`,
          expected,
        },
      ]
    }),
  )
}

function findMissingService(
  line: number,
  { daemonSet }: InstalledCorefile,
  service: ReturnType<typeof readClusterDns>['upstream'],
): Fault[] {
  // Without the DaemonSet the name of the Service is a guess, and a guess must not be called missing.
  if (daemonSet.state === 'unavailable') throw new NotObservedError(daemonSet.unavailable)
  if (daemonSet.state === 'absent') return []
  if (service.state === 'unavailable') throw new NotObservedError(service.unavailable)
  const name = `${daemonSet.part.ref.namespace}/${daemonSet.part.upstreamService}`
  if (service.state === 'absent') {
    return [
      {
        line,
        observed: `Service ${name} (-upstreamsvc) does not exist, so node-cache writes <nil>`,
        expected: 'an existing Service',
      },
    ]
  }
  if (service.part.clusterIps.length > 0) return []
  return [{ line, observed: `Service ${name} (-upstreamsvc) has no ClusterIP`, expected: 'a ClusterIP' }]
}

/** Checks of where each server block sends what it cannot answer. */
export const forwardChecks: Check<ClusterSubject>[] = [
  defineBlockCheck({
    id: 'forward-missing',
    title: 'Server block answers nothing',
    severity: 'error',
    order: 10,
    findFaults: (block) =>
      block.plugins.some((plugin) => answeringPlugins.includes(plugin))
        ? []
        : [{ line: block.line, observed: `plugins: ${block.plugins.join(', ') || 'none'}`, expected: 'forward' }],
    say: () => 'no plugin answers: every query of these zones fails.',
    fix: 'Add forward with an upstream.',
    page: {
      see: 'A server block has none of forward, template, hosts and whoami.',
      why: 'Nothing in the block produces an answer, so its queries end in REFUSED or SERVFAIL.',
      fix: 'Add forward.',
      source: sources.parser,
    },
  }),
  defineBlockCheck({
    id: 'forward-self',
    title: 'Server block forwards to itself',
    severity: 'error',
    order: 11,
    inputs: withServices,
    findFaults: findSelfForwards,
    say: (faults) =>
      `queries go back to this same process (${faults[0]?.observed ?? ''}): a loop that plugin loop ends with a crash, and without it memory does.`,
    fix: `Forward the cluster domain to ${clusterDnsPlaceholder} with -upstreamsvc kube-dns-upstream, and other names to real resolvers.`,
    page: {
      see: 'An upstream is a loopback address or an address that node-cache listens on, the ClusterIP of kube-dns included when that is bound.',
      why: 'Each query returns to the process that sent it.',
      fix: 'Use the ClusterIP of kube-dns-upstream.',
      source: sources.manifest,
    },
  }),
  defineBlockCheck({
    id: 'forward-wrong-upstream',
    title: 'The cluster domain is forwarded to the wrong place',
    severity: 'error',
    order: 12,
    inputs: withServices,
    findFaults: findWrongUpstreams,
    say: (faults) => `the way to the cluster's CoreDNS is wrong: ${faults[0]?.observed ?? ''}. Names of Services fail.`,
    fix: `Use ${clusterDnsPlaceholder}, and make sure that the Service of -upstreamsvc exists.`,
    page: {
      see: 'An address written for the cluster domain is not the ClusterIP of a DNS Service, or the Service behind the placeholder is missing.',
      why: 'Names of Services are answered by CoreDNS of the cluster only.',
      fix: 'Use the placeholder, and create Service kube-dns-upstream.',
      confirm: 'kubectl -n kube-system get service kube-dns kube-dns-upstream',
      ignore: 'A CoreDNS of your own, outside these Services, serves the cluster domain.',
      source: `${sources.manifest}; ${sources.nodeCache}`,
    },
  }),
  defineBlockCheck({
    id: 'cluster-forward-udp',
    title: 'Cluster names are forwarded over UDP',
    severity: 'warning',
    order: 34,
    inputs: withServices,
    findFaults: findUdpForwards,
    say: () =>
      'queries for cluster names go to CoreDNS over UDP: lost packets and races in connection tracking become lookups of 5 s.',
    fix: 'Add force_tcp to the options of forward.',
    page: {
      see: 'The cluster domain, or a reverse zone sent to the cluster’s DNS, is forwarded without force_tcp.',
      why: 'UDP through a Service meets the connection-tracking races that NodeLocal DNS exists to avoid.',
      fix: 'Add force_tcp.',
      source: `${sources.manifest}; kubernetes/kubernetes issue 56903`,
    },
  }),
]
