import { FindingPointer } from '@/components/findings/finding-pointer'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictTones } from '@/components/findings/verdict-look'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { toneText } from '@/components/ui/tone'
import { formatNames } from '@/lib/format/count'
import type { CertificateChain, ChainLink } from '@/lib/model/certificate-chain'
import type { Finding } from '@/lib/model/finding'
import type { Verdict } from '@/lib/model/verdict'
import { ChainFinding } from './chain-finding'
import { ChainTimes } from './chain-times'
import { findStop } from './find-stop'
import { SolverChoices } from './solver-choices'

interface ChainCardProps {
  chain: CertificateChain
  /** Every finding that the chain may refer to. */
  findings: readonly Finding[]
  /** For findings whose fix the page shows elsewhere: the id of the element that does. */
  findHome?: (finding: Finding) => string | null
}

/**
 * How the certificate comes to be, as one chain from the Ingress to the Secret. Each link says how it stands by itself; the one where
 * it stops is marked, and its fix stands with it.
 */
export function ChainCard({ chain, findings, findHome = () => null }: ChainCardProps) {
  const stop = findStop(chain.links)
  return (
    <Card
      id="certificate-chain"
      title="How the certificate comes to be"
      aside={chain.issuer === null ? 'no issuer named' : `signed by ${chain.issuer}`}
      padding="none"
      className="scroll-mt-20"
    >
      <div className="space-y-1 border-line border-b px-3.5 py-3">
        <p className="break-words">
          <span className="font-medium">{formatNames(chain.hosts, 4) || 'no names'}</span>
          <span className="text-muted"> in Secret </span>
          {chain.secretName}
        </p>
        <ChainTimes chain={chain} />
      </div>
      <ol className="px-3.5 py-3" aria-label="Links of the certificate, from the Ingress to the Secret">
        {chain.links.map((link, index) => (
          <ChainStep
            key={`${link.kind}|${link.object?.name ?? index}`}
            link={link}
            isStop={link === stop}
            isLast={index === chain.links.length - 1}
            findings={findings.filter(({ id }) => link.findings.includes(id))}
            findHome={findHome}
          />
        ))}
      </ol>
      <SolverChoices choices={chain.solvers} />
    </Card>
  )
}

interface ChainStepProps {
  link: ChainLink
  isStop: boolean
  isLast: boolean
  findings: readonly Finding[]
  findHome: (finding: Finding) => string | null
}

function ChainStep({ link, isStop, isLast, findings, findHome }: ChainStepProps) {
  const { title, object, verdict, message } = link
  const isQuiet = verdict === 'blocked' || verdict === 'not-applicable'
  return (
    <li className="flex gap-3">
      <div className="flex flex-col items-center">
        <VerdictIcon verdict={verdict} className="mt-0.5 size-4" />
        {isLast ? null : (
          <span aria-hidden className={classNames('w-px flex-1', lineOf[verdict] ?? 'bg-line-strong')} />
        )}
      </div>
      <div
        className={classNames(
          'min-w-0 flex-1',
          !isLast && 'pb-4',
          isStop && '-mt-1 mb-3 rounded-md bg-fail-soft px-3 py-2',
        )}
      >
        <h3 className="flex flex-wrap items-baseline gap-x-2 font-normal">
          <span className={classNames('font-medium', isQuiet && 'text-muted')}>{title}</span>
          {object === null ? null : (
            <span className="text-muted [overflow-wrap:anywhere]">
              {object.kind === title ? object.name : `${object.kind} ${object.name}`}
            </span>
          )}
          <span className={classNames('text-sm', toneText[verdictTones[verdict]])}>
            <VerdictBadge verdict={verdict} look="plain" className="[&>svg]:hidden" />
          </span>
          {isStop ? (
            <span className="rounded bg-fail px-1.5 font-semibold text-surface text-xs">stops here</span>
          ) : null}
        </h3>
        <p className={classNames('max-w-prose [overflow-wrap:anywhere]', isQuiet ? 'text-faint' : 'text-muted')}>
          {message}
        </p>
        {findings.map((finding) => {
          const home = findHome(finding)
          if (home !== null)
            return <FindingPointer key={finding.id} finding={finding} targetId={home} className="mt-1" />
          return <ChainFinding key={finding.id} finding={finding} isOpen={isStop && finding === findings[0]} />
        })}
      </div>
    </li>
  )
}

const lineOf: Partial<Record<Verdict, string>> = { passing: 'bg-pass', failing: 'bg-fail' }
