'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { titleOfCertificate } from '@/app/[cluster]/certificates/certificate-title'
import { ChainCard } from '@/components/certificates/chain-card'
import { useCurrentCluster } from '@/components/layout/current-cluster'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { VerdictBand } from '@/components/layout/verdict-band'
import { NotCheckedCard } from '@/components/path/not-checked-card'
import { ErrorState } from '@/components/states/error-state'
import { PanelAge } from '@/components/states/panel-age'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { BandSkeleton, SkeletonRows } from '@/components/ui/skeleton'
import { type CertificateAnswer, certificateQuery } from '@/lib/api/certificates'
import { ApiError } from '@/lib/api/fetch-json'
import { paths } from '@/lib/paths'

interface CertificateViewProps {
  cluster: string
  namespace: string
  name: string
}

/** One Certificate: whether it is issued, where its chain stops, when cert-manager tries again, and who uses it. */
export function CertificateView({ cluster, namespace, name }: CertificateViewProps) {
  const query = useQuery(certificateQuery(cluster, namespace, name))
  const answer = query.data
  // Nothing of the cluster has been read yet: the certificate is on its way.
  const isWaiting = useCurrentCluster().current?.connection.state === 'connecting'
  const isGone = query.error instanceof ApiError && query.error.problem.status === 404
  return (
    <>
      <PageTitle title={answer ? titleOfCertificate(cluster, answer) : null} verdict={answer?.verdict ?? null} />
      <PageHeader
        title={`${namespace}/${name}`}
        crumbs={[
          { label: 'Certificates', href: paths.certificates(cluster) },
          { label: namespace, href: paths.certificates(cluster, { namespace }) },
        ]}
        actions={
          <>
            <CopyButton label="Copy link" text={() => window.location.href} />
            <CopyButton label="Copy kubectl" text={`kubectl describe certificate ${name} -n ${namespace}`} />
          </>
        }
      />
      {answer ? (
        <div className="space-y-4">
          {isGone ? (
            <p role="status" className="rounded-md border border-warn bg-warn-soft px-3.5 py-2 text-warn">
              This Certificate no longer exists. Its last state is shown.
            </p>
          ) : null}
          <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
          <VerdictBand verdict={answer.verdict} meta={<PanelAge freshness={answer.freshness} />}>
            {answer.sentence}
          </VerdictBand>
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
            {answer.chain === null ? null : <ChainCard chain={answer.chain} findings={answer.findings} />}
            <div className="min-w-0 space-y-4">
              <UseCard cluster={cluster} answer={answer} />
              <NotCheckedCard notChecked={answer.notChecked} />
            </div>
          </div>
        </div>
      ) : query.isError && !isWaiting ? (
        <Card>
          <ErrorState
            what={`Certificate ${namespace}/${name}`}
            error={query.error}
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          />
        </Card>
      ) : (
        <CertificateSkeleton label={`Reading Certificate ${namespace}/${name}`} />
      )}
    </>
  )
}

/** The page on its way, in the layout that it will have. */
function CertificateSkeleton({ label }: { label: string }) {
  return (
    <div className="space-y-4">
      <BandSkeleton />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <Card padding="none">
          <SkeletonRows rows={8} label={label} rowClassName="h-14" />
        </Card>
        <Card padding="none">
          <SkeletonRows rows={2} label="Reading who uses it" />
        </Card>
      </div>
    </div>
  )
}

/** Who serves the Secret, and what else writes it. */
function UseCard({ cluster, answer }: { cluster: string; answer: CertificateAnswer }) {
  const { usedBy, isDefault, sharedWith, object, chain } = answer
  return (
    <Card title="Used by" aside={chain === null ? null : `Secret ${chain.secretName}`}>
      {usedBy === null ? <p className="text-muted">Not known: the Ingresses of the namespace cannot be read.</p> : null}
      {usedBy?.length === 0 && !isDefault ? (
        <p className="text-muted">No Ingress of the namespace names its Secret. Something else may use it.</p>
      ) : null}
      {isDefault ? <p>A controller serves it to every host without a certificate of its own.</p> : null}
      <ul>
        {usedBy?.map(({ namespace, name }) => (
          <li key={name}>
            <Link className="link break-words" href={paths.ingress(cluster, namespace ?? '', name)}>
              Ingress {namespace}/{name}
            </Link>
          </li>
        ))}
      </ul>
      {sharedWith.length === 0 ? null : (
        <p className="mt-2">
          Also written by{' '}
          {sharedWith.map((name, index) => (
            <span key={name}>
              {index > 0 ? ', ' : null}
              <Link className="link" href={paths.certificate(cluster, object.namespace ?? '', name)}>
                Certificate {name}
              </Link>
            </span>
          ))}
          : they overwrite each other.
        </p>
      )}
    </Card>
  )
}
