import { z } from 'zod'
import { CertificateChain } from '@/lib/model/schemas/certificate-chain'
import { Finding } from '@/lib/model/schemas/finding'
import { ObjectRef } from '@/lib/model/schemas/object-ref'
import { NotChecked } from '@/lib/model/schemas/trace'
import { PathVerdict } from '@/lib/model/schemas/verdict'
import { certificateSorts, certificateUses } from '../certificate-sorts'
import { Freshness, pageOf } from './freshness'

/** What cert-manager does about it now: nothing, issue or renew, or wait after a failure. */
const Attempt = z.enum(['none', 'running', 'waiting', 'not-known'])

const Root = z.object({ check: z.string(), title: z.string(), finding: z.string() })

export const CertificateRow = z.object({
  namespace: z.string(),
  name: z.string(),
  hosts: z.array(z.string()),
  /** Null when the Certificate is not understood. */
  secretName: z.string().nullable(),
  issuer: z.string().nullable(),
  verdict: PathVerdict,
  root: Root.nullable(),
  sentence: z.string(),
  notAfter: z.string().nullable(),
  renewalTime: z.string().nullable(),
  attempt: Attempt,
  nextAttemptAt: z.string().nullable(),
  failedAttempts: z.number().nullable(),
  /** Ingresses with a tls entry for the Secret; null while they cannot be read. */
  usedBy: z.array(ObjectRef).nullable(),
  /** A controller serves it to hosts without a certificate of their own. */
  isDefault: z.boolean(),
  /** Other Certificates that write the same Secret. */
  sharedWith: z.array(z.string()),
})
export type CertificateRow = z.infer<typeof CertificateRow>

/** Query of the list. `q` matches namespace, name, host, Secret, issuer and check id; `days` keeps what expires within so many. */
export const CertificateListParams = z.object({
  namespace: z.string().optional(),
  q: z.string().optional(),
  verdict: z.string().optional(),
  use: z.enum(certificateUses).optional(),
  days: z.coerce.number().int().min(0).max(3650).optional(),
  sort: z.enum(certificateSorts).default('verdict'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
})
export type CertificateListParams = z.infer<typeof CertificateListParams>

/** Certificates that expire in one week, by how they stand. `from` is the first moment of it, ISO 8601. */
export const ExpiryWeek = z.object({
  from: z.string(),
  passing: z.number(),
  warning: z.number(),
  failing: z.number(),
  undetermined: z.number(),
})
export type ExpiryWeek = z.infer<typeof ExpiryWeek>

/** A host of an Ingress that has no certificate of its own, and the check that says why. */
export const HostWithout = z.object({
  host: z.string(),
  namespace: z.string(),
  ingress: z.string(),
  check: z.string(),
  title: z.string(),
})
export type HostWithout = z.infer<typeof HostWithout>

export const CertificatePage = pageOf(CertificateRow).extend({
  freshness: Freshness,
  /** Verdict counts over everything that matches but the verdict filter. */
  byVerdict: z.record(z.string(), z.number()),
  /** Of everything that matches namespace and text: expired, week by week, later, and never issued. */
  expiry: z.object({
    expired: z.number(),
    weeks: z.array(ExpiryWeek),
    later: z.number(),
    neverIssued: z.number(),
  }),
  /** Certificates whose Secret no Ingress names (null while Ingresses cannot be read), and those that share one. */
  secrets: z.object({ unused: z.number().nullable(), shared: z.number() }),
  hostsWithout: z.object({ total: z.number(), items: z.array(HostWithout) }),
  /** Certificates that are not judged yet, and so not in the list. */
  unsettled: z.number(),
})
export type CertificatePage = z.infer<typeof CertificatePage>

export const CertificateAnswer = z.object({
  object: ObjectRef,
  verdict: PathVerdict,
  root: Root.nullable(),
  sentence: z.string(),
  attempt: Attempt,
  chain: CertificateChain.nullable(),
  findings: z.array(Finding),
  notChecked: z.array(NotChecked),
  usedBy: z.array(ObjectRef).nullable(),
  isDefault: z.boolean(),
  sharedWith: z.array(z.string()),
  freshness: Freshness,
})
export type CertificateAnswer = z.infer<typeof CertificateAnswer>
