import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { HostName } from '@/components/ui/host-name'
import type { CertificatePage } from '@/lib/api/certificates'
import { formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'

interface HostsWithoutCardProps {
  cluster: string
  hosts: CertificatePage['hostsWithout']
}

/** Hosts that answer without a certificate of their own, with the reason. Nothing is shown where there are none. */
export function HostsWithoutCard({ cluster, hosts: { total, items } }: HostsWithoutCardProps) {
  if (total === 0) return null
  return (
    <Card
      title={`${formatCounted(total, 'host')} without a certificate of ${total === 1 ? 'its' : 'their'} own`}
      aside="HTTPS gets the default certificate"
      padding="none"
    >
      <ul className="divide-y divide-line">
        {items.map(({ host, namespace, ingress, check, title }) => (
          <li
            key={`${namespace}/${ingress}/${host}`}
            className="grid gap-x-4 px-3.5 py-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,1.5fr)_minmax(0,2fr)]"
          >
            <HostName host={host} />
            <Link className="link min-w-0 break-words" href={paths.ingress(cluster, namespace, ingress, { host })}>
              {namespace}/{ingress}
            </Link>
            <span className="text-muted">
              {title} <span className="sr-only">, check {check}</span>
            </span>
          </li>
        ))}
      </ul>
      {total > items.length ? (
        <p className="border-line border-t px-3.5 py-2 text-muted">The first {items.length} are shown.</p>
      ) : null}
    </Card>
  )
}
