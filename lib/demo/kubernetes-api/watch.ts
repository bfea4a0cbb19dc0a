import type { ServerResponse } from 'node:http'
import type { OpenWatch } from '@/lib/demo/kubernetes-api/faults'
import { apiVersionOf, type KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { selectionOf } from '@/lib/demo/kubernetes-api/list'
import { type ApiRequest, isTableWanted } from '@/lib/demo/kubernetes-api/request'
import { badRequest, expired, renderStatus } from '@/lib/demo/kubernetes-api/status-error'
import type { ChangeEvent, ObjectStore } from '@/lib/demo/kubernetes-api/store'
import { renderTable } from '@/lib/demo/kubernetes-api/tables'

/** A reader this far behind is cut off, as the real watch cache does when its buffer is full. */
const maxUnsentBytes = 64 * 1024 * 1024

const plainLines = new WeakMap<KubeObject, string>()

/** Many watchers share one serialisation of a changed object. */
function serialise(object: KubeObject): string {
  let text = plainLines.get(object)
  if (text === undefined) {
    text = JSON.stringify(object)
    plainLines.set(object, text)
  }
  return text
}

/** A watch as the server keeps it: what faults may do to it, and an ending with an ERROR event. */
export interface ServedWatch extends OpenWatch {
  kindName: string
  expire(): void
}

export interface WatchOptions {
  store: ObjectStore
  bookmarkIntervalMs: number
  now: () => number
  onClosed: (watch: ServedWatch) => void
}

/**
 * Starts to stream changes after `resourceVersion`. Absent or "0" starts with one ADDED event for each present object. A version
 * that history no longer reaches is answered with 200 and an ERROR event of code 410, as the real server does.
 * Throws 400 before anything was sent when a parameter is unreadable.
 */
export function serveWatch(
  request: ApiRequest,
  kind: KindDefinition,
  response: ServerResponse,
  options: WatchOptions,
): ServedWatch {
  const { store } = options
  const { searchParams } = request.url
  const isSelected = selectionOf(request)
  const isTable = isTableWanted(request.message.headers.accept)
  const includeObject = searchParams.get('includeObject') ?? 'Metadata'
  const fromText = searchParams.get('resourceVersion') ?? ''
  if (!/^\d*$/.test(fromText)) throw badRequest(`invalid resource version "${fromText}"`)
  const timeoutSeconds = Number(searchParams.get('timeoutSeconds') ?? '0')

  let isHung = false
  const write = (line: string) => {
    if (isHung || response.destroyed || response.writableEnded) return
    response.write(line)
    if (response.writableLength > maxUnsentBytes) response.socket?.destroy()
  }
  const send = (type: string, object: KubeObject) => {
    if (!isTable) {
      write(`{"type":"${type}","object":${serialise(object)}}\n`)
      return
    }
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' }
    const table = renderTable(kind, [object], metadata, { includeObject, nowMs: options.now() })
    write(`${JSON.stringify({ type, object: table })}\n`)
  }
  const sendChange = (event: ChangeEvent) => {
    const wasIn = event.previous !== undefined && isSelected(event.previous)
    const isIn = event.type !== 'DELETED' && isSelected(event.object)
    if (isIn) send(wasIn ? 'MODIFIED' : 'ADDED', event.object)
    else if (wasIn && event.type === 'DELETED') send('DELETED', event.object)
    else if (wasIn && event.previous) {
      // Leaving a selection is a deletion to this watcher, at the revision of the change.
      const { resourceVersion } = event.object.metadata
      send('DELETED', { ...event.previous, metadata: { ...event.previous.metadata, resourceVersion } })
    }
  }
  const sendBookmark = () => {
    const resourceVersion = String(store.revision)
    if (isTable) {
      const metadata = { resourceVersion }
      write(
        `${JSON.stringify({ type: 'BOOKMARK', object: renderTable(kind, [], metadata, { includeObject, nowMs: options.now() }) })}\n`,
      )
      return
    }
    const object = {
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      metadata: { resourceVersion, creationTimestamp: null },
    }
    write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
  }
  const sendExpired = (revision: string) => {
    const failure = expired(`too old resource version: ${revision} (${store.compactedRevision})`)
    write(`${JSON.stringify({ type: 'ERROR', object: renderStatus(failure) })}\n`)
  }

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  response.socket?.setNoDelay(true)

  const timers: NodeJS.Timeout[] = []
  let unsubscribe = () => {}
  const watch: ServedWatch = {
    kindName: kind.kind,
    resource: kind.resource,
    namespace: request.path.namespace,
    user: request.user.name,
    close() {
      isHung = false
      response.end()
    },
    hang() {
      isHung = true
    },
    cut: () => response.socket?.destroy(),
    send: write,
    expire() {
      sendExpired('1')
      response.end()
    },
  }
  response.on('close', () => {
    unsubscribe()
    for (const timer of timers) clearTimeout(timer)
    options.onClosed(watch)
  })

  const isFromStart = fromText === '' || fromText === '0'
  if (isFromStart) {
    for (const object of store.snapshot(kind.kind).objects) if (isSelected(object)) send('ADDED', object)
  } else {
    const changes = store.changesSince(kind.kind, Number(fromText))
    if (changes === 'expired') {
      sendExpired(fromText)
      response.end()
      return watch
    }
    for (const event of changes) sendChange(event)
  }
  unsubscribe = store.subscribe(kind.kind, sendChange)
  const hasBookmarks = searchParams.get('allowWatchBookmarks') === 'true'
  if (hasBookmarks) timers.push(setInterval(sendBookmark, options.bookmarkIntervalMs))
  if (timeoutSeconds > 0) {
    const end = () => {
      if (isHung) return
      if (hasBookmarks) sendBookmark()
      response.end()
    }
    timers.push(setTimeout(end, timeoutSeconds * 1000))
  }
  for (const timer of timers) timer.unref()
  return watch
}
