import { EmptyState } from '@/components/states/empty-state'
import { formSentence } from '@/lib/format/sentence'
import type { Unavailable } from '@/lib/model/unavailable'
import { paths } from '@/lib/paths'

interface NoCertificatesProps {
  cluster: string
  namespace: string | null
  /** Why Certificates could not be read (in full); null when they were. */
  missing: Unavailable | null
  isFiltered: boolean
  onClear: () => void
}

/** Why the list is empty: not installed, not permitted, filtered away, or there really is nothing. */
export function NoCertificates({ cluster, namespace, missing, isFiltered, onClear }: NoCertificatesProps) {
  if (missing?.reason === 'not-installed') {
    return (
      <EmptyState
        title="cert-manager is not installed"
        action={{ label: 'See what was read', href: paths.sources(cluster) }}
      >
        The cluster does not know the kind Certificate. Certificates of tls entries are then Secrets made by hand, which
        Fairlead never reads.
      </EmptyState>
    )
  }
  if (isFiltered) {
    return (
      <EmptyState title="No certificate matches" action={{ label: 'Clear all filters', onClick: onClear }}>
        {missing === null
          ? 'Every certificate was looked at.'
          : `Not every certificate could be looked at: ${missing.detail}`}
      </EmptyState>
    )
  }
  if (missing !== null) {
    return (
      <EmptyState
        title="The certificates could not be read"
        action={{ label: 'What would be needed', href: paths.sources(cluster) }}
      >
        {formSentence(missing.detail)}
        {missing.need === null ? null : ` It needs ${missing.need}.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={namespace === null ? 'This cluster has no Certificate' : `No Certificate in namespace ${namespace}`}
      action={
        namespace === null
          ? { label: 'See what was read', href: paths.sources(cluster) }
          : { label: 'Look in all namespaces', href: paths.certificates(cluster) }
      }
    >
      cert-manager is installed, and nothing asks it for a certificate here.
    </EmptyState>
  )
}
