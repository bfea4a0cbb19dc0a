import { describeProvider, type Provider } from '@/lib/egress/provider'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { readClusterDns } from './cluster-dns'
import type { ServerBlock } from './corefile'
import type { ForwardOptions } from './forward'
import {
  type Installation,
  type NodeCacheDaemonSet,
  type Part,
  readInstallation,
  readInstalledCorefile,
} from './installation'
import type { CorefileProblem } from './problem'
import { describeRollout, type RolloutRow } from './rollout'
import { coreDnsVersionOfNodeCacheImage } from './versions'

/** A server block as it is shown: forward options in words, as written or as they apply. */
export type ShownServerBlock = Omit<ServerBlock, 'forwardOptions'> & { forwardOptions: string[] }

/**
 * NodeLocal DNS of a cluster. `found` is false when it certainly is not installed and null when that cannot be known; then
 * `notFoundReason` says which, and what may run instead. Parts that could not be read are in `unavailable` and null or empty here.
 */
export interface DnsCacheStatus {
  found: boolean | null
  notFoundReason: string | null
  configMap: ObjectRef | null
  daemonSet: ObjectRef | null
  image: string | null
  coreDnsVersion: string | null
  /** The image does not tell the CoreDNS release: numbers hold for the newest known node-cache. */
  versionAssumed: boolean
  localIps: string[]
  kubeDnsClusterIp: string | null
  upstreamClusterIp: string | null
  /** Whether CoreDNS would load the Corefile; null when there is none to judge. */
  isValid: boolean | null
  corefile: string | null
  serverBlocks: ShownServerBlock[]
  problems: CorefileProblem[]
  rollout: RolloutRow[]
  unavailable: Unavailable[]
  live: Unavailable
}

/** Describes NodeLocal DNS from ConfigMap, DaemonSet, Services, Pods and Nodes. Never throws for something outside. */
export function describeDnsCache(view: ClusterView): DnsCacheStatus {
  const installation = readInstallation(view)
  const reading = readInstalledCorefile(view)
  const clusterDns = readClusterDns(view)
  const daemonSet = installation.daemonSet.state === 'found' ? installation.daemonSet.part : null
  const corefile = installation.corefile.state === 'found' ? installation.corefile.part : null
  const found = isFound(installation)
  const rollout = daemonSet === null ? { rows: [], unavailable: [] } : describeRollout(view, daemonSet)
  const isInstalled = found !== false
  const parts: Part<unknown>[] = isInstalled
    ? [installation.daemonSet, installation.corefile, clusterDns.kubeDns, clusterDns.upstream]
    : []
  const version = describeVersion(reading, daemonSet)
  return {
    found,
    notFoundReason: found === true ? null : sayNotFound(found, installation, describeProvider(view).provider),
    configMap: corefile?.ref ?? null,
    daemonSet: daemonSet?.ref ?? null,
    image: daemonSet?.image ?? null,
    ...version,
    localIps: daemonSet?.localIpElements.map((ip) => ip.trim()).filter((ip) => ip !== '') ?? [],
    kubeDnsClusterIp: clusterDns.kubeDns.state === 'found' ? (clusterDns.kubeDns.part.clusterIps[0] ?? null) : null,
    upstreamClusterIp: clusterDns.upstream.state === 'found' ? (clusterDns.upstream.part.clusterIps[0] ?? null) : null,
    isValid: reading.state === 'found' ? reading.part.valid : null,
    corefile: corefile?.text ?? null,
    serverBlocks: reading.state === 'found' ? reading.part.serverBlocks.map(showBlock) : [],
    problems: reading.state === 'found' ? reading.part.problems : [],
    rollout: rollout.rows,
    unavailable: removeRepeated([
      ...parts.flatMap((part) => (part.state === 'unavailable' ? [part.unavailable] : [])),
      ...rollout.unavailable,
    ]),
    live: {
      what: 'Live cache metrics',
      reason: 'not-built',
      detail: 'Fairlead does not read Prometheus yet',
      need: null,
    },
  }
}

/** A ConfigMap alone counts as found: its Corefile is shown, though nothing may run it. */
function isFound({ daemonSet, corefile }: Installation): boolean | null {
  if (daemonSet.state === 'found' || corefile.state === 'found') return true
  return daemonSet.state === 'absent' && corefile.state === 'absent' ? false : null
}

function describeVersion(
  reading: ReturnType<typeof readInstalledCorefile>,
  daemonSet: NodeCacheDaemonSet | null,
): Pick<DnsCacheStatus, 'coreDnsVersion' | 'versionAssumed'> {
  if (reading.state === 'found') {
    return { coreDnsVersion: reading.part.coreDnsVersion, versionAssumed: reading.part.versionAssumed }
  }
  const fromImage = daemonSet?.image ? coreDnsVersionOfNodeCacheImage(daemonSet.image) : null
  return { coreDnsVersion: fromImage, versionAssumed: false }
}

/**
 * What may answer instead of a DaemonSet. Source: AKS docs, localdns-custom; GKE docs on NodeLocal DNSCache; aws/containers-roadmap
 * 2546 (EKS Auto Mode); Cilium docs, local-redirect-policy.
 */
const alternatives: Record<Provider, string> = {
  aks:
    'AKS LocalDNS may run instead: it is a service on the node, not a Pod, and its configuration is the localDNSProfile of the node pool ' +
    '(az aks nodepool show), not in the Kubernetes API.',
  eks: 'EKS has no managed cache; on EKS Auto Mode CoreDNS runs on the node itself, which the Kubernetes API does not show.',
  unknown: 'A managed cache of the provider may run on the nodes without showing in the Kubernetes API.',
}

function sayNotFound(found: false | null, installation: Installation, provider: Provider): string {
  if (found === false) {
    return `NodeLocal DNS is not installed: there is no DaemonSet that runs node-cache and no ConfigMap kube-system/node-local-dns. ${alternatives[provider]}`
  }
  const unread = [installation.daemonSet, installation.corefile].flatMap((part) =>
    part.state === 'unavailable' ? [describeUnavailable(part.unavailable)] : [],
  )
  return `Whether NodeLocal DNS is installed is not known: ${unread.join('; ')}.`
}

function showBlock(block: ServerBlock): ShownServerBlock {
  return { ...block, forwardOptions: block.forwardOptions === null ? [] : showForwardOptions(block.forwardOptions) }
}

/** Written options with their effective values, in file order, once each. */
function showForwardOptions(options: ForwardOptions): string[] {
  const values: Record<string, string | number | null> = {
    policy: options.policy,
    max_concurrent: options.maxConcurrent ?? 0,
    max_fails: options.maxFails,
    health_check: `${options.healthCheckSeconds}s`,
    expire: `${options.expireSeconds}s`,
    except: options.except.join(' '),
    tls_servername: options.tlsServerName,
  }
  return [...new Set(options.written)].map((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : null
    return value === null || value === undefined ? name : `${name} ${value}`
  })
}

function removeRepeated(list: readonly Unavailable[]): Unavailable[] {
  return [...new Map(list.map((unavailable) => [JSON.stringify(unavailable), unavailable])).values()]
}
