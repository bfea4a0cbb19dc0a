import { expect, it, vi } from 'vitest'
import { NotObservedError } from './unavailable'

const forbidden = { what: 'services', reason: 'forbidden', detail: 'no', need: null } as const

it('is recognised when another instance of the module threw it', async () => {
  vi.resetModules()
  const other = await import('./unavailable')
  expect(other.NotObservedError).not.toBe(NotObservedError)
  expect(new other.NotObservedError(forbidden) instanceof NotObservedError).toBe(true)
  expect(new Error('services') instanceof NotObservedError).toBe(false)
})
