import { describe, expect, it } from 'vitest'
import { decodeParam, paths } from './paths'

describe('paths', () => {
  it('encode every part, so that names with slashes and colons survive', () => {
    const cluster = 'arn:aws:eks:eu-west-1:1234:cluster/blue'
    const href = paths.ingress(cluster, 'shop', 'a b', { host: '*' })
    expect(href).toBe('/arn%3Aaws%3Aeks%3Aeu-west-1%3A1234%3Acluster%2Fblue/ingresses/shop/a%20b?host=*')
    expect(decodeParam(href.split('/')[1] ?? '')).toBe(cluster)
  })

  it('leave out what is not set', () => {
    expect(paths.overview('blue', { namespace: null, severity: '' })).toBe('/blue')
    expect(paths.finding('blue', '0123456789abcdef')).toBe('/blue/findings/0123456789abcdef')
    expect(paths.ingresses('blue', { verdict: 'failing' })).toBe('/blue/ingresses?verdict=failing')
  })
})

describe('decodeParam', () => {
  it('keeps a parameter that is not valid percent-encoding', () => {
    expect(decodeParam('100%')).toBe('100%')
  })
})
