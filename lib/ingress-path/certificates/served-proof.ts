import { findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import { type Known, readScalar } from '@/lib/ingress-path/flags'
import { coversHost } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ProbeResult, ServedCertificate } from '@/lib/model/probe'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Certificate } from './cert-manager-objects'
import { readCertificatesOfSecret } from './host-certificate'
import { readServed } from './served-certificate'

/**
 * Whose certificate a probe was shown.
 * - `own`: one of a Secret of the host, which NGINX only uses when it is valid for it.
 * - `common-name`: such a one, too, but it names the host in its common name alone, which browsers ignore.
 * - `stand-in`: what the controller makes itself when it has no other.
 * - `default`: the certificate of `--default-ssl-certificate`.
 * - `other-names`: one that does not cover the host, so no Secret of the host: a default certificate, or whatever ends TLS in front.
 * - `not-told`: it covers the host, and may be the default certificate as well as its own.
 */
export type ServedAs = 'own' | 'common-name' | 'stand-in' | 'default' | 'other-names' | 'not-told'

export interface ServedProof {
  servedAs: ServedAs
  certificate: ServedCertificate
  address: string
  port: number
  /** When the probe was made, ISO 8601 UTC. */
  at: string
}

export type ReadProof = { state: 'observed'; proof: ServedProof } | { state: 'unavailable'; unavailable: Unavailable }

const sorts: readonly ServedAs[] = ['stand-in', 'default', 'other-names', 'common-name', 'not-told', 'own']

/**
 * What a recent probe over HTTPS proves about the certificate of a host; of several addresses the worst counts. Source of what NGINX makes of a
 * Secret: ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers): it is used when it names the host, in the end by its
 * common name, and the default certificate is otherwise.
 */
export function readServedProof(view: ClusterView, subject: HostSubject): ReadProof {
  const probed = view.probe(subject.host, 'https')
  if (probed.state === 'unavailable') return probed
  const proofs = probed.probe.results.flatMap((result): ServedProof[] => {
    const { certificate, address, port, at } = result
    if (certificate === null) return []
    return [{ servedAs: classify(view, subject, certificate), certificate, address, port, at }]
  })
  const [worst] = proofs.sort((a, b) => sorts.indexOf(a.servedAs) - sorts.indexOf(b.servedAs))
  if (worst !== undefined) return { state: 'observed', proof: worst }
  const detail = `it was shown no certificate (${describeFailure(probed.probe.results)})`
  const need = 'a probe that gets as far as TLS'
  return {
    state: 'unavailable',
    unavailable: { what: `Probe of ${subject.host}`, reason: 'unreachable', detail, need },
  }
}

/** `Probe of 203.0.113.10:443`: who says so, for evidence. */
export const nameProbe = ({ address, port }: Pick<ServedProof, 'address' | 'port'>) => `Probe of ${address}:${port}`

/** What a `not-told` proof comes to, for a sentence. */
export const mayBeDefault = 'the certificate that a probe was shown may be the default one of the controller'

/** The names of a served certificate, for a sentence. */
export function sayServedNames({ names, subject }: ServedCertificate): string {
  if (names.length === 0) return subject || 'no name'
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

function describeFailure(results: readonly ProbeResult[]): string {
  const failed = results.flatMap(({ steps }) => steps).find(({ outcome }) => outcome === 'failed')
  return failed?.detail ?? 'no address answered'
}

function classify(view: ClusterView, subject: HostSubject, served: ServedCertificate): ServedAs {
  if (served.isControllerDefault) return 'stand-in'
  if (!served.coversHost) return readCommonName(served.subject) === subject.host ? 'common-name' : 'other-names'
  const { choice, certificates } = readServed(view, subject)
  if (choice.kind === 'secrets' && certificates.some((one) => isSame(one, served, subject.host))) return 'own'
  const flags = readDefaultCertificates(view, subject)
  if (flags === null) return 'not-told'
  const answers = flags.map((flag) => classifyByDefault(view, subject.host, flag, served))
  return answers.find((answer) => answer !== 'own') ?? 'own'
}

/** The only certificate that the controller has beside those of Secrets of the host decides. */
function classifyByDefault(
  view: ClusterView,
  host: string,
  flag: Known<string>,
  served: ServedCertificate,
): 'own' | 'default' | 'not-told' {
  if (flag.state === 'unknown') return 'not-told'
  const [namespace = '', name = ''] = flag.value.split('/')
  if (name === '') return 'own'
  const read = readCertificatesOfSecret(view, namespace, name)
  if (read.state === 'unavailable' || read.value.malformed.length > 0) return 'not-told'
  const [certificate, ...others] = read.value.certificates
  if (certificate === undefined || others.length > 0) return 'not-told'
  return isSame(certificate, served, host) ? 'default' : 'own'
}

/** `--default-ssl-certificate` of each controller that serves the Ingress; null when those are not known, or there are none. */
export function readDefaultCertificates(view: ClusterView, { ingress }: HostSubject): Known<string>[] | null {
  const claim = findClaim(view, ingress)
  if (claim.state !== 'claimed') return null
  return listClaimingControllers(view, claim).map(({ flags }) => readScalar(flags, 'default-ssl-certificate', ''))
}

/** A Certificate that covers the host and ends at the same moment as the served one. Its issue time is what tells two of them apart. */
function isSame({ hosts, notAfter }: Certificate, served: ServedCertificate, host: string): boolean {
  if (notAfter === null || !hosts.some((name) => coversHost(name, host))) return false
  return Math.floor(Date.parse(notAfter) / 1000) === Math.floor(Date.parse(served.notAfter) / 1000)
}

const readCommonName = (subject: string) => /(?:^|,\s*)CN=([^,]+)/.exec(subject)?.[1]?.trim().toLowerCase() ?? null
