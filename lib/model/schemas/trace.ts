import { z } from 'zod'
import { CertificateChain } from './certificate-chain'
import { ControllerSettings } from './controller-settings'
import { Finding } from './finding'
import { HopId } from './hop'
import { ObjectRef } from './object-ref'
import { UnavailableReason } from './unavailable'
import { PathVerdict, Verdict } from './verdict'

/** How one check ended for one subject. `waiting` is a finding inside its grace period. */
export const CheckResult = z.object({
  check: z.string(),
  outcome: z.enum(['clear', 'found', 'waiting', 'not-applicable', 'not-run', 'crashed']),
  reason: z.string().optional(),
})
export type CheckResult = z.infer<typeof CheckResult>

/** One fact worth showing at a hop: a short label and its value as text. */
export const Fact = z.object({ label: z.string(), value: z.string() })
export type Fact = z.infer<typeof Fact>

/** One step of external-dns on its way from an object to a record, in words of its own. */
export const DecisionStep = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['kept', 'dropped', 'after-failure', 'unknown']),
  detail: z.string(),
  /** Where the values come from: "Pod arguments, Ingress". */
  source: z.string(),
  /** The flag that decided, as it is written. */
  written: z.string().optional(),
  /** The value of the object that it was held against. */
  observed: z.string().optional(),
})
export type DecisionStep = z.infer<typeof DecisionStep>

/** A record that external-dns wants. `ttlSeconds` is null when the provider decides. */
export const DesiredEndpoint = z.object({
  name: z.string(),
  type: z.enum(['A', 'AAAA', 'CNAME']),
  targets: z.array(z.string()),
  ttlSeconds: z.number().nullable(),
  setIdentifier: z.string(),
})
export type DesiredEndpoint = z.infer<typeof DesiredEndpoint>

/** A flag as the process sees it, and where its value comes from; `value` is then the reason when it is not known. */
export const EffectiveFlag = z.object({
  name: z.string(),
  value: z.string(),
  origin: z.enum(['argument', 'environment', 'default', 'unknown']),
})
export type EffectiveFlag = z.infer<typeof EffectiveFlag>

/** What one external-dns makes of a host, step by step. `dropped` as soon as one step certainly drops it. */
export const Decision = z.object({
  /** `namespace/name`. */
  instance: z.string(),
  version: z.string().nullable(),
  flagsFrom: z.enum(['Pod', 'workload']),
  outcome: z.enum(['kept', 'dropped', 'unknown']),
  steps: z.array(DecisionStep),
  endpoints: z.array(DesiredEndpoint),
  flags: z.array(EffectiveFlag),
  /** Mistakes in its flags that it refuses to start with. */
  flagProblems: z.array(z.string()),
})
export type Decision = z.infer<typeof Decision>

/**
 * One station on the path, judged. `headline` is what the station is here ("20.61.7.41", "checkout :80"); `reason` says why it
 * is not passing, or why it was not checked.
 */
export const Hop = z.object({
  id: HopId,
  title: z.string(),
  headline: z.string(),
  verdict: Verdict,
  reason: z.string().optional(),
  objects: z.array(ObjectRef),
  facts: z.array(Fact),
  checks: z.array(CheckResult),
  /** Only of the certificate hop, when a Certificate is to fill the Secret. */
  chain: CertificateChain.optional(),
  /** At the DNS record: what every external-dns decides for the host. */
  decisions: z.array(Decision).optional(),
  /** At the controller: what every controller that serves the Ingress runs with. */
  settings: z.array(ControllerSettings).optional(),
})
export type Hop = z.infer<typeof Hop>

export const RootCause = z.object({
  check: z.string(),
  title: z.string(),
  hop: HopId,
  host: z.string(),
  finding: z.string(),
})
export type RootCause = z.infer<typeof RootCause>

/** The backend of a path: a Service with the port as the Ingress names it (number or name), or a resource we do not follow. */
export const Backend = z.object({
  service: z.string().nullable(),
  port: z.string().nullable(),
  resource: z.string().nullable(),
})
export type Backend = z.infer<typeof Backend>

/**
 * Where one port of a Service leads: its number and name, the target port as the Service writes it (number or name), and the
 * numbers that traffic arrives on, ascending; no numbers when the one behind a name is not known.
 */
export const PortMapping = z.object({
  port: z.number(),
  name: z.string().nullable(),
  target: z.string(),
  numbers: z.array(z.number()),
})
export type PortMapping = z.infer<typeof PortMapping>

/**
 * `path` is null for the Ingress's default backend. `rule` is the verdict of the host's rule for this path alone; `ports` is the
 * Service port that the backend means, null when there is none or it is not known.
 */
export const TracedPath = z.object({
  path: z.string().nullable(),
  pathType: z.string().nullable(),
  rule: z.object({ verdict: Verdict, reason: z.string().optional() }),
  backend: Backend,
  ports: PortMapping.nullable(),
  verdict: PathVerdict,
  rootCause: RootCause.nullable(),
  hops: z.array(Hop),
})
export type TracedPath = z.infer<typeof TracedPath>

export const TracedHost = z.object({
  /** `*` for a rule without host. */
  host: z.string(),
  verdict: PathVerdict,
  rootCause: RootCause.nullable(),
  /** One sentence a person can act on: what fails and why, or that the path holds. */
  sentence: z.string(),
  /** TCP ports from the load balancer to the controller; empty when not known. */
  entryPorts: z.array(PortMapping),
  hops: z.array(Hop),
  paths: z.array(TracedPath),
})
export type TracedHost = z.infer<typeof TracedHost>

/**
 * The path of the URL that was asked for, as NGINX compares it, and the rule that takes it: `declaration` is a position in `hosts`,
 * `path` one in the paths of that host. `servedBy` is null when no rule takes it, or when `reason` says why that is not known.
 */
export const AskedPath = z.object({
  path: z.string(),
  servedBy: z.object({ declaration: z.number(), path: z.number() }).nullable(),
  reason: z.string().nullable(),
})
export type AskedPath = z.infer<typeof AskedPath>

/** Something that could not be checked, why, and what would allow it (null: nothing but time). */
export const NotChecked = z.object({
  what: z.string(),
  reason: UnavailableReason,
  detail: z.string(),
  need: z.string().nullable(),
  checks: z.array(z.string()),
})
export type NotChecked = z.infer<typeof NotChecked>

/** Everything known about one Ingress: every host and path that it declares, judged. */
export const Trace = z.object({
  object: ObjectRef,
  className: z.string().nullable(),
  addresses: z.array(z.string()),
  verdict: PathVerdict,
  rootCause: RootCause.nullable(),
  hosts: z.array(TracedHost),
  findings: z.array(Finding),
  notChecked: z.array(NotChecked),
})
export type Trace = z.infer<typeof Trace>
