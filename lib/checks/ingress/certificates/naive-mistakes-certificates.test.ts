import { describe, expect, it } from 'vitest'
import type { HostExample } from '@/lib/checks/check-example'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import {
  createCertificate,
  createChallenge,
  createIssuedCertificate,
  createIssuer,
  createRequest,
  createWarningEvent,
  dnsSolver,
  hasFailed,
  httpSolver,
  isApproved,
  isReady,
  noSecret,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import { selectSolver } from '@/lib/ingress-path/certificates/solver-selection'
import { createNginx, createTenantIngress, testHost } from '@/lib/ingress-path/platform-test-objects'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { onChain } from './certificate-examples'

// What a first reading of certificates gets wrong, by its number in the list of such mistakes. The others stand beside the checks of
// class, DNS and routing.

function judge({ store, subject, nowMs }: HostExample) {
  const trace = judgeIngress(new ClusterView(store, nowMs), subject.ingress)
  const certificate = trace.hosts[0]?.hops.find(({ id }) => id === 'certificate')
  return { trace, certificate, root: trace.rootCause?.check ?? null }
}

const findingOf = (example: HostExample, check: string) =>
  judge(example).trace.findings.find((finding) => finding.check === check)
const issued = { certificates: [createIssuedCertificate()], request: null, order: null, challenges: [] }
const nothing = { certificates: [], request: null, order: null, challenges: [] }

describe('naive mistakes about the certificate that is served', () => {
  const older = (tls: { hosts?: string[]; secretName?: string }[]) =>
    createTenantIngress({ name: 'older', createdAt: '2025-01-01T00:00:00Z', tls })

  it('19: that HTTPS works does not say that the certificate is the own one', () => {
    const args = ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller', '--default-ssl-certificate=a/wildcard']
    const ingresses = [older([{ hosts: ['elsewhere.example.net'] }])]
    const example = onChain(issued, {}, { ingresses, nginx: [createNginx({ args })] })
    expect(findingOf(example, 'tls-default-certificate-served')).toMatchObject({
      severity: 'warning',
      consequenceOf: 'tls-fixed-by-older-ingress',
    })
  })

  it('20: a Secret of the right name is not used when an older Ingress of the host has any tls entry', () => {
    const example = onChain(issued, {}, { ingresses: [older([{ hosts: ['elsewhere.example.net'] }])] })
    expect(judge(example).root).toBe('tls-fixed-by-older-ingress')
    expect(judge(onChain(issued, {}, { ingresses: [older([])] })).root).not.toBe('tls-fixed-by-older-ingress')
  })

  it('24: while a Certificate that is not ready is renewed, the old Secret is still served', () => {
    const changed = { ...isReady, status: 'False', reason: 'RequestChanged' }
    const renewing = { ...issued, certificates: [createIssuedCertificate({ conditions: [changed] })] }
    expect(judge(onChain(renewing)).certificate?.verdict).not.toBe('failing')
    expect(judge(onChain(renewing)).root).toBeNull()
  })

  it('25: a Certificate has the name of its Secret, and not of its Ingress', () => {
    const others = createCertificate({ name: 'checkout', secretName: 'elsewhere', hosts: ['elsewhere.example.net'] })
    const example = onChain({ ...issued, certificates: [others, createIssuedCertificate()] })
    expect(judge(example).certificate).toMatchObject({ verdict: 'passing' })
  })
})

describe('naive mistakes about an issuance', () => {
  it('26: the current request is the one of the next revision, not the newest', () => {
    const refused = createRequest({
      revision: 2,
      createdAt: '2026-03-01T11:00:00Z',
      conditions: [{ type: 'Denied', status: 'True', reason: 'policy' }],
    })
    const newest = createRequest({ revision: 1, createdAt: '2026-03-01T11:30:00Z', conditions: [isApproved, isReady] })
    const certificates = [createCertificate({ status: { revision: 1 } })]
    const more = { CertificateRequest: [newest, refused] }
    expect(judge(onChain({ certificates, order: null, challenges: [], more })).root).toBe('request-denied')
  })

  it('27: a pending Order may have no solver, and then waits for ever', () => {
    const example = onChain({ challenges: [], issuer: createIssuer({ solvers: [dnsSolver('example.org')] }) })
    expect(judge(example).root).toBe('order-no-solver')
  })

  it('28: the reason of a Challenge may be redacted, and the event has the text', () => {
    const challenge = createChallenge({ isPresented: false, reason: '' })
    const text = 'Error presenting challenge: RESPONSE 403: 403 Forbidden, AuthorizationFailed'
    const Event = [createWarningEvent('Challenge', challenge.metadata.name, 'PresentError', text)]
    const example = onChain({ challenges: [challenge], more: { Event } })
    expect(judge(example).root).toBe('challenge-present-dns-credentials')
  })

  it('29: after failures the next attempt comes late, and its time is shown', () => {
    const status = { lastFailureTime: '2026-03-01T11:00:00Z', failedIssuanceAttempts: 3 }
    const certificates = [createCertificate({ conditions: [hasFailed, noSecret], status })]
    const finding = findingOf(onChain({ ...nothing, certificates }), 'issuance-backoff')
    expect(finding?.waitingUntil).toBe('2026-03-01T15:00:00.000Z')
  })

  it('30: the solver is chosen by how closely it fits, and by its place in the list only after that', () => {
    const choose = (solvers: object[]) =>
      selectSolver(testHost, null, {}, solvers).findIndex(({ isChosen }) => isChosen)
    expect(choose([httpSolver, dnsSolver('example.net')])).toBe(1)
    expect(choose([dnsSolver('example.net'), httpSolver])).toBe(0)
    expect(choose([httpSolver, { dns01: {} }])).toBe(0)
  })
})
