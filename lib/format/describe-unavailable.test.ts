import { describe, expect, it } from 'vitest'
import { describeUnavailable } from './describe-unavailable'

describe('describeUnavailable', () => {
  it('says a missing permission in a few words, whatever the API server says about it', () => {
    const detail = 'the list and watch of pods in namespace shop is not allowed (no RBAC policy matched)'
    const need = 'list and watch on pods in namespace shop'
    expect(describeUnavailable({ what: 'pods in namespace shop', reason: 'forbidden', detail, need })).toBe(
      'no permission to read pods in namespace shop',
    )
  })

  it('says what is on its way once', () => {
    const detail = 'nodes have not been read yet'
    expect(describeUnavailable({ what: 'nodes', reason: 'pending', detail, need: null })).toBe('still reading nodes')
  })

  it('keeps detail and need of everything else', () => {
    const part = { what: 'DNS', detail: 'no resolver is configured', need: 'dns.servers' }
    expect(describeUnavailable({ ...part, reason: 'not-configured' })).toBe(
      'DNS: no resolver is configured (needs dns.servers)',
    )
  })
})
