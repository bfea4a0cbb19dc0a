import { EmptyState } from '@/components/states/empty-state'
import { formSentence } from '@/lib/format/sentence'
import type { Unavailable } from '@/lib/model/unavailable'
import { paths } from '@/lib/paths'

interface NoNamesProps {
  cluster: string
  namespace: string | null
  /** Why Ingresses could not be read (in full); null when they were. */
  missing: Unavailable | null
  isFiltered: boolean
  onClear: () => void
}

/** Why the list is empty: not permitted, filtered away, or no object declares a name. */
export function NoNames({ cluster, namespace, missing, isFiltered, onClear }: NoNamesProps) {
  if (isFiltered) {
    return (
      <EmptyState title="No name matches" action={{ label: 'Clear all filters', onClick: onClear }}>
        {missing === null ? 'Every name was looked at.' : `Not every name could be looked at: ${missing.detail}`}
      </EmptyState>
    )
  }
  if (missing !== null) {
    return (
      <EmptyState
        title="The names could not be read"
        action={{ label: 'What would be needed', href: paths.sources(cluster) }}
      >
        {formSentence(missing.detail)}
        {missing.need === null ? null : ` It needs ${missing.need}.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={namespace === null ? 'This cluster wants no name' : `No name is wanted in namespace ${namespace}`}
      action={
        namespace === null
          ? { label: 'See what was read', href: paths.sources(cluster) }
          : { label: 'Look in all namespaces', href: paths.dnsZones(cluster) }
      }
    >
      No Ingress and no Service for external-dns declares a host{namespace === null ? '' : ' here'}.
    </EmptyState>
  )
}
