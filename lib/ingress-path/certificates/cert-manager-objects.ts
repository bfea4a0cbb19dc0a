import type { z } from 'zod'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import {
  CertificateShape,
  ChallengeShape,
  type ConditionShape,
  type IssuerRefShape,
  IssuerShape,
  type MetadataShape,
  OrderShape,
  RequestShape,
  type SolverShape,
} from './cert-manager-shapes'

/** A condition, narrowed. `isStale`: it speaks of an earlier version of the spec. */
export interface Condition {
  status: string
  reason: string
  message: string
  isStale: boolean
  /** ISO 8601; null when the object does not say. */
  since: string | null
}

/** Who is to sign: kind and group with cert-manager's defaults filled in (v1.21.1, pkg/apis/meta/v1/types.go). */
export interface IssuerRef {
  kind: string
  group: string
  name: string
}

export interface Owner {
  kind: string
  name: string
  uid: string | null
}

/** A Certificate, narrowed. Times are ISO 8601; `notAfter` is null until the first certificate was issued. */
export interface Certificate {
  namespace: string
  name: string
  secretName: string
  /** dnsNames, or the common name when there are none. */
  hosts: string[]
  issuer: IssuerRef | null
  /** The owner that is its controller: an Ingress when cert-manager made it for one. */
  owner: Owner | null
  labels: Record<string, string>
  createdAt: string | null
  ready: Condition | null
  issuing: Condition | null
  notBefore: string | null
  notAfter: string | null
  renewalTime: string | null
  /** Number of the last certificate that was issued; null before the first. */
  revision: number | null
  lastFailureTime: string | null
  failedAttempts: number | null
}

/** A CertificateRequest, narrowed. */
export interface Request {
  ref: ObjectRef
  createdAt: string | null
  issuer: IssuerRef | null
  approved: Condition | null
  denied: Condition | null
  invalid: Condition | null
  ready: Condition | null
  failureTime: string | null
}

/** One name of an Order that has to be proven. `offered` are challenge types, null when the CA has not said. */
export interface Authorization {
  /** With `*.` when it is for a wildcard. */
  domain: string
  initialState: string
  offered: string[] | null
}

export interface Order {
  ref: ObjectRef
  createdAt: string | null
  labels: Record<string, string>
  state: string
  reason: string
  authorizations: Authorization[]
}

export interface Challenge {
  ref: ObjectRef
  createdAt: string | null
  deletedAt: string | null
  finalizers: string[]
  type: string
  /** Without `*.`. */
  dnsName: string
  isWildcard: boolean
  isProcessing: boolean
  isPresented: boolean
  presentedAt: string | null
  state: string
  reason: string
}

export interface Issuer {
  ref: ObjectRef
  createdAt: string | null
  ready: Condition | null
  /** Null for issuers other than ACME. */
  solvers: SolverShape[] | null
}

/** An object narrowed, or the field that is not what cert-manager writes there. */
export type Narrowed<T> = { value: T; problem: null } | { value: null; problem: string }

/** States from which an Order or Challenge does not move on. */
export const failedStates: ReadonlySet<string> = new Set(['invalid', 'expired', 'errored'])

export function narrowCertificate(object: CustomResource): Narrowed<Certificate> {
  return narrow(CertificateShape, object, ({ metadata, spec, status }) => {
    const dnsNames = spec.dnsNames ?? []
    return {
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      secretName: spec.secretName,
      hosts: dnsNames.length === 0 && spec.commonName ? [spec.commonName] : dnsNames,
      issuer: readIssuerRef(spec.issuerRef),
      owner: readOwner(metadata),
      labels: metadata.labels ?? {},
      createdAt: metadata.creationTimestamp ?? null,
      ready: readCondition(status?.conditions, 'Ready', metadata),
      issuing: readCondition(status?.conditions, 'Issuing', metadata),
      notBefore: status?.notBefore ?? null,
      notAfter: status?.notAfter ?? null,
      renewalTime: status?.renewalTime ?? null,
      revision: status?.revision ?? null,
      lastFailureTime: status?.lastFailureTime ?? null,
      failedAttempts: status?.failedIssuanceAttempts ?? null,
    }
  })
}

export function narrowRequest(object: CustomResource): Narrowed<Request> {
  return narrow(RequestShape, object, ({ metadata, spec, status }) => ({
    ref: refOf('CertificateRequest', metadata),
    createdAt: metadata.creationTimestamp ?? null,
    issuer: readIssuerRef(spec?.issuerRef),
    approved: readCondition(status?.conditions, 'Approved', metadata),
    denied: readCondition(status?.conditions, 'Denied', metadata),
    invalid: readCondition(status?.conditions, 'InvalidRequest', metadata),
    ready: readCondition(status?.conditions, 'Ready', metadata),
    failureTime: status?.failureTime ?? null,
  }))
}

export function narrowOrder(object: CustomResource): Narrowed<Order> {
  return narrow(OrderShape, object, ({ metadata, status }) => ({
    ref: refOf('Order', metadata),
    createdAt: metadata.creationTimestamp ?? null,
    labels: metadata.labels ?? {},
    state: status?.state ?? '',
    reason: status?.reason ?? '',
    authorizations: (status?.authorizations ?? []).map(({ identifier, wildcard, initialState, challenges }) => ({
      domain: `${wildcard ? '*.' : ''}${identifier ?? ''}`,
      initialState: initialState ?? '',
      offered: challenges ? challenges.map(({ type }) => type) : null,
    })),
  }))
}

export function narrowChallenge(object: CustomResource): Narrowed<Challenge> {
  return narrow(ChallengeShape, object, ({ metadata, spec, status }) => ({
    ref: refOf('Challenge', metadata),
    createdAt: metadata.creationTimestamp ?? null,
    deletedAt: metadata.deletionTimestamp ?? null,
    finalizers: metadata.finalizers ?? [],
    type: spec.type,
    dnsName: spec.dnsName,
    isWildcard: spec.wildcard ?? false,
    isProcessing: status?.processing ?? false,
    isPresented: status?.presented ?? false,
    presentedAt: status?.presentedAt ?? null,
    state: status?.state ?? '',
    reason: status?.reason ?? '',
  }))
}

export function narrowIssuer(kind: 'Issuer' | 'ClusterIssuer', object: CustomResource): Narrowed<Issuer> {
  return narrow(IssuerShape, object, ({ metadata, spec, status }) => ({
    ref: { kind, namespace: kind === 'Issuer' ? (metadata.namespace ?? '') : null, name: metadata.name },
    createdAt: metadata.creationTimestamp ?? null,
    ready: readCondition(status?.conditions, 'Ready', metadata),
    solvers: spec?.acme ? (spec.acme.solvers ?? []) : null,
  }))
}

function narrow<Shape extends z.ZodType, T>(
  shape: Shape,
  object: CustomResource,
  summarise: (parsed: z.infer<Shape>) => T,
): Narrowed<T> {
  const parsed = shape.safeParse(object)
  if (parsed.success) return { value: summarise(parsed.data), problem: null }
  const [issue] = parsed.error.issues
  return { value: null, problem: `${issue?.path.join('.') || 'object'}: ${issue?.message ?? 'unexpected shape'}` }
}

const refOf = (kind: string, { namespace, name }: MetadataShape): ObjectRef => ({
  kind,
  namespace: namespace ?? '',
  name,
})

function readCondition(
  conditions: readonly ConditionShape[] | null | undefined,
  type: string,
  { generation = 0 }: MetadataShape,
): Condition | null {
  const condition = conditions?.find((candidate) => candidate.type === type)
  if (condition === undefined) return null
  return {
    status: condition.status,
    reason: condition.reason ?? '',
    message: condition.message ?? '',
    isStale: (condition.observedGeneration ?? generation) < generation,
    since: condition.lastTransitionTime ?? null,
  }
}

/** An absent kind means Issuer, an absent group cert-manager's own. */
function readIssuerRef(ref: IssuerRefShape | null | undefined): IssuerRef | null {
  return ref ? { kind: ref.kind || 'Issuer', group: ref.group || 'cert-manager.io', name: ref.name } : null
}

function readOwner({ ownerReferences }: MetadataShape): Owner | null {
  const owner = ownerReferences?.find(({ controller }) => controller === true)
  return owner === undefined ? null : { kind: owner.kind, name: owner.name, uid: owner.uid ?? null }
}
