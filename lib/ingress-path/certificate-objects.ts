import { z } from 'zod'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a time')

/** The fields that Fairlead reads of a cert-manager Certificate (cert-manager v1.21.1, pkg/apis/certmanager/v1/types.go). */
const CertificateShape = z.object({
  metadata: z.object({ name: z.string(), generation: z.number().optional() }),
  spec: z.object({
    secretName: z.string(),
    dnsNames: z.array(z.string()).nullish(),
    commonName: z.string().nullish(),
  }),
  status: z
    .object({
      notAfter: Time.nullish(),
      renewalTime: Time.nullish(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().nullish(),
            message: z.string().nullish(),
            observedGeneration: z.number().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})

/** The Ready condition of a Certificate. `isStale`: it speaks of an earlier version of the spec. */
export interface CertificateCondition {
  status: string
  reason: string
  message: string
  isStale: boolean
}

/** A Certificate, narrowed. Times are ISO 8601; `notAfter` is null until the first certificate was issued. */
export interface CertificateSummary {
  name: string
  secretName: string
  /** dnsNames, or the common name when there are none. */
  hosts: string[]
  ready: CertificateCondition | null
  notAfter: string | null
  renewalTime: string | null
}

/** What a namespace holds. A Certificate whose shape cannot be read is named with the field and what is wrong with it. */
export interface NamespaceCertificates {
  certificates: CertificateSummary[]
  malformed: { name: string; secretName: string | null; problem: string }[]
}

/** The Certificates of a namespace, or why they are not known. */
export function readCertificates(
  view: ClusterView,
  namespace: string,
): { state: 'observed'; value: NamespaceCertificates } | { state: 'unavailable'; unavailable: Unavailable } {
  return view.fact(`certificates:${namespace}`, (inner) => {
    const listing = inner.listing('Certificate', namespace)
    if (listing.state === 'unavailable') return listing
    const value: NamespaceCertificates = { certificates: [], malformed: [] }
    for (const object of listing.objects) {
      const parsed = CertificateShape.safeParse(object)
      if (parsed.success) {
        value.certificates.push(summarise(parsed.data))
        continue
      }
      const [issue] = parsed.error.issues
      const problem = `${issue?.path.join('.') ?? 'object'}: ${issue?.message ?? 'unexpected shape'}`
      value.malformed.push({ name: object.metadata.name, secretName: readSecretName(object), problem })
    }
    return { state: 'observed', value } as const
  })
}

function readSecretName(object: CustomResource): string | null {
  const secretName = object.spec?.secretName
  return typeof secretName === 'string' ? secretName : null
}

function summarise({ metadata, spec, status }: z.infer<typeof CertificateShape>): CertificateSummary {
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready')
  const dnsNames = spec.dnsNames ?? []
  return {
    name: metadata.name,
    secretName: spec.secretName,
    hosts: dnsNames.length === 0 && spec.commonName ? [spec.commonName] : dnsNames,
    ready:
      ready === undefined
        ? null
        : {
            status: ready.status,
            reason: ready.reason ?? '',
            message: ready.message ?? '',
            isStale: (ready.observedGeneration ?? metadata.generation ?? 0) < (metadata.generation ?? 0),
          },
    notAfter: status?.notAfter ?? null,
    renewalTime: status?.renewalTime ?? null,
  }
}
