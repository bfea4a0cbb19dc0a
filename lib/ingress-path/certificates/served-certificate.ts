import { coversHost } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { selectTls, type TlsChoice } from '@/lib/ingress-path/tls-selection'
import { sayProbeTells } from '@/lib/model/probe'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Certificate } from './cert-manager-objects'
import { readCertificatesOfSecret } from './host-certificate'

/** What NGINX serves for a host as far as Certificates say: Secrets are never read. */
export interface ServedCertificate {
  choice: TlsChoice
  /** A tls entry of some Ingress of the host is meant for it. */
  isMeant: boolean
  /** Certificates of the Secrets that NGINX tries, in its order. */
  certificates: Certificate[]
  /** The first of them that is in its Secret and covers the host: it is served, expired or not. Null when none is known to. */
  usable: Certificate | null
  /** NGINX certainly falls back to its default certificate. */
  isDefault: boolean
  /** Set when an Ingress or a Certificate that could decide is not known; nothing else then holds. */
  unavailable: Unavailable | null
}

/**
 * What to say of a Secret that no Certificate writes: only a probe of the host tells whether NGINX can use it. `isProbed`: one was made, and what it was
 * shown does not tell either.
 */
export function describeUnreadSecret(secretNames: readonly string[], host: string, isProbed = false): Unavailable {
  const names = secretNames.join(', ')
  const what = `Secret ${names}`
  if (isProbed) {
    const detail =
      'Secrets are never read, and the certificate that a probe was shown does not tell what is in this one'
    return { what, reason: 'not-built', detail, need: null }
  }
  const detail = `Secrets are never read; no Certificate names Secret ${names}${sayProbeTells(host)}`
  return { what, reason: 'not-probed', detail, need: null }
}

const emptyReasons = new Set(['DoesNotExist', 'MissingData', 'InvalidKeyPair', 'InvalidCertificate'])

/**
 * Which certificate NGINX serves (ingress-nginx v1.15.1, internal/ingress/controller/controller.go): the Secret of the deciding tls
 * entry when its certificate covers the host, else the default certificate.
 */
export function readServed(view: ClusterView, subject: HostSubject): ServedCertificate {
  const { choice, isMeant, serverName, missing } = selectTls(view, subject)
  const served: ServedCertificate = {
    choice,
    isMeant,
    certificates: [],
    usable: null,
    isDefault: choice.kind !== 'secrets',
    unavailable: missing,
  }
  if (choice.kind !== 'secrets' || missing !== null) return served
  const isEveryKnown: boolean[] = []
  for (const secretName of choice.secretNames) {
    const read = readCertificatesOfSecret(view, choice.ingress.metadata.namespace ?? '', secretName)
    // Where cert-manager is not installed no Certificate speaks for the Secret, which then is as unknown as one made by hand.
    if (read.state === 'unavailable' && read.unavailable.reason !== 'not-installed') {
      return { ...served, unavailable: read.unavailable }
    }
    const written = read.state === 'observed' ? read.value : { certificates: [], malformed: [] }
    served.certificates.push(...written.certificates)
    isEveryKnown.push(written.certificates.length === 1 && written.malformed.length === 0)
  }
  const holds = ({ ready }: Certificate) => ready !== null && !emptyReasons.has(ready.reason)
  const covers = ({ hosts }: Certificate) => hosts.some((name) => coversHost(name, serverName))
  served.usable = served.certificates.find((one) => holds(one) && covers(one)) ?? null
  served.isDefault = served.usable === null && isEveryKnown.every(Boolean)
  return served
}
