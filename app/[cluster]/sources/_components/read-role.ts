import { type KindName, kindDescriptions } from '@/lib/model/kubernetes'

/**
 * The smallest ClusterRole that lets Fairlead read these kinds, as YAML ready for `kubectl apply -f -`. Kinds of one API group
 * share a rule. Only `list` and `watch` are asked for: Fairlead never gets single objects and never writes. Ends with a newline.
 */
export function writeReadRole(kinds: readonly KindName[]): string {
  const byGroup = new Map<string, string[]>()
  for (const kind of kinds) {
    const { group, resource } = kindDescriptions[kind]
    byGroup.set(group, [...(byGroup.get(group) ?? []), resource])
  }
  const rules = [...byGroup].flatMap(([group, resources]) => [
    `  - apiGroups: ["${group}"]`,
    `    resources: [${resources.sort().join(', ')}]`,
    '    verbs: [list, watch]',
  ])
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    '  name: fairlead-read-more',
    'rules:',
    ...rules,
    '',
  ].join('\n')
}

/** The kind a source stands for; null for sources that are not Kubernetes kinds, such as DNS. */
export function readKindName(sourceName: string): KindName | null {
  return sourceName in kindDescriptions ? (sourceName as KindName) : null
}
