import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readKindName, writeReadRole } from './read-role'

describe('writeReadRole', () => {
  it('is a ClusterRole with one rule for each API group, and nothing but list and watch', () => {
    const role: unknown = parse(writeReadRole(['Service', 'Ingress', 'Pod']))
    expect(role).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'fairlead-read-more' },
      rules: [
        { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch'] },
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['list', 'watch'] },
      ],
    })
  })
})

describe('readKindName', () => {
  it('knows Kubernetes kinds and nothing else', () => {
    expect(readKindName('Ingress')).toBe('Ingress')
    expect(readKindName('DNS')).toBeNull()
  })
})
