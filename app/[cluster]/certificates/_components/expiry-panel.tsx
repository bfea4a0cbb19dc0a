'use client'

import { ExpiryCard, type ExpiryCardProps } from './expiry-card'
import { ExpirySkeleton } from './expiry-skeleton'

/** The expiry of the certificates; null while it is on its way. */
export function ExpiryPanel({
  expiry,
  ...choice
}: Omit<ExpiryCardProps, 'expiry'> & { expiry: ExpiryCardProps['expiry'] | null }) {
  return expiry === null ? <ExpirySkeleton /> : <ExpiryCard expiry={expiry} {...choice} />
}
