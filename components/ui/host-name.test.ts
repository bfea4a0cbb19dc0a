import { describe, expect, it } from 'vitest'
import { splitHost } from './host-name'

describe('splitHost', () => {
  it('cuts at a dot, never within a label, and loses nothing', () => {
    expect(splitHost('checkout.shop.example.com')).toEqual(['checkout.shop', '.example.com'])
    expect(splitHost('*.example.com')).toEqual(['*', '.example.com'])
    expect(splitHost('a.b.c.d.example.co').join('')).toBe('a.b.c.d.example.co')
  })

  it('leaves a short name whole', () => {
    expect(splitHost('example.com')).toEqual(['example.com', ''])
    expect(splitHost('*')).toEqual(['*', ''])
  })
})
