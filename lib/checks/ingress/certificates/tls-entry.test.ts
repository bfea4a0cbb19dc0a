import { describe, expect, it } from 'vitest'
import { runCheck } from '@/lib/checks/run-check'
import { createIngress, createView, forbidden, testNow } from '@/lib/ingress-path/backend-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { CustomResource } from '@/lib/model/kubernetes'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { certificateChecks } from './certificate-checks'

const [check] = certificateChecks
if (check === undefined) throw new Error('no check')

const certificateFor = (...dnsNames: string[]): CustomResource => ({
  metadata: { name: 'manual', namespace: 'shop' },
  spec: { secretName: 'manual', dnsNames },
})

function judge(ingresses: Ingress[], certificates: CustomResource[] = [], host = 'web.example.net') {
  const [ingress] = ingresses
  if (ingress === undefined || check === undefined) throw new Error('no Ingress')
  return runCheck(check, { ingress, host }, createView({ Ingress: ingresses, Certificate: certificates })).result
    .outcome
}

describe('tls-block-missing', () => {
  it('reports a host that no tls entry and no Certificate covers', () => {
    expect(judge([createIngress({})])).toBe('found')
    expect(judge([createIngress({ tls: [{ hosts: ['other.example.net'], secretName: 'x' }] })])).toBe('found')
    expect(judge([createIngress({})], [certificateFor('other.example.net')])).toBe('found')
  })

  it('is clear with an entry for the host, its wildcard, or every host', () => {
    for (const hosts of [['web.example.net'], ['WEB.example.net'], ['*.example.net'], []]) {
      expect(judge([createIngress({ tls: [{ hosts, secretName: 'x' }] })])).toBe('clear')
    }
  })

  it('is clear when another Ingress of the host has the entry, or a Certificate covers it', () => {
    const other = createIngress({
      name: 'b',
      namespace: 'media',
      tls: [{ hosts: ['web.example.net'], secretName: 'x' }],
    })
    expect(judge([createIngress({}), other])).toBe('clear')
    expect(judge([createIngress({})], [certificateFor('*.example.net')])).toBe('clear')
  })

  it('does not apply without a host, or to a host without a rule', () => {
    expect(judge([createIngress({ host: '' })], [], '*')).toBe('not-applicable')
    expect(judge([createIngress({})], [], 'elsewhere.example.net')).toBe('not-applicable')
  })

  it('judges from tls entries alone where cert-manager is not installed, and does not run where Certificates are forbidden', () => {
    const ingress = createIngress({})
    const outcomeWith = (reason: 'not-installed' | 'forbidden') => {
      const unavailable = { Certificate: { ...forbidden('certificates'), reason } }
      return runCheck(check, { ingress, host: 'web.example.net' }, createView({ Ingress: [ingress] }, { unavailable }))
        .result.outcome
    }
    expect([outcomeWith('not-installed'), outcomeWith('forbidden')]).toEqual(['found', 'not-run'])
  })

  it('is a note, and reads exactly what it declares', () => {
    expect(check.severity).toBe('info')
    const ingress = createIngress({})
    const judgements = new Judgements(createTestStore({ Ingress: [ingress] }))
    judgements.get('run', testNow, (view) => runCheck(check, { ingress, host: 'web.example.net' }, view))
    expect([...judgements.inputsOf('run')].sort()).toEqual([...check.inputs].sort())
  })
})
