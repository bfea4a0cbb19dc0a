import { describe, expect, it } from 'vitest'
import { rankMatch, readSearchText } from './rank-match'

const rank = (typed: string, names: string[], others?: string[]) => rankMatch(readSearchText(typed), names, others)

describe('rankMatch', () => {
  it('puts exact before prefix before start of a word before substring', () => {
    const names = ['shop', 'shop/cart', 'web-shop', 'workshop']
    expect(names.map((name) => rank('Shop ', [name]))).toEqual([0, 1, 2, 3])
  })

  it('finds the start of a later word although the text stands inside an earlier one', () => {
    expect(rank('art', ['cart-art'])).toBe(2)
  })

  it('takes the best of several names', () => {
    expect(rank('checkout', ['shop/checkout', 'checkout'])).toBe(0)
  })

  it('puts what only accompanies behind every match in a name', () => {
    expect(rank('20.61.7.41', ['shop/cart'], ['20.61.7.41'])).toBe(10)
    expect(rank('workshop 2', ['my-workshop 2'])).toBeLessThan(10)
  })

  it('matches words that stand apart, in any order, over names and the rest', () => {
    expect(rank('cart shop', ['shop/cart'])).toBe(4)
    expect(rank('nginx shop', ['shop/cart'], ['nginx'])).toBe(14)
    expect(rank('nginx bank', ['shop/cart'], ['nginx'])).toBeNull()
  })

  it('matches nothing for text that is nowhere, and for no text at all', () => {
    expect(rank('bank', ['shop'], ['nginx'])).toBeNull()
    expect(rank('   ', ['shop'])).toBeNull()
  })

  it('takes signs literally', () => {
    expect(rank('*.shop', ['*.shop.example.net'])).toBe(1)
    expect(rank('(', ['shop'])).toBeNull()
  })
})
