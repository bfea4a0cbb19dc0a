import { describe, expect, test } from 'vitest'
import type { CatalogueFault } from '@/lib/api/demo-faults'
import { sayTarget, sayWhyNot, settleChoice, toWish } from './fault-words'

const forbidden: CatalogueFault = {
  id: 'forbidden',
  title: '',
  does: '',
  shows: '',
  page: 'sources',
  target: 'kubernetes',
  takes: ['kind', 'namespace'],
  needs: ['kind'],
}
const down: CatalogueFault = { ...forbidden, id: 'down', takes: [], needs: [] }
const silentDns: CatalogueFault = { ...down, id: 'dns-drop', target: 'dns', takes: ['host'] }
const choice = { cluster: 'blue', kind: 'Service', namespace: 'shop', seconds: 60 }

describe('a wish', () => {
  test('carries only what the fault takes', () => {
    expect(toWish(forbidden, choice)).toEqual({
      fault: 'forbidden',
      durationSeconds: 60,
      cluster: 'blue',
      kind: 'Service',
      namespace: 'shop',
    })
    expect(toWish(down, choice)).toEqual({ fault: 'down', durationSeconds: 60, cluster: 'blue' })
    expect(toWish(silentDns, choice)).toEqual({ fault: 'dns-drop', durationSeconds: 60 })
  })

  test('says what it would hit', () => {
    expect(sayTarget(forbidden, choice)).toBe('Service in namespace shop of blue')
    expect(sayTarget(forbidden, { ...choice, kind: null, namespace: null })).toBe('every kind in blue')
    expect(sayTarget(down, choice)).toBe('blue')
    expect(sayTarget(silentDns, choice)).toBe('DNS of every cluster')
  })

  test('cannot be made without a kind where one is needed', () => {
    expect(sayWhyNot(forbidden, { ...choice, kind: null })).toMatch(/kind/)
    expect(sayWhyNot(forbidden, choice)).toBeNull()
    expect(sayWhyNot(down, { ...choice, kind: null })).toBeNull()
  })
})

test('an address that names what is not there falls back to the first cluster and to everything', () => {
  const clusters = [{ name: 'blue', kinds: ['Service'], namespaces: ['shop'] }]
  expect(settleChoice({ clusters }, { cluster: 'red', kind: 'Sevice', namespace: 'shop', seconds: 7 })).toEqual({
    cluster: 'blue',
    kind: null,
    namespace: 'shop',
    seconds: 60,
  })
})
