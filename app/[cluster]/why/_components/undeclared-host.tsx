import { VerdictBand } from '@/components/layout/verdict-band'
import { AsOf } from '@/components/path/as-of'
import { NotCheckedCard } from '@/components/path/not-checked-card'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import type { HostTraceAnswer } from '@/lib/api/ingresses'

interface UndeclaredHostProps {
  cluster: string
  answer: HostTraceAnswer
  onAsk: (host: string) => void
}

/** Hosts that an Ingress may declare instead and still answer: a wildcard covers exactly one label. Source: Kubernetes docs, Ingress, hostname wildcards. */
function listCoveringHosts(host: string): string[] {
  const parent = host.split('.').slice(1).join('.')
  const wildcard = parent === '' || host.startsWith('*.') ? [] : [`*.${parent}`]
  return host === '*' ? wildcard : [...wildcard, '*']
}

/** Nobody declares the host: says where was searched, and which declared names look like it. */
export function UndeclaredHost({ cluster, answer, onAsk }: UndeclaredHostProps) {
  const isCertain = !answer.freshness.unreadable.some(({ what }) => what === 'Ingress' || what === 'Service')
  return (
    <div className="space-y-4">
      <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
      <VerdictBand verdict={answer.verdict} meta={<AsOf observedAt={answer.observedAt} />}>
        {isCertain ? 'No Ingress and no Service' : 'No Ingress or Service that could be read'} in cluster {cluster}{' '}
        declares <strong>{answer.host}</strong>
        {isCertain ? ' by name.' : '; one that could not be read may.'}
      </VerdictBand>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Did you mean" padding={answer.nearestHosts.length > 0 ? 'none' : 'normal'}>
          {answer.nearestHosts.length === 0 ? (
            <p className="text-muted">No declared host looks like this name.</p>
          ) : (
            <ul className="divide-y divide-line">
              {answer.nearestHosts.map((host) => (
                <li key={host}>
                  <button
                    type="button"
                    onClick={() => onAsk(host)}
                    className="link w-full px-3.5 py-1.5 text-left outline-offset-[-2px] [overflow-wrap:anywhere]"
                  >
                    {host}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card title="What was searched">
          <p>
            The rules, tls entries and external-dns host annotations of every Ingress, and the host annotations of every
            Service of type LoadBalancer, that Fairlead may read in cluster {cluster}, compared letter by letter.
          </p>
          <p className="mt-2">
            A wildcard, or a rule without a host, would answer for it without naming it:{' '}
            {listCoveringHosts(answer.host).map((host, index) => (
              <span key={host}>
                {index > 0 ? ', ' : null}
                <button type="button" className="link" onClick={() => onAsk(host)}>
                  trace <code>{host}</code>
                </button>
              </span>
            ))}
            .
          </p>
          <p className="mt-2 text-muted">
            If the host should be served here, add a rule for it to an Ingress. If it should be served elsewhere, look
            at its DNS record, or at the other clusters.
          </p>
        </Card>
      </div>
      {answer.notChecked.length > 0 ? <NotCheckedCard notChecked={answer.notChecked} /> : null}
    </div>
  )
}
