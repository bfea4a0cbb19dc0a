import { expect, it } from 'vitest'
import { findTabForKey } from './tab-row'

it('moves with the arrows and wraps at both ends', () => {
  expect(findTabForKey('ArrowRight', 0, 3)).toBe(1)
  expect(findTabForKey('ArrowRight', 2, 3)).toBe(0)
  expect(findTabForKey('ArrowLeft', 0, 3)).toBe(2)
  expect(findTabForKey('Home', 2, 3)).toBe(0)
  expect(findTabForKey('End', 0, 3)).toBe(2)
})

it('leaves other keys alone', () => {
  expect(findTabForKey('Enter', 0, 3)).toBeNull()
  expect(findTabForKey('Tab', 0, 3)).toBeNull()
})
