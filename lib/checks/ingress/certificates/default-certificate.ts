import {
  type CheckOutcome,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { judgeControllers } from '@/lib/checks/ingress/controller-preconditions'
import { formatCommand } from '@/lib/checks/shell-command'
import { describeUnreadSecret, readServed } from '@/lib/ingress-path/certificates/served-certificate'
import { readServedProof, type ServedProof } from '@/lib/ingress-path/certificates/served-proof'
import { findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { readScalar } from '@/lib/ingress-path/flags'
import { refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { describeProbe, proofInputs } from './served-evidence'

const flagName = 'default-ssl-certificate'

export const tlsDefaultCertificateServed = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'certificate',
  level: 'proven',
  id: 'tls-default-certificate-served',
  title: 'Default certificate hides the missing one',
  severity: 'warning',
  order: 122,
  who: 'platform',
  causes: [
    'tls-secret-missing',
    'tls-secret-malformed',
    'tls-host-not-in-certificate',
    'tls-secret-name-mismatch',
    'tls-fixed-by-older-ingress',
  ],
  inputs: proofInputs,
  page: {
    see: 'The host has no usable certificate of its own, and the controller was started with --default-ssl-certificate. Or a probe of the host was shown the default certificate. It is an error when that one does not cover the host.',
    why: 'HTTPS answers all the same, with a certificate that is not the host’s own. A wildcard may even be trusted, so nobody sees what is missing.',
    fix: 'Mend what keeps the own certificate away. Do not take the answer over HTTPS for proof that it was issued.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/component=controller -o yaml',
    ignore: 'When the default certificate is a wildcard that is meant for the host.',
    source:
      'ingress-nginx v1.15.1, pkg/flags/flags.go (--default-ssl-certificate), internal/ingress/controller/controller.go',
  },
  evaluate(subject, view) {
    if (subject.host === '*') return notApplicable('a rule without host has no name for a certificate')
    const served = readServed(view, subject)
    if (served.unavailable !== null) return notRun(served.unavailable)
    if (!served.isMeant) return notApplicable('no tls entry is for the host')
    const read = readServedProof(view, subject)
    const proof = read.state === 'observed' ? read.proof : null
    switch (proof?.servedAs) {
      case 'own':
      case 'common-name':
        return clear
      case 'stand-in':
      case 'default':
        return found(describeServed(subject, view, findDefault(subject, view), proof))
      default:
        return judgeFlags(subject, view, served, proof)
    }
  },
})

/** Judges from the flags of the controllers, where a probe does not say whose the served certificate is. */
function judgeFlags(
  subject: HostSubject,
  view: ClusterView,
  { isDefault, usable, choice }: ReturnType<typeof readServed>,
  proof: ServedProof | null,
): CheckOutcome {
  const isOther = proof?.servedAs === 'other-names'
  if (usable !== null && !isOther) return clear
  return judgeControllers(subject, view, (controllers) => {
    for (const controller of controllers) {
      const flag = readScalar(controller.flags, flagName, '')
      if (flag.state === 'unknown') {
        const need = 'the flag written in the arguments of the container'
        return notRun({
          what: `Flags of ${controller.namespace}/${controller.name}`,
          reason: 'not-configured',
          detail: flag.because,
          need,
        })
      }
      if (flag.value === '') continue
      // A Secret that nothing tells of may hold the certificate of the host as well.
      if (!isDefault && !isOther)
        return choice.kind === 'secrets'
          ? notRun(describeUnreadSecret(choice.secretNames, subject.host, proof !== null))
          : clear
      return found(describeServed(subject, view, { controller, name: flag.value }, proof))
    }
    return clear
  })
}

interface DefaultCertificate {
  controller: ControllerInstance
  name: string
}

/** The default certificate that a controller of the Ingress was given, as `namespace/name`; null when none is known. */
function findDefault({ ingress }: HostSubject, view: ClusterView): DefaultCertificate | null {
  const claim = findClaim(view, ingress)
  if (claim.state !== 'claimed') return null
  for (const controller of listClaimingControllers(view, claim)) {
    const flag = readScalar(controller.flags, flagName, '')
    if (flag.state === 'known' && flag.value !== '') return { controller, name: flag.value }
  }
  return null
}

function describeServed(
  { host, ingress }: HostSubject,
  view: ClusterView,
  given: DefaultCertificate | null,
  proof: ServedProof | null,
) {
  const isRefused = proof !== null && (proof.servedAs === 'stand-in' || !proof.certificate.coversHost)
  const which =
    proof?.servedAs === 'stand-in'
      ? 'the stand-in that the controller makes itself'
      : `the default certificate ${given === null ? '' : `${given.name} `}of the controller`
  const evidence: EvidenceDraft[] = []
  if (proof !== null) evidence.push(describeProbe(proof, view, host))
  if (given !== null) evidence.push({ object: given.controller.workload, field: `--${flagName}`, observed: given.name })
  return {
    severity: isRefused ? ('error' as const) : undefined,
    summary: `${host} answers over HTTPS with ${which}, not with a certificate of its own${isRefused ? ', and browsers refuse it' : ''}.`,
    inShort: {
      effect: 'is served with the default certificate',
      cause: 'NGINX uses no certificate of a tls entry for it',
    },
    object: given?.controller.workload ?? refTo('Ingress', ingress),
    evidence,
    fix: {
      text: 'Mend what keeps the certificate of the host away; the default one only hides it.',
      commands: [formatCommand('kubectl', 'get', 'certificates', '-n', ingress.metadata.namespace ?? '')],
    },
  }
}
