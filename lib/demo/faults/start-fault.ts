import { type RunningPlatform, requireCluster } from '@/lib/demo/clock/running-platform'
import type { QueryEffect } from '@/lib/demo/dns/faults'
import type { FaultId } from '@/lib/demo/faults/catalogue'
import type { ListenHolds } from '@/lib/demo/faults/listen-holds'
import type { FaultEffect, OpenWatch } from '@/lib/demo/kubernetes-api/faults'
import { apiVersionOf } from '@/lib/demo/kubernetes-api/kinds'
import { adminToken, type KubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'

/** What a fault is to hit; every field has been checked against the platform. */
export interface FaultScope {
  /** Empty for faults of DNS. */
  cluster: string
  /** Null: every kind. */
  kind: string | null
  namespace: string | null
  host: string | null
}

/** How often a fault that lasts a moment is repeated. */
const repeatMs = 5_000
const flapMs = 8_000
const slowAnswerMs = 4_000
/** Longer than a resolver waits for one answer. */
const slowQueryMs = 3_000

/** Ends a fault and leaves the platform as it would be without it. */
export type EndFault = () => void | Promise<void>

/** Makes the fault happen until the returned function is called. Several may last at a time. */
export async function startFault(
  platform: RunningPlatform,
  holds: ListenHolds,
  id: FaultId,
  scope: FaultScope,
): Promise<EndFault> {
  const effect = findQueryEffect(id)
  if (effect !== null) {
    const injected = platform.dns.faults.inject(scope.host === null ? {} : { name: scope.host }, effect)
    return () => injected.remove()
  }
  const { api } = requireCluster(platform, scope.cluster)
  const resource = resourceOf(api, scope.kind)
  switch (id) {
    case 'forbidden':
      return forbid(api, resource, scope)
    case 'unauthorised': {
      const user = api.authorisation.findUser(adminToken)
      api.authorisation.removeToken(adminToken)
      cutWatches(api, resource)
      return () => {
        if (user !== undefined) api.authorisation.setToken(adminToken, user)
      }
    }
    case 'not-installed':
      return failReads(api, resource, {
        kind: 'status',
        code: 404,
        message: 'the server could not find the requested resource',
      })
    case 'server-error':
      return failReads(api, resource, { kind: 'status', code: 500 })
    case 'too-many-requests':
      return failReads(api, resource, { kind: 'status', code: 429, retryAfterSeconds: 5 })
    case 'slow':
      return inject(api, resource, { kind: 'delay', delayMs: slowAnswerMs })
    case 'down':
      return holds.hold(api)
    case 'flapping':
      return flap(api, holds)
    case 'silent':
      return beSilent(api)
    case 'half-open':
      return hangWatches(api, resource)
    case 'cut-watches':
      return repeat(() => cutWatches(api, resource))
    case 'cut-answers':
      return failLists(api, resource, { kind: 'cut-answer' })
    case 'expired':
      return repeat(() => api.faults.expireHistory())
    case 'garbage':
      return failLists(api, resource, { kind: 'malformed' })
    case 'garbage-event':
      return repeat(() => {
        for (const watch of watchesOf(api, resource)) watch.send('this line is not an event\n')
      })
    case 'nonsense-object':
      return addNonsense(api, scope)
    default:
      throw new Error(`The demo platform has no way to bring about ${id}`)
  }
}

function findQueryEffect(id: FaultId): QueryEffect | null {
  switch (id) {
    case 'dns-drop':
      return { kind: 'drop' }
    case 'dns-servfail':
      return { kind: 'servfail' }
    case 'dns-refuse':
      return { kind: 'refuse' }
    case 'dns-slow':
      return { kind: 'delay', delayMs: slowQueryMs }
    case 'dns-garbage':
      return { kind: 'garbage' }
    case 'dns-truncate':
      return { kind: 'truncate' }
    default:
      return null
  }
}

function definitionOf(api: KubernetesApi, kind: string) {
  const found = api.store.kinds().find((definition) => definition.kind === kind)
  if (found === undefined) throw new Error(`The cluster ${api.name} does not serve the kind ${kind}`)
  return found
}

const resourceOf = (api: KubernetesApi, kind: string | null) =>
  kind === null ? undefined : definitionOf(api, kind).resource

const watchesOf = (api: KubernetesApi, resource: string | undefined): OpenWatch[] =>
  api.faults.openWatches().filter((watch) => (resource ?? watch.resource) === watch.resource)

function cutWatches(api: KubernetesApi, resource: string | undefined): void {
  for (const watch of watchesOf(api, resource)) watch.cut()
}

function repeat(act: () => void): EndFault {
  act()
  const timer = setInterval(act, repeatMs)
  return () => clearInterval(timer)
}

function inject(api: KubernetesApi, resource: string | undefined, effect: FaultEffect): EndFault {
  const injected = api.faults.inject(resource === undefined ? {} : { resource }, effect)
  return () => injected.remove()
}

/** Without a kind every request fails; with one its lists and watches. Open watches are cut, so that they ask again. */
function failReads(api: KubernetesApi, resource: string | undefined, effect: FaultEffect): EndFault {
  const end = inject(api, resource, effect)
  cutWatches(api, resource)
  return end
}

/** Lists and watches get the effect, and every watch expires, so that there is a list to spoil. */
function failLists(api: KubernetesApi, resource: string | undefined, effect: FaultEffect): EndFault {
  const injected = ['list', 'watch'].map((verb) =>
    api.faults.inject({ verb, ...(resource === undefined ? {} : { resource }) }, effect),
  )
  api.faults.expireHistory()
  return () => {
    for (const { remove } of injected) remove()
  }
}

/** As with RBAC an open watch outlives its rule; cutting it shows the refusal at once. */
function forbid(api: KubernetesApi, resource: string | undefined, { kind, namespace }: FaultScope): EndFault {
  const group = kind === null ? '*' : definitionOf(api, kind).group
  const rule = api.authorisation.deny('group:system:masters', {
    verbs: ['*'],
    groups: [group],
    resources: [resource ?? '*'],
    // The empty namespace is a read across the cluster.
    ...(namespace === null ? {} : { namespaces: ['', namespace] }),
  })
  cutWatches(api, resource)
  return () => rule.remove()
}

function flap(api: KubernetesApi, holds: ListenHolds): EndFault {
  let release: EndFault | null = null
  let isOver = false
  const turn = async () => {
    if (release === null) release = await holds.hold(api)
    else {
      const letGo = release
      release = null
      await letGo()
    }
    if (isOver) await release?.()
  }
  let turning = turn()
  const timer = setInterval(() => {
    turning = turning.then(turn)
  }, flapMs)
  return async () => {
    clearInterval(timer)
    isOver = true
    await turning
    await release?.()
    release = null
  }
}

/** Watches that fell silent carry nothing even afterwards, as behind a gateway that has forgotten them. */
function beSilent(api: KubernetesApi): EndFault {
  const endRequests = inject(api, undefined, { kind: 'hang' })
  api.faults.hangWatches()
  return async () => {
    await endRequests()
    api.faults.dropConnections()
  }
}

function hangWatches(api: KubernetesApi, resource: string | undefined): EndFault {
  const hung = watchesOf(api, resource)
  for (const watch of hung) watch.hang()
  return () => {
    for (const watch of hung) watch.cut()
  }
}

const nonsenseName = 'nonsense'

function addNonsense(api: KubernetesApi, { kind, namespace }: FaultScope): EndFault {
  const definition = definitionOf(api, kind ?? 'Ingress')
  const home = definition.isNamespaced ? (namespace ?? 'default') : undefined
  api.store.put({
    apiVersion: apiVersionOf(definition),
    kind: definition.kind,
    metadata: {
      name: nonsenseName,
      ...(home === undefined ? {} : { namespace: home }),
      // Shapes that no API server would let in; the store takes whatever it is given.
      ...JSON.parse('{"labels": 7, "annotations": "none", "ownerReferences": [{"name": true}]}'),
    },
    spec: 'a text where an object belongs',
    status: [1, null, 'three'],
    endpoints: { addresses: 4 },
    data: 'text',
  })
  return () => void api.store.remove(definition.kind, home, nonsenseName)
}
