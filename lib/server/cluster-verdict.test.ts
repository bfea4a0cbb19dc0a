import { expect, it } from 'vitest'
import { rollUpCluster } from './cluster-verdict'

const none = { error: 0, warning: 0 }

it('passes only when all was looked at', () => {
  expect(rollUpCluster({ passing: 3 }, none, ['not-built', 'not-configured', 'not-installed'])).toBe('passing')
  expect(rollUpCluster({ passing: 3 }, none, ['forbidden'])).toBe('undetermined')
  expect(rollUpCluster({}, none, ['pending'])).toBe('undetermined')
  expect(rollUpCluster({ passing: 3 }, { error: 0, warning: 1 }, ['unreachable'])).toBe('undetermined')
})

it('passes nothing where there is no Ingress to follow', () => {
  expect(rollUpCluster({}, none, ['not-installed'])).toBe('not-applicable')
  expect(rollUpCluster({}, { error: 0, warning: 1 }, [])).toBe('warning')
})

it('fails for one error, whatever could not be looked at', () => {
  expect(rollUpCluster({ passing: 3 }, { error: 1, warning: 0 }, ['forbidden'])).toBe('failing')
  expect(rollUpCluster({ failing: 1 }, none, [])).toBe('failing')
})

it('warns for a warning', () => {
  expect(rollUpCluster({ passing: 3, warning: 1 }, none, [])).toBe('warning')
})
