import { apiVersionOf, type KindDefinition, objectVerbs } from '@/lib/demo/kubernetes-api/kinds'

/** Media type that kubectl and client-go ask for first (Kubernetes 1.26 and later). */
export const aggregatedDiscoveryType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

interface ReviewKind {
  group: string
  kind: string
  resource: string
}

/** Kinds that are only ever created, and whose answer is the created object with its status filled. */
export const reviewKinds: ReviewKind[] = [
  { group: 'authorization.k8s.io', kind: 'SelfSubjectAccessReview', resource: 'selfsubjectaccessreviews' },
  { group: 'authorization.k8s.io', kind: 'SelfSubjectRulesReview', resource: 'selfsubjectrulesreviews' },
  { group: 'authorization.k8s.io', kind: 'SubjectAccessReview', resource: 'subjectaccessreviews' },
  { group: 'authentication.k8s.io', kind: 'TokenReview', resource: 'tokenreviews' },
  { group: 'authentication.k8s.io', kind: 'SelfSubjectReview', resource: 'selfsubjectreviews' },
]

interface GroupVersion {
  group: string
  version: string
}

function groupVersions(kinds: readonly KindDefinition[]): GroupVersion[] {
  const seen = new Map<string, GroupVersion>()
  for (const kind of kinds) seen.set(apiVersionOf(kind), { group: kind.group, version: kind.version })
  for (const review of reviewKinds) seen.set(`${review.group}/v1`, { group: review.group, version: 'v1' })
  return [...seen.values()]
}

/** `GET /api` without aggregated discovery. */
export function renderApiVersions(address: string): Record<string, unknown> {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

function renderGroup(name: string, versions: string[]): Record<string, unknown> {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: list, preferredVersion: list[0] }
}

/** `GET /apis` without aggregated discovery. */
export function renderGroupList(kinds: readonly KindDefinition[]): Record<string, unknown> {
  const byGroup = new Map<string, string[]>()
  for (const { group, version } of groupVersions(kinds)) {
    if (group !== '') byGroup.set(group, [...(byGroup.get(group) ?? []), version])
  }
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...byGroup].map(([name, versions]) => renderGroup(name, versions)),
  }
}

/** `GET /apis/<group>`; null for a group that is not served. */
export function renderOneGroup(kinds: readonly KindDefinition[], group: string): Record<string, unknown> | null {
  const versions = groupVersions(kinds).filter((entry) => entry.group === group)
  if (versions.length === 0) return null
  return {
    kind: 'APIGroup',
    apiVersion: 'v1',
    ...renderGroup(
      group,
      versions.map((entry) => entry.version),
    ),
  }
}

const statusVerbs = ['get', 'patch', 'update']

/** `GET /api/v1` or `/apis/<group>/<version>`; null for a version that is not served. */
export function renderResourceList(
  kinds: readonly KindDefinition[],
  group: string,
  version: string,
): Record<string, unknown> | null {
  const resources: Record<string, unknown>[] = []
  for (const kind of kinds) {
    if (kind.group !== group || kind.version !== version) continue
    resources.push({
      name: kind.resource,
      singularName: kind.singular,
      namespaced: kind.isNamespaced,
      kind: kind.kind,
      verbs: objectVerbs,
      ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
      ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    })
    for (const subresource of kind.subresources) {
      const scale =
        subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { kind: kind.kind }
      const name = `${kind.resource}/${subresource}`
      resources.push({ name, singularName: '', namespaced: kind.isNamespaced, ...scale, verbs: statusVerbs })
    }
  }
  for (const review of reviewKinds) {
    if (review.group !== group || version !== 'v1') continue
    resources.push({
      name: review.resource,
      singularName: review.kind.toLowerCase(),
      namespaced: false,
      kind: review.kind,
      verbs: ['create'],
    })
  }
  if (resources.length === 0) return null
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources,
  }
}

function renderDiscoveredKind(kind: KindDefinition): Record<string, unknown> {
  const responseKind = { group: kind.group, version: kind.version, kind: kind.kind }
  return {
    resource: kind.resource,
    responseKind,
    scope: kind.isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: objectVerbs,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    subresources: kind.subresources.map((subresource) => ({
      subresource,
      responseKind: subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : responseKind,
      verbs: statusVerbs,
    })),
  }
}

/** `GET /api` or `/apis` as APIGroupDiscoveryList (`apidiscovery.k8s.io/v2`, Kubernetes 1.30). */
export function renderAggregatedDiscovery(
  kinds: readonly KindDefinition[],
  isCoreGroup: boolean,
): Record<string, unknown> {
  const byGroup = new Map<string, Map<string, Record<string, unknown>[]>>()
  for (const { group, version } of groupVersions(kinds)) {
    if ((group === '') !== isCoreGroup) continue
    const versions = byGroup.get(group) ?? new Map<string, Record<string, unknown>[]>()
    const resources = kinds.filter((kind) => kind.group === group && kind.version === version).map(renderDiscoveredKind)
    for (const review of reviewKinds) {
      if (review.group !== group) continue
      const responseKind = { group, version: 'v1', kind: review.kind }
      resources.push({
        resource: review.resource,
        responseKind,
        scope: 'Cluster',
        singularResource: review.kind.toLowerCase(),
        verbs: ['create'],
      })
    }
    byGroup.set(group, versions.set(version, resources))
  }
  const items = [...byGroup].map(([group, versions]) => ({
    metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
    versions: [...versions].map(([version, resources]) => ({ version, resources, freshness: 'Current' })),
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}
