import { markObject } from '@/lib/demo/churn/marks'
import { type RunningPlatform, requireCluster } from '@/lib/demo/clock/running-platform'
import { readArray, readRecord } from '@/lib/demo/json'
import { copyObject, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'

export interface ChurnOptions {
  cluster: string
  /** Over all kinds together. */
  changesPerSecond: number
  /** They take turns. Node adds and removes up to six nodes; every other kind changes objects that exist. */
  kinds: readonly string[]
}

export interface Churn extends ChurnOptions {
  /** Changes made so far. */
  readonly changes: number
  /** Makes one change now, whatever the rate. */
  step(): void
  /** Changes nothing by itself until `resume`; marks stay and go on counting. */
  pause(): void
  resume(): void
  /** Stops and, unless told otherwise, takes every mark away again. */
  stop(options?: { keepMarks?: boolean }): void
}

const tickMs = 50
const extraNodesMax = 6
const extraNodeSuffix = '-churn-'

/**
 * Changes objects of a cluster at a steady rate, each object of a kind in turn. The changes break nothing: see `markObject`.
 * Throws when the cluster does not exist or has no object of one of the kinds.
 */
export function startChurn(platform: RunningPlatform, options: ChurnOptions): Churn {
  const { cluster, changesPerSecond, kinds } = options
  const { store } = requireCluster(platform, cluster).api
  // Names are listed once: a list of 50,000 Pods at every change would be most of the work.
  const targets = new Map(kinds.map((kind) => [kind, listTargets(store, kind)]))
  let changes = 0
  let owed = 0
  let isPaused = false

  function step(): void {
    changes += 1
    const kind = kinds[changes % kinds.length] ?? ''
    const turn = Math.floor(changes / kinds.length)
    if (kind === 'Node') {
      changeNodes(store, targets.get(kind) ?? [], turn)
      return
    }
    const list = targets.get(kind) ?? []
    const target = list[turn % list.length]
    if (target) store.update(kind, target.namespace, target.name, (draft) => markObject(draft, changes))
  }

  const timer = setInterval(() => {
    if (isPaused) return
    owed += (changesPerSecond * tickMs) / 1000
    for (; owed >= 1; owed -= 1) step()
  }, tickMs)

  return {
    ...options,
    get changes() {
      return changes
    },
    step,
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
    },
    stop({ keepMarks = false } = {}) {
      clearInterval(timer)
      if (keepMarks) return
      for (const [kind, list] of targets) {
        for (const { namespace, name } of list) {
          if (kind === 'Node') continue
          store.update(kind, namespace, name, (draft) => markObject(draft, null))
        }
      }
      for (let index = 0; index < extraNodesMax; index += 1)
        store.remove('Node', undefined, extraNodeName(targets.get('Node') ?? [], index))
    },
  }
}

interface Target {
  namespace: string | undefined
  name: string
}

function listTargets(store: ObjectStore, kind: string): Target[] {
  const targets = store.list(kind).map(({ metadata }) => ({ namespace: metadata.namespace, name: metadata.name }))
  if (targets.length === 0) throw new Error(`The cluster has no object of the kind ${kind} that could be changed`)
  return targets
}

const extraNodeName = (targets: readonly Target[], index: number) =>
  `${targets[0]?.name ?? 'node'}${extraNodeSuffix}${index}`

/** One node more, or one less, in turns of six up and six down. */
function changeNodes(store: ObjectStore, targets: readonly Target[], turn: number): void {
  const at = turn % (2 * extraNodesMax)
  const index = at < extraNodesMax ? at : 2 * extraNodesMax - 1 - at
  const name = extraNodeName(targets, index)
  if (at >= extraNodesMax) {
    store.remove('Node', undefined, name)
    return
  }
  const model = store.get('Node', undefined, targets.at(-1)?.name ?? '')
  if (model) store.put(copyNode(model, name, index))
}

function copyNode(model: KubeObject, name: string, index: number): KubeObject {
  const node = copyObject(model)
  const status = readRecord(node, 'status')
  const addresses = readArray(status, 'addresses').map((address) => {
    const type = readRecord(address).type
    return { type, address: type === 'InternalIP' ? `10.255.254.${index + 1}` : name }
  })
  return {
    ...node,
    metadata: {
      ...node.metadata,
      name,
      uid: undefined,
      labels: { ...node.metadata.labels, 'kubernetes.io/hostname': name },
    },
    spec: {
      ...readRecord(node, 'spec'),
      providerID: `${readRecord(node, 'spec').providerID}${extraNodeSuffix}${index}`,
    },
    status: { ...status, addresses },
  }
}
