import { describe, expect, test } from 'vitest'
import { applyJsonPatch, applyMergePatch, applyStrategicPatch } from '@/lib/demo/kubernetes-api/patch'

describe('merge patch', () => {
  test('null removes, objects merge, arrays are replaced', () => {
    const target = { a: 1, b: { c: 2, d: 3 }, list: [1, 2] }
    expect(applyMergePatch(target, { a: null, b: { c: 5 }, list: [9] })).toEqual({ b: { c: 5, d: 3 }, list: [9] })
  })
})

describe('strategic merge patch', () => {
  const target = {
    containers: [
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ],
    ports: [{ port: 80, name: 'http' }],
  }

  test('lists of objects merge by their key', () => {
    expect(applyStrategicPatch(target, { containers: [{ name: 'b', image: '2' }, { name: 'c' }] })).toMatchObject({
      containers: [{ name: 'a', image: '1' }, { name: 'b', image: '2' }, { name: 'c' }],
    })
  })

  test('$patch: delete takes an entry out and ordering directives leave no trace', () => {
    const patch = { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ $patch: 'delete', name: 'a' }] }
    expect(applyStrategicPatch(target, patch)).toEqual({ containers: [{ name: 'b', image: '1' }], ports: target.ports })
  })
})

describe('JSON patch', () => {
  test('all operations work and the target is left alone', () => {
    const target = { a: { 'x/y': 1 }, list: [1, 2] }
    const operations = [
      { op: 'test', path: '/a/x~1y', value: 1 },
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'copy', from: '/list/0', path: '/first' },
      { op: 'move', from: '/a', path: '/b' },
      { op: 'remove', path: '/list/1' },
    ]
    expect(applyJsonPatch(target, operations)).toEqual({ b: { 'x/y': 1 }, first: 1, list: [1, 3] })
    expect(target).toEqual({ a: { 'x/y': 1 }, list: [1, 2] })
  })

  test('a path that leads nowhere is named', () => {
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/a/b' }])).toThrow('"/a/b"')
  })
})
