import { VerdictIcon } from '@/components/findings/verdict-icon'
import type { ProbeReport } from '@/lib/api/probe'
import { formatMoment } from '@/lib/format/age'
import type { Verdict } from '@/lib/model/verdict'

type ProbedAddress = ProbeReport['results'][number]
type Step = ProbedAddress['steps'][number]

const stepWords: Record<Step['id'], string> = { dns: 'DNS', tcp: 'TCP', tls: 'TLS', http: 'HTTP' }
const stepVerdicts: Record<Step['outcome'], Verdict> = {
  passed: 'passing',
  failed: 'failing',
  skipped: 'not-applicable',
}

/** What one probe showed: for each address what it means, then the stations with their times, the certificate and the headers. */
export function ProbeReportView({ report }: { report: ProbeReport }) {
  return (
    <div className="mt-3 space-y-3">
      {report.results.map((result) => (
        <AddressResult key={`${result.address}:${result.port}`} result={result} isOnly={report.results.length === 1} />
      ))}
      {report.results.length === 0 ? <p className="font-medium">No address could be asked.</p> : null}
      {report.left.length > 0 ? (
        <ul className="text-muted [overflow-wrap:anywhere]">
          {report.left.map(({ address, reason }) => (
            <li key={address}>
              Not asked: <code>{address}</code>: {reason}.
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function AddressResult({ result, isOnly }: { result: ProbedAddress; isOnly: boolean }) {
  const { host, path, scheme, address, port, connectedTo, readings, steps, certificate, answer } = result
  return (
    <section aria-label={`Probe of ${address}`} className="space-y-2">
      <p className="text-muted [overflow-wrap:anywhere]">
        <code>
          {scheme}://{host}
          {path}
        </code>{' '}
        at{' '}
        <code>
          {address}:{port}
        </code>
        {connectedTo === null ? null : ` (led to ${connectedTo} by settings)`}
      </p>
      <ul className="space-y-1">
        {readings.map(({ hop, verdict, sentence }) => (
          <li key={hop} className="flex gap-2">
            <VerdictIcon verdict={verdict} className="mt-0.5 size-3.5" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{sentence}</span>
          </li>
        ))}
      </ul>
      <details open={isOnly && readings.some(({ verdict }) => verdict !== 'passing')}>
        <summary className="text-muted">Steps and times</summary>
        <ol className="mt-1 space-y-0.5">
          {steps.map(({ id, outcome, durationMs, detail }) => (
            <li key={id} className="grid grid-cols-[1rem_3rem_4.5rem_minmax(0,1fr)] items-baseline gap-x-1.5">
              <VerdictIcon verdict={stepVerdicts[outcome]} className="size-3 self-center" />
              <span className="font-medium">{stepWords[id]}</span>
              <span className="text-right text-muted tabular-nums">
                {durationMs === null ? '–' : `${durationMs.toFixed(1)} ms`}
              </span>
              <span className="pl-2 [overflow-wrap:anywhere]">{detail}</span>
            </li>
          ))}
        </ol>
        {certificate === null ? null : (
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 [overflow-wrap:anywhere]">
            <Fact label="Names" value={certificate.names.join(', ') || 'none'} />
            <Fact label="Issuer" value={certificate.issuer} />
            <Fact
              label="Valid"
              value={`${formatMoment(certificate.notBefore)} to ${formatMoment(certificate.notAfter)}`}
            />
            <Fact label="SHA-256" value={certificate.fingerprint} />
          </dl>
        )}
        {answer === null || answer.headers.length === 0 ? null : (
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 [overflow-wrap:anywhere]">
            {answer.headers.map(({ name, value }) => (
              <Fact key={name} label={name} value={value} />
            ))}
          </dl>
        )}
      </details>
    </section>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="font-mono text-sm">{value}</dd>
    </>
  )
}
