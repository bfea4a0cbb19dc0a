import { isRecord, isSameJson, type JsonRecord, readArray, readString } from '@/lib/demo/json'
import { badRequest } from '@/lib/demo/kubernetes-api/status-error'

/** JSON Merge Patch (RFC 7386): null removes a key, arrays are replaced whole. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const merged: JsonRecord = isRecord(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = applyMergePatch(merged[key], value)
  }
  return merged
}

/** Keys by which Kubernetes merges lists of objects (`patchMergeKey` in k8s.io/api 1.31), by field name. */
const mergeKeys: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  ownerReferences: ['uid'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  taints: ['key'],
}

function mergeListByKey(target: unknown[], patch: unknown[], key: string): unknown[] {
  const merged = [...target]
  for (const entry of patch) {
    if (!isRecord(entry)) continue
    const at = merged.findIndex((existing) => isRecord(existing) && isSameJson(existing[key], entry[key]))
    if (entry.$patch === 'delete') {
      if (at >= 0) merged.splice(at, 1)
    } else if (at >= 0) merged[at] = applyStrategicPatch(merged[at], entry)
    else merged.push(applyStrategicPatch({}, entry))
  }
  return merged
}

/**
 * Strategic merge as far as `kubectl apply` and `kubectl edit` need it: object lists merge by their key, `$patch: delete` and
 * `$patch: replace` are obeyed, ordering directives are dropped. The order of merged lists may differ from a real server's.
 */
export function applyStrategicPatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  if (patch.$patch === 'replace') {
    const { $patch: _directive, ...rest } = patch
    return rest
  }
  const merged: JsonRecord = isRecord(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$setElementOrder/') || key === '$retainKeys' || key === '$patch') continue
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice('$deleteFromPrimitiveList/'.length)
      const gone = Array.isArray(value) ? value : []
      merged[field] = readArray(merged, field).filter((entry) => !gone.includes(entry))
    } else if (value === null) delete merged[key]
    else if (Array.isArray(value)) {
      const listKey = (mergeKeys[key] ?? []).find((name) => value.every((entry) => isRecord(entry) && name in entry))
      merged[key] = listKey && value.length > 0 ? mergeListByKey(readArray(merged, key), value, listKey) : value
    } else merged[key] = applyStrategicPatch(merged[key], value)
  }
  return merged
}

function parsePointer(pointer: string): string[] {
  if (pointer !== '' && !pointer.startsWith('/')) throw badRequest(`JSON patch path "${pointer}" must start with "/"`)
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function readAt(root: unknown, steps: string[], pointer: string): unknown {
  let current = root
  for (const step of steps) {
    if (Array.isArray(current)) current = current[Number(step)]
    else if (isRecord(current)) current = current[step]
    else current = undefined
    if (current === undefined) throw badRequest(`JSON patch path "${pointer}" does not exist`)
  }
  return current
}

function changeAt(root: unknown, pointer: string, operation: 'add' | 'replace' | 'remove', value: unknown): unknown {
  const steps = parsePointer(pointer)
  const last = steps.pop()
  if (last === undefined) return value
  const parent = readAt(root, steps, pointer)
  if (Array.isArray(parent)) {
    const at = last === '-' ? parent.length : Number(last)
    if (!Number.isInteger(at) || at < 0 || at > parent.length)
      throw badRequest(`JSON patch path "${pointer}" is outside its list`)
    if (operation === 'add') parent.splice(at, 0, value)
    else if (operation === 'replace') parent[at] = value
    else parent.splice(at, 1)
  } else if (isRecord(parent)) {
    if (operation !== 'add' && !(last in parent)) throw badRequest(`JSON patch path "${pointer}" does not exist`)
    if (operation === 'remove') delete parent[last]
    else parent[last] = value
  } else throw badRequest(`JSON patch path "${pointer}" does not lead to an object or list`)
  return root
}

/** JSON Patch (RFC 6902) on a copy. Throws a 400 StatusError that names the path it could not follow. */
export function applyJsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw badRequest('a JSON patch must be a list of operations')
  let root: unknown = structuredClone(target)
  for (const operation of operations) {
    const pointer = readString(operation, 'path') ?? ''
    const from = readString(operation, 'from') ?? ''
    const value = isRecord(operation) ? operation.value : undefined
    const name = readString(operation, 'op')
    if (name === 'add' || name === 'replace' || name === 'remove') root = changeAt(root, pointer, name, value)
    else if (name === 'copy')
      root = changeAt(root, pointer, 'add', structuredClone(readAt(root, parsePointer(from), from)))
    else if (name === 'move') {
      const moved = readAt(root, parsePointer(from), from)
      root = changeAt(changeAt(root, from, 'remove', undefined), pointer, 'add', moved)
    } else if (name === 'test') {
      if (!isSameJson(readAt(root, parsePointer(pointer), pointer), value))
        throw badRequest(`JSON patch test at "${pointer}" failed`)
    } else
      throw badRequest(
        `JSON patch operation "${name ?? ''}" is not known; use add, replace, remove, move, copy or test`,
      )
  }
  return root
}
