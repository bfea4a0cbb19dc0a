import { z } from 'zod'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { coversHost } from './locations'

const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a time')

/** The fields that Fairlead reads of a cert-manager Certificate (cert-manager v1.21.1, pkg/apis/certmanager/v1/types.go). */
const CertificateShape = z.object({
  metadata: z.object({ name: z.string(), generation: z.number().optional() }),
  spec: z.object({
    secretName: z.string(),
    dnsNames: z.array(z.string()).nullish(),
    commonName: z.string().nullish(),
    issuerRef: z.object({ name: z.string(), kind: z.string().nullish(), group: z.string().nullish() }).nullish(),
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
  /** The issuer of cert-manager that is to sign it; null when another controller's is named, or none. */
  issuer: { kind: 'Issuer' | 'ClusterIssuer'; name: string } | null
  notAfter: string | null
  renewalTime: string | null
}

/** Certificates that name one Secret. Those whose shape cannot be read are named with the field and what is wrong with it. */
export interface SecretCertificates {
  certificates: CertificateSummary[]
  malformed: { name: string; problem: string }[]
}

type Read<T> = { state: 'observed'; value: T } | { state: 'unavailable'; unavailable: Unavailable }

const noCertificates: SecretCertificates = { certificates: [], malformed: [] }

/**
 * The Certificates of a namespace that write one Secret, or why they are not known. A fact of its own, so that a change of one
 * Certificate leaves the hosts of the others alone.
 */
export function readCertificatesOfSecret(
  view: ClusterView,
  namespace: string,
  secretName: string,
): Read<SecretCertificates> {
  return view.fact(`certificates-of-secret:${namespace}/${secretName}`, (inner): Read<SecretCertificates> => {
    const read = readCertificates(inner, namespace)
    return read.state === 'unavailable' ? read : { state: 'observed', value: read.value[secretName] ?? noCertificates }
  })
}

/** Whether any Certificate of a namespace covers a host, or why that is not known. */
export function readIsCovered(view: ClusterView, namespace: string, host: string): Read<boolean> {
  return view.fact(`certificate-covers:${namespace}/${host}`, (inner): Read<boolean> => {
    const read = readCertificates(inner, namespace)
    if (read.state === 'unavailable') return read
    const certificates = Object.values(read.value).flatMap((one) => one.certificates)
    const value = certificates.some(({ hosts }) => hosts.some((name) => coversHost(name, host)))
    return { state: 'observed', value }
  })
}

/** The Certificates of a namespace by the Secret they write. */
function readCertificates(view: ClusterView, namespace: string): Read<Record<string, SecretCertificates>> {
  return view.fact(`certificates:${namespace}`, (inner): Read<Record<string, SecretCertificates>> => {
    const listing = inner.listing('Certificate', namespace)
    if (listing.state === 'unavailable') return listing
    const bySecret = new Map<string, SecretCertificates>()
    for (const object of listing.objects) {
      const secretName = readSecretName(object)
      if (secretName === null) continue
      const entry = bySecret.get(secretName) ?? { certificates: [], malformed: [] }
      bySecret.set(secretName, entry)
      const parsed = CertificateShape.safeParse(object)
      if (parsed.success) {
        entry.certificates.push(summarise(parsed.data))
        continue
      }
      const [issue] = parsed.error.issues
      const problem = `${issue?.path.join('.') ?? 'object'}: ${issue?.message ?? 'unexpected shape'}`
      entry.malformed.push({ name: object.metadata.name, problem })
    }
    return { state: 'observed', value: Object.fromEntries(bySecret) }
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
    issuer: readIssuer(spec.issuerRef),
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

/** An absent kind means Issuer, an absent group cert-manager's own (cert-manager v1.21.1, pkg/apis/meta/v1/types.go). */
function readIssuer(ref: z.infer<typeof CertificateShape>['spec']['issuerRef']): CertificateSummary['issuer'] {
  if (!ref || (ref.group && ref.group !== 'cert-manager.io')) return null
  const kind = ref.kind || 'Issuer'
  return kind === 'Issuer' || kind === 'ClusterIssuer' ? { kind, name: ref.name } : null
}
