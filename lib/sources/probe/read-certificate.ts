import 'server-only'
import type { TLSSocket } from 'node:tls'
import type { ServedCertificate } from '@/lib/model/probe'

/** What ingress-nginx generates when it has no certificate for a host (v1.15.1 `internal/net/ssl/ssl.go`, getFakeHostSSLCert). */
const controllerDefaultName = 'Kubernetes Ingress Controller Fake Certificate'
const textMax = 300
const namesMax = 100

/** The certificate that a server showed for a host; null when it showed none. */
export function readCertificate(socket: TLSSocket, host: string): ServedCertificate | null {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return null
  const subject = oneLine(certificate.subject)
  const error: unknown = socket.authorizationError
  return {
    subject,
    issuer: oneLine(certificate.issuer),
    names: readNames(certificate.subjectAltName),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    fingerprint: certificate.fingerprint256,
    // "never": a common name alone has not counted in browsers since 2017.
    coversHost: certificate.checkHost(host, { subject: 'never' }) !== undefined,
    isTrusted: socket.authorized,
    trustError: socket.authorized ? null : error instanceof Error ? error.message : String(error),
    isControllerDefault: subject.includes(controllerDefaultName),
  }
}

/** `DNS:a, DNS:b, IP Address:10.0.0.1` as names. A name with odd characters comes quoted and is kept as it is. */
function readNames(alternative: string | undefined): string[] {
  const entries = (alternative ?? '').match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []
  return entries
    .map((entry) =>
      entry
        .trim()
        .replace(/^(DNS|IP Address|URI|email):/, '')
        .slice(0, textMax),
    )
    .filter((name) => name !== '')
    .slice(0, namesMax)
}

/** A distinguished name comes with one attribute a line. */
const oneLine = (name: string | undefined) => (name ?? '').split('\n').join(', ').slice(0, textMax)
