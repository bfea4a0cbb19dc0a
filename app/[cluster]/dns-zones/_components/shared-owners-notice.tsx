import { VerdictIcon } from '@/components/findings/verdict-icon'
import type { DnsZonePage } from '@/lib/api/dns-zones'
import { formatNames } from '@/lib/format/count'

/** Owner ids that several clusters share: each takes the names of the others for its own. Nothing is shown where there are none. */
export function SharedOwnersNotice({ shared }: { shared: DnsZonePage['sharedOwners'] }) {
  return shared.map(({ ownerId, clusters }) => (
    <div
      key={ownerId}
      role="status"
      className="flex items-start gap-2 rounded-md border border-fail bg-fail-soft px-3.5 py-2 text-fail"
    >
      <VerdictIcon verdict="failing" className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 break-words">
        <strong className="font-semibold">
          {formatNames(clusters, clusters.length)} sign as the same owner, {ownerId}.
        </strong>{' '}
        Each takes the other’s names for its own and, with policy sync, deletes those that it does not want. Give each
        cluster its own --txt-owner-id.
      </p>
    </div>
  ))
}
