import { describe, expect, it } from 'vitest'
import type { ChainLink } from '@/lib/model/certificate-chain'
import { findStop } from './find-stop'

const link = (kind: ChainLink['kind'], verdict: ChainLink['verdict'], ...findings: string[]): ChainLink => ({
  kind,
  title: kind,
  object: null,
  verdict,
  message: '',
  findings,
})

describe('findStop', () => {
  it('is the deepest link that a finding explains, not those that only wait for it', () => {
    const order = link('order', 'failing', 'order-rate-limited')
    expect(
      findStop([link('certificate', 'failing'), link('request', 'failing'), order, link('secret', 'failing', 'x')]),
    ).toBe(order)
  })

  it('is an issuer that is missing, although later links were never reached', () => {
    const issuer = link('issuer', 'failing', 'issuer-not-found')
    expect(
      findStop([link('certificate', 'warning'), issuer, link('request', 'warning'), link('order', 'blocked')]),
    ).toBe(issuer)
  })

  it('is the Secret only when nothing before it fails, and nothing when all is well', () => {
    const secret = link('secret', 'failing')
    expect(findStop([link('certificate', 'passing'), secret])).toBe(secret)
    expect(findStop([link('certificate', 'passing'), link('order', 'warning')])).toBeNull()
  })
})
