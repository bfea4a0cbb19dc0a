import { z } from 'zod'

/** The stations of a probe, in order. */
export const ProbeStepId = z.enum(['dns', 'tcp', 'tls', 'http'])
export type ProbeStepId = z.infer<typeof ProbeStepId>

/**
 * How one station ended. `failed`: it was tried and did not work. `skipped`: an earlier one failed, or it does not apply. `durationMs` is null
 * where nothing was tried.
 */
export const ProbeStep = z.object({
  id: ProbeStepId,
  outcome: z.enum(['passed', 'failed', 'skipped']),
  durationMs: z.number().nullable(),
  detail: z.string(),
})
export type ProbeStep = z.infer<typeof ProbeStep>

/** The public facts of a certificate that a server showed. Times are ISO 8601 UTC. */
export const ServedCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** DNS names and addresses of the subject alternative name. */
  names: z.array(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  /** SHA-256, upper-case hexadecimal pairs. */
  fingerprint: z.string(),
  /** Whether a name in it stands for the host that was asked for (RFC 6125 wildcards). */
  coversHost: z.boolean(),
  /** Whether the certificates known to this server vouch for it; `trustError` says why not. */
  isTrusted: z.boolean(),
  trustError: z.string().nullable(),
  /** The controller's own stand-in: "Kubernetes Ingress Controller Fake Certificate". */
  isControllerDefault: z.boolean(),
})
export type ServedCertificate = z.infer<typeof ServedCertificate>

/** What an HTTP server answered, without its body. Only harmless headers are told. */
export const ProbedAnswer = z.object({
  status: z.number(),
  reason: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Where a redirect points to; it is told, never followed. */
  location: z.string().nullable(),
})
export type ProbedAnswer = z.infer<typeof ProbedAnswer>

/** One probe of one host at one address. */
export const ProbeResult = z.object({
  host: z.string(),
  path: z.string(),
  scheme: z.enum(['http', 'https']),
  /** The load-balancer address that was asked, and the port. */
  address: z.string(),
  port: z.number(),
  /** Where the connection really went, when settings lead it elsewhere (`probe.connectTo`); null otherwise. */
  connectedTo: z.string().nullable(),
  /** ISO 8601 UTC. */
  at: z.string(),
  steps: z.array(ProbeStep),
  certificate: ServedCertificate.nullable(),
  answer: ProbedAnswer.nullable(),
})
export type ProbeResult = z.infer<typeof ProbeResult>
