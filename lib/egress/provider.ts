import { formatCounted, formatNames } from '@/lib/format/count'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type NodeFacts, readNodeFacts } from './node-facts'

export type Provider = 'aks' | 'eks' | 'unknown'

/**
 * Whose cluster this is, as its Nodes tell it. Fields are null when no Node tells them, or Nodes disagree. `kubernetesVersion` is the
 * newest kubelet version (kubelets follow the API server, never lead it); `kubeletVersions` counts all of them, newest first.
 */
export interface ProviderDescription {
  provider: Provider
  /** What the answer rests on. */
  reason: string
  subscriptionId: string | null
  /** Where AKS keeps the load balancer and its IPs (`MC_…` unless named otherwise). */
  nodeResourceGroup: string | null
  /** Resource group and name of the AKS cluster, when the node resource group has its default name `MC_group_cluster_region`. */
  azureCluster: { resourceGroup: string; name: string } | null
  region: string | null
  kubernetesVersion: string | null
  kubeletVersions: { version: string; nodes: number }[]
  /** Set when Nodes could not be read; everything else is then null or empty. */
  unavailable: Unavailable | null
}

/**
 * Describes the provider from Node provider ids and labels. Source of the formats: AKS docs, use-labels
 * (`kubernetes.azure.com/cluster`), and the cloud providers' provider ids
 * `azure:///subscriptions/{sub}/resourceGroups/{group}/providers/…` and `aws:///{zone}/{instance}`.
 */
export function describeProvider(view: ClusterView): ProviderDescription {
  return view.fact<ProviderDescription>('egress-provider:cluster', (inner) => {
    const reading = readNodeFacts(inner)
    if (reading.state === 'unavailable') {
      return {
        ...unknownProvider(`The provider is not known: ${describeUnavailable(reading.unavailable)}`),
        unavailable: reading.unavailable,
      }
    }
    return describeNodes(reading.nodes)
  })
}

function describeNodes(nodes: readonly NodeFacts[]): ProviderDescription {
  const onAzure = nodes.filter((node) => node.cloud === 'azure')
  const onAws = nodes.filter((node) => node.cloud === 'aws')
  const versions = countVersions(nodes)
  const shared = {
    kubernetesVersion: versions[0]?.version ?? null,
    kubeletVersions: versions,
    region: findOnly(nodes.map((node) => node.region ?? readZoneRegion(node.providerId))),
    unavailable: null,
  }
  if (nodes.length === 0) return { ...unknownProvider('there are no Nodes to tell the provider'), ...shared }
  if (onAzure.length > 0 && onAws.length > 0) {
    const reason = `${formatCounted(onAzure.length, 'Node')} on Azure and ${formatCounted(onAws.length, 'Node')} on AWS`
    return { ...unknownProvider(reason), ...shared }
  }
  if (onAzure.length > 0) return { ...describeAzure(onAzure), ...shared }
  if (onAws.length > 0) {
    const reason = `${formatCounted(onAws.length, 'Node')} with an AWS provider id or an EKS label`
    return { ...unknownProvider(reason), ...shared, provider: 'eks' }
  }
  const schemes = [...new Set(nodes.map((node) => readScheme(node.providerId)))].sort()
  return { ...unknownProvider(`no Node has an Azure or AWS provider id (seen: ${formatNames(schemes)})`), ...shared }
}

function describeAzure(
  nodes: readonly NodeFacts[],
): Omit<ProviderDescription, 'kubernetesVersion' | 'kubeletVersions' | 'unavailable'> {
  const places = nodes.map((node) => readAzurePlace(node.providerId))
  const nodeResourceGroup =
    findOnly(nodes.map((node) => node.azureCluster)) ?? findOnly(places.map((place) => place?.resourceGroup ?? null))
  const region = findOnly(nodes.map((node) => node.region))
  return {
    provider: 'aks',
    reason: `${formatCounted(nodes.length, 'Node')} with an Azure provider id or an AKS label`,
    subscriptionId: findOnly(places.map((place) => place?.subscriptionId ?? null)),
    nodeResourceGroup,
    azureCluster: nodeResourceGroup === null ? null : splitNodeResourceGroup(nodeResourceGroup, region),
    region,
  }
}

function unknownProvider(reason: string): ProviderDescription {
  return {
    provider: 'unknown',
    reason,
    subscriptionId: null,
    nodeResourceGroup: null,
    azureCluster: null,
    region: null,
    kubernetesVersion: null,
    kubeletVersions: [],
    unavailable: null,
  }
}

/** Subscription and resource group of an Azure provider id, or null. Azure compares both without regard to case. */
export function readAzurePlace(providerId: string): { subscriptionId: string; resourceGroup: string } | null {
  const match = /^azure:\/\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(providerId)
  const [, subscriptionId, resourceGroup] = match ?? []
  return subscriptionId === undefined || resourceGroup === undefined
    ? null
    : { subscriptionId: subscriptionId.toLowerCase(), resourceGroup }
}

/**
 * Group and cluster of the default name `MC_group_cluster_region`. Null for a name of one's own, one cut at 80 characters, and one
 * whose underscores allow several readings.
 */
export function splitNodeResourceGroup(
  name: string,
  region: string | null,
): { resourceGroup: string; name: string } | null {
  if (region === null || !/^mc_/i.test(name) || !name.toLowerCase().endsWith(`_${region.toLowerCase()}`)) return null
  const parts = name.slice(3, name.length - region.length - 1).split('_')
  const [resourceGroup, cluster] = parts
  if (parts.length !== 2 || !resourceGroup || !cluster) return null
  return { resourceGroup, name: cluster }
}

function readZoneRegion(providerId: string): string | null {
  return /^aws:\/\/\/([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]?\//.exec(providerId)?.[1] ?? null
}

function readScheme(providerId: string): string {
  if (providerId === '') return 'no provider id'
  return `${providerId.split('://')[0]}://`
}

/** The one value that all known values equal, case aside; null when there is none or several. */
function findOnly(values: readonly (string | null)[]): string | null {
  const known = values.filter((value) => value !== null && value !== '')
  return new Set(known.map((value) => value?.toLowerCase())).size === 1 ? (known[0] ?? null) : null
}

function countVersions(nodes: readonly NodeFacts[]): { version: string; nodes: number }[] {
  const counts = new Map<string, number>()
  for (const { kubeletVersion, isVirtual } of nodes) {
    // Virtual kubelet reports a version of its own.
    if (kubeletVersion !== null && !isVirtual) counts.set(kubeletVersion, (counts.get(kubeletVersion) ?? 0) + 1)
  }
  const versions = [...counts].map(([version, count]) => ({ version, nodes: count }))
  return versions.sort((a, b) => compareVersions(b.version, a.version))
}

function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+/g) ?? []
  const right = b.match(/\d+/g) ?? []
  for (let position = 0; position < 3; position += 1) {
    const difference = Number(left[position] ?? 0) - Number(right[position] ?? 0)
    if (difference !== 0) return difference
  }
  return a < b ? -1 : a > b ? 1 : 0
}
