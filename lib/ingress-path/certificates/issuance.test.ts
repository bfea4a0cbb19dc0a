import { describe, expect, it } from 'vitest'
import { forbid, platformNowMs } from '@/lib/ingress-path/platform-test-objects'
import type { CustomResource, KindName } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { type Certificate, narrowCertificate } from './cert-manager-objects'
import {
  type CertificateOptions,
  type ChainParts,
  createCertificate,
  createChainObjects,
  createChallenge,
  createIssuedCertificate,
  createRequest,
  hasFailed,
  isReady,
  noSecret,
} from './certificate-test-objects'
import { describeChain } from './chain'
import { findNextAttempt, hasOpenAttempt, isStillServed, readChallenges, readOrder, readRequest } from './issuance'

function narrow(object: CustomResource): Certificate {
  const { value, problem } = narrowCertificate(object)
  if (value === null) throw new Error(problem)
  return value
}

const certificate = narrow(createCertificate())
const issued = (options: CertificateOptions = {}) => narrow(createIssuedCertificate(options))

function viewOf(parts: ChainParts, ...hidden: KindName[]) {
  const unavailable = Object.fromEntries(hidden.map((kind) => [kind, forbid(kind)]))
  return new ClusterView(createTestStore(createChainObjects(parts), { unavailable }), platformNowMs)
}

const failedAt = (attempts: number | undefined, more: CertificateOptions = {}) =>
  narrow(
    createCertificate({
      conditions: [hasFailed, noSecret],
      status: { lastFailureTime: '2026-03-01T11:00:00Z', failedIssuanceAttempts: attempts },
      ...more,
    }),
  )

describe('findNextAttempt', () => {
  it.each([
    [1, '2026-03-01T12:00:00.000Z'],
    // Expected: one hour, doubled twice.
    [3, '2026-03-01T15:00:00.000Z'],
    [6, '2026-03-02T19:00:00.000Z'],
    // Expected: never more than 32 hours.
    [40, '2026-03-02T19:00:00.000Z'],
    [undefined, '2026-03-01T12:00:00.000Z'],
  ])('after %s failed attempts is %s', (attempts, next) => {
    expect(findNextAttempt(failedAt(attempts))).toBe(next)
  })

  it('is not known before a failure, and while an attempt runs', () => {
    expect(findNextAttempt(certificate)).toBeNull()
    const running = failedAt(2, { conditions: [{ ...hasFailed, status: 'True' }, noSecret] })
    expect(findNextAttempt(running)).toBeNull()
  })
})

describe('hasOpenAttempt', () => {
  it('is false for an issued Certificate, and true for one that is renewed, failed, stale or new', () => {
    expect(hasOpenAttempt(issued())).toBe(false)
    expect(
      hasOpenAttempt(issued({ conditions: [isReady, { type: 'Issuing', status: 'False', reason: 'Issued' }] })),
    ).toBe(false)
    expect(hasOpenAttempt(issued({ conditions: [isReady, hasFailed] }))).toBe(true)
    expect(hasOpenAttempt(certificate)).toBe(true)
    const stale = createIssuedCertificate({ conditions: [{ ...isReady, observedGeneration: 1 }] })
    expect(hasOpenAttempt(narrow({ ...stale, metadata: { ...stale.metadata, generation: 2 } }))).toBe(true)
  })
})

describe('isStillServed', () => {
  it('holds for what was issued until it expires, unless the Secret is empty', () => {
    const view = viewOf({})
    expect(isStillServed(view, issued())).toBe(true)
    // Expected: Ready False does not mean that nothing is served.
    expect(
      isStillServed(view, issued({ conditions: [{ type: 'Ready', status: 'False', reason: 'RequestChanged' }] })),
    ).toBe(true)
    expect(isStillServed(view, issued({ conditions: [noSecret] }))).toBe(false)
    expect(isStillServed(view, issued({ status: { notAfter: '2026-02-01T00:00:00Z' } }))).toBe(false)
    expect(isStillServed(view, certificate)).toBe(false)
  })
})

describe('the chain', () => {
  it('takes the request of the next revision, not the newest', () => {
    const current = narrow(createIssuedCertificate({ conditions: [isReady, hasFailed], status: { revision: 4 } }))
    const newest = createRequest({ revision: 4, createdAt: '2026-03-01T11:59:00Z' })
    const view = viewOf({
      request: createRequest({ revision: 5 }),
      more: { CertificateRequest: [newest, createRequest({ revision: 5 })] },
    })
    const read = readRequest(view, current)
    expect(read).toMatchObject({ state: 'found', value: { ref: { name: 'checkout-tls-5' } } })
  })

  it('follows request, Order and Challenges by their owners', () => {
    const view = viewOf({ challenges: [createChallenge(), createChallenge({ name: 'other', order: 'other' })] })
    expect(readOrder(view, certificate)).toMatchObject({ state: 'found', value: { state: 'pending' } })
    const challenges = readChallenges(view, certificate)
    expect(challenges.state === 'found' && challenges.value.map(({ ref }) => ref.name)).toEqual([
      'checkout-tls-1-1234-99',
    ])
  })

  it('finds the Order without requests, and Challenges without Orders', () => {
    expect(readOrder(viewOf({}, 'CertificateRequest'), certificate).state).toBe('found')
    expect(readChallenges(viewOf({}, 'Order'), certificate)).toMatchObject({
      state: 'found',
      value: [{ type: 'DNS-01' }],
    })
  })

  it.each(['CertificateRequest', 'Order', 'Challenge', 'ClusterIssuer'] as const)(
    'leaves every other link judged while %s cannot be read',
    (kind) => {
      const [all, less] = [viewOf({}), viewOf({}, kind)].map((view) => describeChain(view, certificate).links)
      const changed = (less ?? []).filter(({ verdict }, index) => verdict !== all?.[index]?.verdict)
      expect(changed.map(({ verdict }) => verdict)).toEqual(['not-checked'])
      expect(changed[0]?.message).toMatch(/^No permission to read /)
    },
  )

  it('says that later links are not reached while nothing was requested', () => {
    const { links } = describeChain(viewOf({ request: null, order: null, challenges: [] }), certificate)
    expect(links.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'ingress passing',
      'certificate warning',
      'issuer passing',
      'request blocked',
      'order blocked',
      'challenge blocked',
      'secret failing',
    ])
  })

  it('names the field of an object whose shape is not cert-manager’s, and judges the rest', () => {
    const order: CustomResource = {
      ...createChainObjects().Order?.[0],
      metadata: {
        name: 'o',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: '', kind: 'CertificateRequest', name: 'checkout-tls-1', uid: '' }],
      },
      status: { state: 7 },
    }
    const { links } = describeChain(viewOf({ order }), certificate)
    const broken = links.find(({ kind }) => kind === 'order')
    expect(broken).toMatchObject({ verdict: 'not-checked', message: expect.stringContaining('status.state') })
    expect(links.find(({ kind }) => kind === 'issuer')?.verdict).toBe('passing')
  })

  it('gives the next attempt while cert-manager waits, and nothing after it', () => {
    const waiting = failedAt(3)
    expect(describeChain(viewOf({}), waiting).nextAttemptAt).toBe('2026-03-01T15:00:00.000Z')
    expect(describeChain(viewOf({}), failedAt(1)).nextAttemptAt).toBeNull()
  })

  it('re-runs the choice of the solver for names that are to be proven', () => {
    const [choice] = describeChain(viewOf({}), certificate).solvers
    expect(choice).toMatchObject({ domain: 'checkout.shop.example.net', answers: [{ isChosen: true }] })
    expect(describeChain(viewOf({}), issued()).solvers).toEqual([])
  })
})
