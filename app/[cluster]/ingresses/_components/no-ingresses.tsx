import { EmptyState } from '@/components/states/empty-state'
import { formSentence } from '@/lib/format/sentence'
import type { Unavailable } from '@/lib/model/unavailable'
import { paths } from '@/lib/paths'

interface NoIngressesProps {
  cluster: string
  namespace: string | null
  unreadable: readonly Unavailable[]
  isFiltered: boolean
  onClear: () => void
}

/** Why the list is empty: the filter, a missing permission, or there really is nothing. */
export function NoIngresses({ cluster, namespace, unreadable, isFiltered, onClear }: NoIngressesProps) {
  const missing = unreadable.find(({ what }) => what === 'Ingress')
  if (isFiltered) {
    const where = namespace === null ? 'All namespaces were searched.' : `Only namespace ${namespace} was searched.`
    return (
      <EmptyState title="No ingress matches" action={{ label: 'Clear text and verdict', onClick: onClear }}>
        {missing === undefined ? where : `Not every ingress could be searched: ${missing.detail}`}
      </EmptyState>
    )
  }
  if (missing !== undefined) {
    return (
      <EmptyState
        title="The ingresses could not be read"
        action={{ label: 'What would be needed', href: paths.sources(cluster) }}
      >
        {formSentence(missing.detail)}
      </EmptyState>
    )
  }
  if (namespace !== null) {
    return (
      <EmptyState
        title={`No ingress in namespace ${namespace}`}
        action={{ label: 'Look in all namespaces', href: paths.ingresses(cluster) }}
      >
        It was looked for and there is none. A Service of type LoadBalancer is not an ingress and is not listed here.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="This cluster has no ingress"
      action={{ label: 'See what was read', href: paths.sources(cluster) }}
    >
      It was looked for in every namespace and there is none.
    </EmptyState>
  )
}
