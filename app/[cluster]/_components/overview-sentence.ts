import type { ClusterSummary } from '@/lib/api/clusters'
import { formatCount, formatCounted } from '@/lib/format/count'

/** The state of a cluster in a sentence or two that can be acted on, from its counts alone. */
export function describeCluster(cluster: ClusterSummary): string {
  const { ingresses, findings, connection } = cluster
  if (ingresses === null) {
    return connection.state === 'connecting'
      ? 'The cluster is still being read.'
      : 'The ingresses of this cluster could not be read, so nothing can be said about traffic into it.'
  }
  const errors = findings.error === 0 ? null : formatCounted(findings.error, 'error')
  const warnings = findings.warning === 0 ? null : formatCounted(findings.warning, 'warning')
  const rest = [errors, warnings].filter((part) => part !== null).join(' and ')
  const found = rest === '' ? '' : ` ${rest} in all.`
  const { failing = 0, undetermined = 0, warning = 0 } = ingresses.byVerdict
  if (ingresses.total === 0) return `There is no ingress to follow.${found}`
  const all = formatCounted(ingresses.total, 'ingress', 'ingresses')
  if (failing > 0) {
    return `${formatCount(failing)} of ${all} ${failing === 1 ? 'does' : 'do'} not carry traffic all the way.${found}`
  }
  if (undetermined > 0) {
    return `Nothing is known to fail, but ${formatCount(undetermined)} of ${all} could not be followed to the end.${found}`
  }
  if (warning > 0)
    return `Traffic gets through on ${all}; ${formatCount(warning)} ${warning === 1 ? 'is' : 'are'} at risk.${found}`
  return ingresses.total === 1
    ? `Traffic gets through on the one ingress.${found}`
    : `Traffic gets through on all ${all}.${found}`
}
