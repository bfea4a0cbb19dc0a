import { z } from 'zod'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import { coversHost, hasTlsEntryFor, listRuleHosts, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { selectTls, type TlsChoice } from '@/lib/ingress-path/tls-selection'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import { sayProbeTells } from '@/lib/model/probe'
import type { Fact } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { Verdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Certificate } from './cert-manager-objects'
import { readCertificatesOfSecret, type SecretCertificates } from './host-certificate'
import { describeUnreadSecret } from './served-certificate'

/** The certificate hop of a host, judged. `unavailable` is set when something that decides could not be looked at. */
export interface CertificateHop {
  headline: string
  objects: ObjectRef[]
  facts: Fact[]
  verdict: Verdict
  reason?: string
  unavailable?: Unavailable
  /** A probe was shown what is served, so checks that did not run leave nothing open. */
  isProven?: true
}

type Judgement = Pick<CertificateHop, 'verdict' | 'reason' | 'unavailable'>

const judgedFrom: Fact = {
  label: 'Judged from',
  value: 'the Certificate; a probe shows what NGINX really serves',
}

/**
 * Describes and judges the certificate of a host, from the tls entries of its Ingresses and the cert-manager Certificate that
 * writes the Secret. `passing` needs every Ingress of the host and a Certificate that is Ready, covers the host and has not
 * expired. Secrets are never read, so a Secret without a Certificate is not checked.
 */
export function describeCertificateHop(view: ClusterView, subject: HostSubject): CertificateHop {
  const { ingress, host } = subject
  if (host === '*')
    return describeAbsent('default certificate', 'the rule has no host: NGINX serves its default certificate')
  const { choice, isMeant, serverName, missing } = selectTls(view, subject)
  switch (choice.kind) {
    case 'no-server':
      return describeWithoutServer(subject, missing)
    case 'no-tls':
      if (missing === null) return describeAbsent('no tls entry', 'no tls entry: NGINX serves its default certificate')
      return describeUnknown('no tls entry', [], missing)
    case 'default': {
      const reason = 'the tls entry names no Secret: NGINX serves its default certificate, which only a probe shows'
      const facts = [{ label: 'Secret', value: 'none: default certificate' }]
      const what = `Default certificate for ${host}`
      const detail = `the tls entry names no Secret: NGINX serves its default certificate${sayProbeTells(host)}`
      const unavailable: Unavailable = { what, reason: 'not-probed', detail, need: null }
      const objects = [refTo('Ingress', choice.ingress)]
      return { headline: 'default certificate', objects, facts, verdict: 'not-checked', reason, unavailable }
    }
    case 'secrets': {
      const hop = describeSecrets(view, choice, host, serverName)
      const isOwn = choice.ingress.metadata.name === ingress.metadata.name
      const from = isOwn
        ? choice.field
        : `${choice.field} of Ingress ${choice.ingress.metadata.name}, the oldest with tls`
      hop.facts.unshift({ label: 'Chosen by', value: from })
      if (!isMeant && hop.verdict !== 'passing' && missing !== null) return describeUnknown(hop.headline, [], missing)
      if (!isMeant && hop.verdict !== 'passing') {
        return {
          ...hop,
          verdict: 'not-applicable',
          reason: 'no tls entry is meant for the host',
          unavailable: undefined,
        }
      }
      if (missing === null || hop.verdict !== 'passing') return hop
      const reason = `It would hold, but an older Ingress could decide: ${missing.what} could not all be read (${missing.detail})`
      return { ...hop, verdict: 'not-checked', reason, unavailable: missing }
    }
  }
}

function describeAbsent(headline: string, reason: string): CertificateHop {
  return { headline, objects: [], facts: [], verdict: 'not-applicable', reason }
}

function describeUnknown(headline: string, objects: ObjectRef[], unavailable: Unavailable): CertificateHop {
  const reason = describeUnavailable(unavailable)
  return { headline, objects, facts: [], verdict: 'not-checked', reason, unavailable }
}

function describeWithoutServer({ ingress, host }: HostSubject, missing: Unavailable | null): CertificateHop {
  if (!hasTlsEntryFor(ingress, host)) {
    return describeAbsent('no tls entry', 'no rule and no tls entry has the host: NGINX serves its default certificate')
  }
  const covered = listRuleHosts(ingress).filter((ruleHost) => coversHost(host, ruleHost))
  if (covered.length > 0) return describeAbsent(host, `no server of its own: the entry is for ${covered.join(', ')}`)
  if (missing !== null) return describeUnknown('default certificate', [], missing)
  const reason = 'No rule has the host, so NGINX does not use its tls entry and serves the default certificate'
  return {
    headline: 'default certificate',
    objects: [refTo('Ingress', ingress)],
    facts: [],
    verdict: 'warning',
    reason,
  }
}

function describeSecrets(
  view: ClusterView,
  choice: Extract<TlsChoice, { kind: 'secrets' }>,
  host: string,
  serverName: string,
): CertificateHop {
  const namespace = choice.ingress.metadata.namespace ?? ''
  const headline = choice.secretNames.join(', ')
  const judged: JudgedSecret[] = []
  for (const secretName of choice.secretNames) {
    const read = readCertificatesOfSecret(view, namespace, secretName)
    if (read.state === 'unavailable') return describeUnknown(headline, [], read.unavailable)
    judged.push(judgeSecret(view, namespace, read.value, secretName, host))
  }
  // When several Secrets are tried, NGINX takes the first that is valid for the name.
  const chosen = choice.isListed ? judged[0] : (judged.find(({ verdict }) => verdict === 'passing') ?? combine(judged))
  if (chosen === undefined) return describeAbsent(headline, 'no Secret is named')
  const certificate = chosen.certificates[0]
  const facts: Fact[] = [{ label: 'Secret', value: chosen.secretName }]
  if (serverName !== host) facts.push({ label: 'Server', value: serverName })
  if (certificate !== undefined) facts.push(...listCertificateFacts(certificate), judgedFrom)
  return {
    headline: certificate?.name ?? chosen.secretName,
    objects: chosen.certificates.map(({ name }) => ({ kind: 'Certificate', namespace, name })),
    facts,
    verdict: chosen.verdict,
    reason: chosen.reason,
    unavailable: chosen.unavailable,
  }
}

interface JudgedSecret extends Judgement {
  secretName: string
  certificates: Certificate[]
}

/** Of several Secrets none of which holds: what is not known outweighs what certainly does not fit. */
function combine(judged: readonly JudgedSecret[]): JudgedSecret | undefined {
  const order: Verdict[] = ['not-checked', 'warning', 'failing']
  return order.map((verdict) => judged.find((one) => one.verdict === verdict)).find((one) => one !== undefined)
}

function judgeSecret(
  view: ClusterView,
  namespace: string,
  written: SecretCertificates,
  secretName: string,
  host: string,
): JudgedSecret {
  const { certificates } = written
  const [malformed] = written.malformed
  if (malformed !== undefined) {
    const what = `Certificate ${malformed.name}`
    const detail = `its shape is not understood: ${malformed.problem}`
    const unavailable: Unavailable = { what, reason: 'not-built', detail, need: null }
    return { secretName, certificates, verdict: 'not-checked', reason: `${what}: ${detail}`, unavailable }
  }
  const [only, ...others] = certificates
  if (only === undefined) {
    const unavailable = describeUnreadSecret([secretName], host)
    return { secretName, certificates, verdict: 'not-checked', reason: unavailable.detail, unavailable }
  }
  const judgements = certificates.map((certificate) => judgeCertificate(view, namespace, certificate, host))
  const worst = judgements.find(({ verdict }) => verdict !== 'passing')
  if (others.length === 0 || worst === undefined)
    return { secretName, certificates, ...(worst ?? { verdict: 'passing' }) }
  const names = certificates.map(({ name }) => name).join(' and ')
  const reason = `Certificates ${names} write the same Secret ${secretName} and overwrite each other; ${worst.reason ?? ''}`
  return { secretName, certificates, verdict: 'warning', reason }
}

/** Judges one Certificate for a host (reading rules: cert-manager v1.21.1, pkg/controller/certificates/readiness). */
function judgeCertificate(view: ClusterView, namespace: string, certificate: Certificate, host: string): Judgement {
  const { name, ready, notAfter } = certificate
  if (notAfter !== null && view.hasPassed(Date.parse(notAfter))) {
    const why = ready?.status === 'True' || !ready?.message ? '' : `: ${ready.message}`
    return { verdict: 'failing', reason: `Certificate ${name} expired at ${formatSentenceTime(notAfter, view)}${why}` }
  }
  const hosts = certificate.hosts.join(', ') || 'no names'
  const isCovered = certificate.hosts.some((pattern) => coversHost(pattern, host))
  if (ready?.status === 'True' && !ready.isStale) {
    if (isCovered) return { verdict: 'passing' }
    return { verdict: 'failing', reason: `Certificate ${name} is for ${hosts}, not for ${host}` }
  }
  const detail =
    ready === null ? 'it has no Ready condition yet' : ready.message || ready.reason || `Ready is ${ready.status}`
  const uncovered = isCovered ? '' : `; it is for ${hosts}, not for ${host}`
  if (ready?.isStale === true) {
    return {
      verdict: 'warning',
      reason: `Certificate ${name} changed, and cert-manager has not judged it anew${uncovered}`,
    }
  }
  const served =
    notAfter === null ? 'until it is issued NGINX serves its default certificate' : 'the one issued before stays in use'
  const { fault, next } = describeIssuance(view, namespace, certificate)
  return {
    verdict: 'warning',
    reason: `Certificate ${name} is not ready (${fault ?? detail}); ${served}${uncovered}. ${next}`,
  }
}

/** Why a Certificate is not issued, when its issuer is at fault (else null); and who can act, with what to look at. */
function describeIssuance(
  view: ClusterView,
  namespace: string,
  { name, issuer }: Certificate,
): { fault: string | null; next: string } {
  const own = {
    fault: null,
    next: `Its owner in ${namespace} can see why: kubectl describe certificate ${name} -n ${namespace}`,
  }
  if (issuer === null || issuer.group !== 'cert-manager.io') return own
  const { kind } = issuer
  if (kind !== 'Issuer' && kind !== 'ClusterIssuer') return own
  const isOwn = kind === 'Issuer'
  const place = isOwn ? `${kind} ${namespace}/${issuer.name}` : `${kind} ${issuer.name}`
  const lookup = view.lookUp(kind, isOwn ? namespace : null, issuer.name)
  if (lookup.state === 'absent') {
    const list = isOwn ? `kubectl get issuers -n ${namespace}` : 'kubectl get clusterissuers'
    return {
      fault: `${place} does not exist`,
      next: `Its owner in ${namespace} must name an issuer that does: ${list}`,
    }
  }
  if (lookup.state === 'unavailable' || !isIssuerUnready(lookup.object)) return own
  const who = isOwn ? `Its owner in ${namespace}` : 'The platform team'
  const target = isOwn ? `issuer ${issuer.name} -n ${namespace}` : `clusterissuer ${issuer.name}`
  return { fault: `${place} is not ready`, next: `${who} can see why: kubectl describe ${target}` }
}

const IssuerStatus = z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) })

function isIssuerUnready({ status }: CustomResource): boolean {
  const parsed = IssuerStatus.safeParse(status)
  return parsed.success && parsed.data.conditions.some(({ type, status }) => type === 'Ready' && status !== 'True')
}

function listCertificateFacts({ hosts, ready, notAfter, renewalTime }: Certificate): Fact[] {
  const facts: Fact[] = [{ label: 'Names', value: hosts.join(', ') || 'none' }]
  facts.push({
    label: 'Ready',
    value: ready === null ? 'not stated' : [ready.status, ready.reason].filter(Boolean).join(', '),
  })
  if (notAfter !== null) facts.push({ label: 'Valid until', value: notAfter })
  if (renewalTime !== null) facts.push({ label: 'Renews at', value: renewalTime })
  return facts
}
