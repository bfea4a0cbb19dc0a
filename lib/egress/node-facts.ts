import type { KindMap } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

export type Cloud = 'azure' | 'aws' | 'other'

/** What provider, node count and pools are read from, for one Node. Heartbeats and capacity are left out on purpose. */
export interface NodeFacts {
  name: string
  /** Empty when the Node has none: nobody set it, or the cloud controller has not yet. */
  providerId: string
  cloud: Cloud
  /** Runs no machine of its own (virtual kubelet, such as Azure Container Instances). */
  isVirtual: boolean
  /** Has an address of type ExternalIP: an instance-level public IP. */
  hasPublicIp: boolean
  pool: string | null
  /** The virtual machine scale set that the provider id names: the name of the node group in Azure's autoscaler. */
  scaleSet: string | null
  /** Made by Karpenter (node auto-provisioning on AKS): outside any pool and its maximum. */
  isProvisioned: boolean
  region: string | null
  /** Value of `kubernetes.azure.com/cluster`: the node resource group. */
  azureCluster: string | null
  kubeletVersion: string | null
}

export type NodeFactsReading =
  | { state: 'observed'; nodes: NodeFacts[] }
  | { state: 'unavailable'; unavailable: Unavailable }

/** Facts of every Node, by name; shared by everything that judges egress. */
export function readNodeFacts(view: ClusterView): NodeFactsReading {
  return view.fact<NodeFactsReading>('egress-node-facts:all', (inner) => {
    const listing = inner.listing('Node')
    if (listing.state === 'unavailable') return listing
    if (listing.missing !== null) return { state: 'unavailable', unavailable: listing.missing }
    return { state: 'observed', nodes: listing.objects.map(toNodeFacts) }
  })
}

function toNodeFacts(node: KindMap['Node']): NodeFacts {
  const labels = node.metadata.labels ?? {}
  const providerId = node.spec?.providerID ?? ''
  return {
    name: node.metadata.name,
    providerId,
    cloud: readCloud(providerId, labels),
    isVirtual: isVirtualNode(node, labels),
    hasPublicIp: (node.status?.addresses ?? []).some(
      (address) => address.type === 'ExternalIP' && address.address !== '',
    ),
    pool: labels['kubernetes.azure.com/agentpool'] ?? labels.agentpool ?? labels['eks.amazonaws.com/nodegroup'] ?? null,
    scaleSet: /\/virtualMachineScaleSets\/([^/]+)\//i.exec(providerId)?.[1] ?? null,
    isProvisioned: labels['karpenter.sh/nodepool'] !== undefined,
    region: labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? null,
    azureCluster: labels['kubernetes.azure.com/cluster'] ?? null,
    kubeletVersion: node.status?.nodeInfo?.kubeletVersion || null,
  }
}

/** A provider id outweighs labels: a label can be copied by hand, the id is written by the cloud's controller. */
function readCloud(providerId: string, labels: Record<string, string>): Cloud {
  if (/^azure:\/\//i.test(providerId)) return 'azure'
  if (/^aws:\/\//i.test(providerId)) return 'aws'
  if (providerId !== '') return 'other'
  if (labels['kubernetes.azure.com/cluster'] !== undefined) return 'azure'
  if (Object.keys(labels).some((label) => label.startsWith('eks.amazonaws.com/'))) return 'aws'
  return 'other'
}

/**
 * Virtual kubelet marks its nodes with the label `type=virtual-kubelet` and the taint `virtual-kubelet.io/provider`; AKS names them
 * `virtual-node-aci-…`. Source: virtual-kubelet/virtual-kubelet and virtual-kubelet/azure-aci chart.
 */
function isVirtualNode(node: KindMap['Node'], labels: Record<string, string>): boolean {
  if (labels.type === 'virtual-kubelet' || node.metadata.name.startsWith('virtual-node-aci-')) return true
  return (node.spec?.taints ?? []).some((taint) => taint.key === 'virtual-kubelet.io/provider')
}
