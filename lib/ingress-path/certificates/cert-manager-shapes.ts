import { z } from 'zod'

/** The fields that Fairlead reads of cert-manager's kinds (cert-manager v1.21.1, pkg/apis/certmanager/v1, pkg/apis/acme/v1). */

const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a time')
const Text = z.string().nullish()

export const ConditionShape = z.object({
  type: z.string(),
  status: z.string(),
  reason: Text,
  message: Text,
  lastTransitionTime: Text,
  observedGeneration: z.number().nullish(),
})
export type ConditionShape = z.infer<typeof ConditionShape>

const Conditions = z.array(ConditionShape).nullish()

const MetadataShape = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  generation: z.number().optional(),
  creationTimestamp: Time.optional(),
  deletionTimestamp: Time.optional(),
  finalizers: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  ownerReferences: z
    .array(
      z.object({ kind: z.string(), name: z.string(), uid: z.string().optional(), controller: z.boolean().optional() }),
    )
    .optional(),
})
export type MetadataShape = z.infer<typeof MetadataShape>

const IssuerRefShape = z.object({ name: z.string(), kind: Text, group: Text })
export type IssuerRefShape = z.infer<typeof IssuerRefShape>

export const CertificateShape = z.object({
  metadata: MetadataShape,
  spec: z.object({
    secretName: z.string(),
    dnsNames: z.array(z.string()).nullish(),
    commonName: Text,
    issuerRef: IssuerRefShape.nullish(),
  }),
  status: z
    .object({
      notBefore: Time.nullish(),
      notAfter: Time.nullish(),
      renewalTime: Time.nullish(),
      revision: z.number().nullish(),
      lastFailureTime: Time.nullish(),
      failedIssuanceAttempts: z.number().nullish(),
      conditions: Conditions,
    })
    .nullish(),
})

export const RequestShape = z.object({
  metadata: MetadataShape,
  spec: z.object({ issuerRef: IssuerRefShape.nullish() }).nullish(),
  status: z.object({ conditions: Conditions, failureTime: Time.nullish() }).nullish(),
})

const AuthorizationShape = z.object({
  identifier: Text,
  wildcard: z.boolean().nullish(),
  url: Text,
  initialState: Text,
  challenges: z.array(z.object({ type: z.string() })).nullish(),
})

export const OrderShape = z.object({
  metadata: MetadataShape,
  spec: z.object({ issuerRef: IssuerRefShape.nullish(), dnsNames: z.array(z.string()).nullish() }).nullish(),
  status: z
    .object({
      state: Text,
      reason: Text,
      failureTime: Time.nullish(),
      authorizations: z.array(AuthorizationShape).nullish(),
    })
    .nullish(),
})

export const ChallengeShape = z.object({
  metadata: MetadataShape,
  spec: z.object({ type: z.string(), dnsName: z.string(), wildcard: z.boolean().nullish(), authorizationURL: Text }),
  status: z
    .object({
      processing: z.boolean().nullish(),
      presented: z.boolean().nullish(),
      presentedAt: Time.nullish(),
      state: Text,
      reason: Text,
    })
    .nullish(),
})

const SelectorShape = z.object({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  dnsNames: z.array(z.string()).nullish(),
  dnsZones: z.array(z.string()).nullish(),
})

export const SolverShape = z.object({
  selector: SelectorShape.nullish(),
  dns01: z.record(z.string(), z.unknown()).nullish(),
  http01: z.record(z.string(), z.unknown()).nullish(),
})
export type SolverShape = z.infer<typeof SolverShape>

export const IssuerShape = z.object({
  metadata: MetadataShape,
  spec: z
    .object({ acme: z.object({ solvers: z.array(SolverShape).nullish() }).nullish() })
    .loose()
    .nullish(),
  status: z.object({ conditions: Conditions }).nullish(),
})
