import { Chip } from '@/components/ui/chip'
import type { ClusterSummary } from '@/lib/api/clusters'
import { formatCounted } from '@/lib/format/count'

const providerNames: Record<string, string> = { aks: 'AKS', eks: 'EKS' }

/** What a provider is called; one that could not be told from the nodes is just Kubernetes. */
export function nameProvider(provider: string | null): string {
  return provider === null ? 'Kubernetes' : (providerNames[provider] ?? 'Kubernetes')
}

/** Provider, version and size: "AKS 1.31 · 48 nodes". What could not be read is left out, and the title says so. */
export function ClusterChip({ cluster, className }: { cluster: ClusterSummary; className?: string }) {
  const version = cluster.kubernetesVersion?.replace(/^v/, '').split('.').slice(0, 2).join('.')
  const platform =
    version === undefined ? nameProvider(cluster.provider) : `${nameProvider(cluster.provider)} ${version}`
  const nodes = cluster.nodeCount === null ? 'nodes unknown' : formatCounted(cluster.nodeCount, 'node')
  return (
    <Chip className={className} title={cluster.kubernetesVersion ?? 'The version could not be read'}>
      {platform} · {nodes}
    </Chip>
  )
}
