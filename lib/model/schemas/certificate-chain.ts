import { z } from 'zod'
import { ObjectRef } from './object-ref'
import { Verdict } from './verdict'

/** The links from an Ingress to the Secret that NGINX serves, in causal order. */
export const chainLinkKinds = ['ingress', 'certificate', 'issuer', 'request', 'order', 'challenge', 'secret'] as const
export const ChainLinkKind = z.enum(chainLinkKinds)
export type ChainLinkKind = z.infer<typeof ChainLinkKind>

/**
 * One link, judged on its own: a link that cannot be read leaves the others as they are. `message` is what the object says of itself;
 * `findings` are ids of findings about it. There is one link for each Challenge.
 */
export const ChainLink = z.object({
  kind: ChainLinkKind,
  title: z.string(),
  object: ObjectRef.nullable(),
  verdict: Verdict,
  message: z.string(),
  findings: z.array(z.string()),
})
export type ChainLink = z.infer<typeof ChainLink>

/** What the solvers of the issuer say to one name: which is chosen, and why not the others. */
export const SolverChoice = z.object({
  domain: z.string(),
  answers: z.array(z.object({ solver: z.string(), isChosen: z.boolean(), because: z.string() })),
})
export type SolverChoice = z.infer<typeof SolverChoice>

/**
 * How a certificate comes to be. Times are ISO 8601 UTC, null while there is none. `nextAttemptAt` is set while cert-manager waits after
 * a failure, and is the moment when it tries again by itself.
 */
export const CertificateChain = z.object({
  certificate: ObjectRef,
  secretName: z.string(),
  hosts: z.array(z.string()),
  /** `ClusterIssuer letsencrypt`; null when the Certificate names none. */
  issuer: z.string().nullable(),
  notBefore: z.string().nullable(),
  notAfter: z.string().nullable(),
  renewalTime: z.string().nullable(),
  lastFailureTime: z.string().nullable(),
  failedAttempts: z.number().nullable(),
  nextAttemptAt: z.string().nullable(),
  links: z.array(ChainLink),
  solvers: z.array(SolverChoice),
})
export type CertificateChain = z.infer<typeof CertificateChain>
