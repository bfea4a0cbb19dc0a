import { apiVersionOf, type KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { type ApiRequest, isTableWanted } from '@/lib/demo/kubernetes-api/request'
import { type ObjectTest, parseFieldSelector, parseLabelSelector } from '@/lib/demo/kubernetes-api/selectors'
import { badRequest, expired, StatusError } from '@/lib/demo/kubernetes-api/status-error'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'
import { renderTable } from '@/lib/demo/kubernetes-api/tables'

/** A list that was cut into pages: later pages read the same objects, whatever changes meanwhile. */
interface KeptList {
  kindName: string
  objects: readonly KubeObject[]
}

/** Etcd keeps five minutes of history; here the number of lists is bounded instead, because time is the test's. */
const keptListLimit = 64

export interface ListReader {
  /** The body of a list answer. Throws 400 for bad parameters and 410 for a continue token whose revision is gone. */
  read(request: ApiRequest, kind: KindDefinition, nowMs: number): Record<string, unknown>
  /** Every continue token handed out so far is answered with 410 from now on. */
  expire(): void
}

/** The test for namespace, labelSelector and fieldSelector of a list or watch request. */
export function selectionOf(request: ApiRequest): ObjectTest {
  const { searchParams } = request.url
  const byLabel = parseLabelSelector(searchParams.get('labelSelector') ?? '')
  const byField = parseFieldSelector(searchParams.get('fieldSelector') ?? '')
  const { namespace, name } = request.path
  return (object) =>
    (namespace === '' || object.metadata.namespace === namespace) &&
    (name === '' || object.metadata.name === name) &&
    byLabel(object) &&
    byField(object)
}

function parseToken(token: string): { revision: number; start: number } {
  const match = /^v1:(\d+):(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (!match) throw badRequest('continue key is not valid')
  return { revision: Number(match[1]), start: Number(match[2]) }
}

export function createListReader(store: ObjectStore): ListReader {
  const kept = new Map<string, KeptList>()

  function keep(kindName: string, revision: number, objects: readonly KubeObject[]): void {
    kept.delete(`${kindName}@${revision}`)
    kept.set(`${kindName}@${revision}`, { kindName, objects })
    for (const key of kept.keys()) {
      if (kept.size <= keptListLimit) break
      kept.delete(key)
    }
  }

  function read(request: ApiRequest, kind: KindDefinition, nowMs: number): Record<string, unknown> {
    const { searchParams } = request.url
    const limit = Number(searchParams.get('limit') ?? '0')
    if (!Number.isInteger(limit) || limit < 0)
      throw badRequest(`limit must be a whole number of objects, not "${searchParams.get('limit')}"`)
    const token = searchParams.get('continue') ?? ''
    let start = 0
    let { objects, revision } = store.snapshot(kind.kind)
    if (token !== '') {
      const parsed = parseToken(token)
      const list = kept.get(`${kind.kind}@${parsed.revision}`)
      if (!list) {
        const why =
          'The provided continue parameter is too old to display a consistent list result. You must start a new list without it.'
        throw new StatusError(expired(why))
      }
      start = parsed.start
      objects = list.objects
      revision = parsed.revision
    }
    const isSelected = selectionOf(request)
    const page: KubeObject[] = []
    let position = start
    let next: number | null = null
    for (; position < objects.length; position += 1) {
      const object = objects[position]
      if (!object || !isSelected(object)) continue
      if (limit > 0 && page.length === limit) {
        next = position
        break
      }
      page.push(object)
    }
    const metadata: Record<string, unknown> = { resourceVersion: String(revision) }
    if (next !== null) {
      keep(kind.kind, revision, objects)
      metadata.continue = Buffer.from(`v1:${revision}:${next}`).toString('base64url')
      // The real server counts what remains only when no selector is in the way.
      if (!searchParams.get('labelSelector') && !searchParams.get('fieldSelector') && request.path.namespace === '') {
        metadata.remainingItemCount = objects.length - next
      }
    }
    if (isTableWanted(request.message.headers.accept)) {
      return renderTable(kind, page, metadata, {
        includeObject: searchParams.get('includeObject') ?? 'Metadata',
        nowMs,
      })
    }
    return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items: page }
  }

  return { read, expire: () => kept.clear() }
}
