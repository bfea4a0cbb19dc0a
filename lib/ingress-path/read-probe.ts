import type { HopId } from '@/lib/model/hop'
import type { ProbeResult, ServedCertificate } from '@/lib/model/probe'
import type { Verdict } from '@/lib/model/verdict'

/** What a probe shows about one hop of the path, in a sentence for whoever asked. */
export interface ProbeReading {
  hop: HopId
  verdict: Extract<Verdict, 'passing' | 'warning' | 'failing'>
  sentence: string
}

const dayMs = 86_400_000
const soonDays = 14

/**
 * What follows from one probe, in the order of the path; the worst reading is what the reader needs. A probe shows what this server sees at this
 * moment: that nothing answers may also lie in the network between, and the sentence says so.
 */
export function readProbe(result: ProbeResult): ProbeReading[] {
  const readings: ProbeReading[] = []
  const step = (id: ProbeResult['steps'][number]['id']) => result.steps.find((candidate) => candidate.id === id)
  const where = `${result.address}:${result.port}`
  const tcp = step('tcp')
  if (tcp?.outcome === 'failed') {
    readings.push({
      hop: 'load-balancer',
      verdict: 'failing',
      sentence: `Nothing answers at ${where}, asked from the Fairlead server: ${tcp.detail}. The load balancer, its source ranges or the network between keeps connections away.`,
    })
    return readings
  }
  if (tcp?.outcome === 'passed')
    readings.push({ hop: 'load-balancer', verdict: 'passing', sentence: `${where} takes connections.` })
  const tls = step('tls')
  if (tls?.outcome === 'failed') {
    readings.push({
      hop: 'certificate',
      verdict: 'failing',
      sentence: `${where} takes the connection, but TLS fails: ${tls.detail}. Something before the controller may end TLS, or speak no TLS at all.`,
    })
    return readings
  }
  if (result.certificate !== null) readings.push(readCertificate(result.certificate, result))
  readings.push(...readAnswer(result, step('http')))
  return readings
}

function readCertificate(certificate: ServedCertificate, { host, at }: ProbeResult): ProbeReading {
  const failing = (sentence: string): ProbeReading => ({ hop: 'certificate', verdict: 'failing', sentence })
  const atMs = Date.parse(at)
  if (certificate.isControllerDefault)
    return failing(`The controller serves its own stand-in certificate: it has none for ${host}.`)
  if (!certificate.coversHost)
    return failing(`The served certificate is for ${sayNames(certificate.names)}, not for ${host}.`)
  if (Date.parse(certificate.notAfter) < atMs)
    return failing(`The served certificate ended on ${certificate.notAfter.slice(0, 10)}.`)
  if (Date.parse(certificate.notBefore) > atMs)
    return failing(`The served certificate is not valid before ${certificate.notBefore.slice(0, 10)}.`)
  const issued = `issued by ${certificate.issuer}, valid until ${certificate.notAfter.slice(0, 10)}`
  if (Date.parse(certificate.notAfter) - atMs < soonDays * dayMs) {
    const days = Math.floor((Date.parse(certificate.notAfter) - atMs) / dayMs)
    return {
      hop: 'certificate',
      verdict: 'warning',
      sentence: `The certificate covers ${host} and ends in ${days} ${days === 1 ? 'day' : 'days'} (${issued}).`,
    }
  }
  if (!certificate.isTrusted) {
    return {
      hop: 'certificate',
      verdict: 'warning',
      sentence: `The certificate covers ${host}, but this server does not trust its issuer (${certificate.trustError ?? 'no reason given'}); ${issued}. Browsers may know it, or may not.`,
    }
  }
  return { hop: 'certificate', verdict: 'passing', sentence: `The certificate covers ${host}, ${issued}.` }
}

/** What statuses of an ingress-nginx mean: ingress-nginx v1.15.1, `rootfs/etc/nginx/lua/balancer.lua` and the default backend. */
function readAnswer(
  { answer, host, path, scheme }: ProbeResult,
  http: ProbeResult['steps'][number] | undefined,
): ProbeReading[] {
  if (http?.outcome === 'failed')
    return [
      {
        hop: 'controller',
        verdict: 'failing',
        sentence: `The connection is open, but no HTTP answer comes: ${http.detail}.`,
      },
    ]
  if (answer === null) return []
  const { status, location } = answer
  const said = `${status}${answer.reason === '' ? '' : ` ${answer.reason}`}`
  const reading = (hop: HopId, verdict: ProbeReading['verdict'], sentence: string): ProbeReading[] => [
    { hop, verdict, sentence },
  ]
  if (status >= 300 && status < 400) {
    if (location !== null && isSameAddress(location, `${scheme}://${host}${path}`))
      return reading(
        'ingress-rule',
        'failing',
        `${said}: it redirects to the very same address, so browsers go round in a loop.`,
      )
    return reading(
      'ingress-rule',
      'passing',
      `${said}: it redirects to ${location ?? 'nowhere'}, which was not followed.`,
    )
  }
  switch (status) {
    case 401:
    case 403:
      return reading('ingress-rule', 'warning', `${said}: access is restricted, by the Ingress or by the application.`)
    case 404:
      return reading(
        'ingress-rule',
        'failing',
        `${said}: either no rule of the controller fits ${host}${path}, or the application does not know the path.`,
      )
    case 413:
      return reading('ingress-rule', 'failing', `${said}: the request is larger than the controller takes.`)
    case 502:
      return reading('pods', 'failing', `${said}: the Pods refuse the connection, or speak another protocol.`)
    case 503:
      return reading('endpoints', 'failing', `${said}: the controller has no ready endpoint for this path.`)
    case 504:
      return reading(
        'pods',
        'failing',
        `${said}: the Pods do not answer in time; a NetworkPolicy may keep the controller away.`,
      )
  }
  if (status >= 500) return reading('pods', 'failing', `${said}: the application failed.`)
  if (status >= 400) return reading('pods', 'warning', `${said}: the application refuses the request.`)
  return reading('pods', 'passing', `${said}: the whole path answers.`)
}

const sayNames = (names: readonly string[]) =>
  names.length === 0
    ? 'no name'
    : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`

/** Whether a redirect leads to the very address that was asked for, so that a client goes round in a circle. */
export function isSameAddress(location: string, asked: string): boolean {
  if (!URL.canParse(location, asked) || !URL.canParse(asked)) return false
  return new URL(location, asked).href === new URL(asked).href
}
