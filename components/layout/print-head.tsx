'use client'

import { useSyncExternalStore } from 'react'
import { useNowMs } from '@/components/ui/now'
import { formatMoment } from '@/lib/format/age'

/** On paper only: which cluster this is about, where it came from and when, as the header of the page is not printed. */
export function PrintHead({ cluster }: { cluster: string }) {
  const nowMs = useNowMs()
  const address = useSyncExternalStore(
    followAddress,
    () => window.location.href,
    () => '',
  )
  return (
    <p
      aria-hidden
      className="mb-3 hidden border-line border-b pb-2 text-muted text-sm [overflow-wrap:anywhere] print:block"
    >
      <strong className="font-semibold text-ink">Fairlead</strong> · cluster {cluster} · printed{' '}
      {formatMoment(new Date(nowMs).toISOString())} from {address}
    </p>
  )
}

/** The address changes without an event when a filter does; what counts is what it is when the page is printed. */
function followAddress(onChange: () => void): () => void {
  window.addEventListener('beforeprint', onChange)
  window.addEventListener('popstate', onChange)
  return () => {
    window.removeEventListener('beforeprint', onChange)
    window.removeEventListener('popstate', onChange)
  }
}
