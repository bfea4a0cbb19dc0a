import type { HostProbe, ServedCertificate } from '@/lib/model/probe'
import { platformNowMs, testHost } from './platform-test-objects'

export interface ProbeOptions {
  host?: string
  scheme?: 'http' | 'https'
  /** Null: no certificate was shown. */
  certificate?: Partial<ServedCertificate> | null
  status?: number
  location?: string | null
  /** How long before the moment of the tests it was made. */
  minutesAgo?: number
}

/** A certificate that covers the host of the tests, is trusted and lasts for weeks. */
export function createServedCertificate(change: Partial<ServedCertificate> = {}): ServedCertificate {
  return {
    subject: `CN=${testHost}`,
    issuer: 'CN=Example CA',
    names: [testHost],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2026-06-01T00:00:00.000Z',
    fingerprint: 'AA:BB',
    coversHost: true,
    isTrusted: true,
    trustError: null,
    isControllerDefault: false,
    ...change,
  }
}

/** What ingress-nginx makes itself. */
export const standIn: Partial<ServedCertificate> = {
  subject: 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate',
  names: ['ingress.local'],
  coversHost: false,
  isControllerDefault: true,
}

/** A probe of the host of the tests, a minute ago. */
export function createHostProbe(options: ProbeOptions = {}): HostProbe {
  const { host = testHost, scheme = 'https', certificate = {}, status = 200, location = null, minutesAgo = 1 } = options
  const at = new Date(platformNowMs - minutesAgo * 60_000).toISOString()
  const asked = { host, path: '/', scheme, at }
  const hasCertificate = scheme === 'https' && certificate !== null
  return {
    ...asked,
    results: [
      {
        ...asked,
        address: '203.0.113.10',
        port: scheme === 'https' ? 443 : 80,
        connectedTo: null,
        steps: [{ id: 'tls', outcome: hasCertificate ? 'passed' : 'failed', durationMs: 3, detail: 'alert' }],
        certificate: hasCertificate ? createServedCertificate(certificate) : null,
        answer: { status, reason: '', headers: [], location },
      },
    ],
  }
}
