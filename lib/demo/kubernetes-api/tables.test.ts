import { expect, test } from 'vitest'
import { formatAge } from '@/lib/demo/kubernetes-api/tables'

const now = Date.parse('2026-03-01T00:00:00Z')

test.each([
  [5, '5s'],
  [119, '119s'],
  [120, '2m'],
  [150, '2m30s'],
  [3600, '60m'],
  [3 * 3600, '3h'],
  [3 * 3600 + 300, '3h5m'],
  [47 * 3600, '47h'],
  [3 * 86400, '3d'],
  [3 * 86400 + 7200, '3d2h'],
  [100 * 86400, '100d'],
  [3 * 365 * 86400, '3y'],
])('an age of %i seconds is shown as %s', (seconds, text) => {
  expect(formatAge(new Date(now - seconds * 1000).toISOString(), now)).toBe(text)
})

test('a missing time is unknown rather than new', () => {
  expect(formatAge(undefined, now)).toBe('<unknown>')
})
