import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/**
 * The message of the newest Warning event with a reason on an object, null when there certainly is none. Events are kept for an hour or
 * so: their absence proves nothing about the past. Throws `NotObservedError` when Events cannot be read.
 */
export function findEvent(view: ClusterView, object: ObjectRef, reason: string): string | null {
  const key = `${object.kind}/${object.namespace ?? ''}/${object.name}`
  const listing = view.listingByIndex('Event', 'object', key, object.namespace)
  if (listing.state === 'unavailable') throw new NotObservedError(listing.unavailable)
  const time = (event: { lastTimestamp?: string | null; eventTime?: string | null }) =>
    String(event.lastTimestamp ?? event.eventTime ?? '')
  const [newest] = listing.objects
    .filter((event) => event.reason === reason)
    .sort((a, b) => (time(a) < time(b) ? 1 : -1))
  return newest === undefined ? null : (newest.message ?? reason)
}
