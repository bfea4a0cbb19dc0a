import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '@/lib/demo/kubernetes-api/answer'
import { type Authorisation, type DemoUser, describeDenial } from '@/lib/demo/kubernetes-api/authorisation'
import {
  aggregatedDiscoveryType,
  renderAggregatedDiscovery,
  renderApiVersions,
  renderGroupList,
  renderOneGroup,
  renderResourceList,
  reviewKinds,
} from '@/lib/demo/kubernetes-api/discovery'
import { applyFault, type FaultRegistry } from '@/lib/demo/kubernetes-api/faults'
import type { KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import type { ListReader } from '@/lib/demo/kubernetes-api/list'
import {
  type ApiRequest,
  attributesOf,
  isTableWanted,
  parseResourcePath,
  readBody,
  verbOf,
} from '@/lib/demo/kubernetes-api/request'
import { answerReview } from '@/lib/demo/kubernetes-api/reviews'
import { noSuchResource, notFound, renderStatus, StatusError } from '@/lib/demo/kubernetes-api/status-error'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'
import { renderTable } from '@/lib/demo/kubernetes-api/tables'
import { type ServedWatch, serveWatch } from '@/lib/demo/kubernetes-api/watch'
import {
  createObject,
  deleteObject,
  patchObject,
  renderScale,
  replaceObject,
  type WriteAnswer,
} from '@/lib/demo/kubernetes-api/write'

export interface ServerState {
  store: ObjectStore
  authorisation: Authorisation
  faults: FaultRegistry
  lists: ListReader
  watches: Set<ServedWatch>
  version: Record<string, string>
  address: () => string
  /** Who a request without credentials comes from. */
  anonymousUser: () => DemoUser
  bookmarkIntervalMs: number
  now: () => number
  log: (line: string) => void
}

function authenticate(state: ServerState, message: IncomingMessage): DemoUser {
  const header = message.headers.authorization
  if (header === undefined) return state.anonymousUser()
  const user = state.authorisation.findUser(header.replace(/^Bearer\s+/i, ''))
  if (!user) throw new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' })
  return user
}

/** Paths outside the resource tree; undefined when the path is not one of them. */
function answerPlainPath(
  state: ServerState,
  pathname: string,
  accept: string,
): { body: unknown; type?: string } | undefined {
  const kinds = state.store.kinds()
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const [root, second = '', third] = segments
  if (pathname === '/version') return { body: state.version }
  if (segments.length === 1 && (root === 'api' || root === 'apis')) {
    if (/as=APIGroupDiscoveryList/.test(accept) && /v=v2[;,]/.test(`${accept};`)) {
      return { body: renderAggregatedDiscovery(kinds, root === 'api'), type: aggregatedDiscoveryType }
    }
    return { body: root === 'api' ? renderApiVersions(state.address()) : renderGroupList(kinds) }
  }
  if (root === 'apis' && segments.length === 2) return orNotFound(renderOneGroup(kinds, second))
  if (root === 'api' && segments.length === 2) return orNotFound(renderResourceList(kinds, '', second))
  if (root === 'apis' && segments.length === 3 && third !== undefined)
    return orNotFound(renderResourceList(kinds, second, third))
  return undefined
}

function orNotFound(body: Record<string, unknown> | null): { body: unknown } {
  if (body === null) throw noSuchResource()
  return { body }
}

/** A collection without a namespace in its path, or the other way round, does not exist for writing. */
async function write(state: ServerState, request: ApiRequest, kind: KindDefinition): Promise<WriteAnswer> {
  const context = { store: state.store, kind, request, nowMs: state.now() }
  switch (request.verb) {
    case 'create':
      return createObject(context, await readBody(request.message))
    case 'update':
      return replaceObject(context, await readBody(request.message))
    case 'patch':
      return patchObject(context, await readBody(request.message))
    case 'delete':
      return deleteObject(context)
    default: {
      const list = state.lists.read(request, kind, context.nowMs)
      for (const object of Array.isArray(list.items) ? list.items : []) {
        state.store.remove(kind.kind, object.metadata.namespace, object.metadata.name)
      }
      return { code: 200, body: list }
    }
  }
}

async function handleResource(
  state: ServerState,
  request: ApiRequest,
  kind: KindDefinition,
  response: ServerResponse,
): Promise<void> {
  const { path, message, verb } = request
  if (path.subresource !== '' && !kind.subresources.includes(path.subresource)) throw noSuchResource()
  if (verb === 'watch') {
    const watch = serveWatch(request, kind, response, {
      store: state.store,
      bookmarkIntervalMs: state.bookmarkIntervalMs,
      now: state.now,
      onClosed: (closed) => state.watches.delete(closed),
    })
    if (!response.writableEnded) state.watches.add(watch)
    return
  }
  if (verb === 'list') {
    await sendJson(message, response, 200, state.lists.read(request, kind, state.now()))
    return
  }
  if (verb === 'get') {
    const found = state.store.get(kind.kind, path.namespace, path.name)
    if (!found) throw notFound(kind.group, kind.resource, path.name)
    const includeObject = request.url.searchParams.get('includeObject') ?? 'Metadata'
    const metadata = { resourceVersion: found.metadata.resourceVersion }
    const table = () => renderTable(kind, [found], metadata, { includeObject, nowMs: state.now() })
    const whole = isTableWanted(message.headers.accept) ? table() : found
    await sendJson(message, response, 200, path.subresource === 'scale' ? renderScale(found) : whole)
    return
  }
  const { code, body } = await write(state, request, kind)
  await sendJson(message, response, code, body)
}

async function route(state: ServerState, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(message.url ?? '/', 'http://demo.invalid')
  if (['/healthz', '/livez', '/readyz'].includes(url.pathname)) {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok')
    return
  }
  const user = authenticate(state, message)
  const path = parseResourcePath(url.pathname)
  const isWatch = ['true', '1'].includes(url.searchParams.get('watch') ?? '')
  const verb = verbOf(message.method ?? 'GET', (path?.name ?? '') !== '', isWatch)
  const facts = { verb, resource: path?.resource ?? '', namespace: path?.namespace ?? '', user: user.name }
  for (const effect of state.faults.take(facts)) if (await applyFault(effect, response)) return
  const plain = answerPlainPath(state, url.pathname, message.headers.accept ?? '')
  if (plain) {
    await sendJson(message, response, 200, plain.body, plain.type)
    return
  }
  if (!path) throw noSuchResource()
  if (
    reviewKinds.some((review) => review.group === path.group && review.resource === path.resource) &&
    verb === 'create'
  ) {
    const answer = answerReview(path.resource, await readBody(message), user, state.authorisation)
    await sendJson(message, response, 201, answer)
    return
  }
  const kind = state.store.findKind(path.group, path.version, path.resource)
  const attributes = attributesOf(path, verb)
  if (!state.authorisation.decide(user, attributes).isAllowed) {
    const details = {
      ...(path.name === '' ? {} : { name: path.name }),
      ...(path.group === '' ? {} : { group: path.group }),
      kind: path.resource,
    }
    throw new StatusError({ code: 403, reason: 'Forbidden', message: describeDenial(user, attributes), details })
  }
  if (!kind) throw noSuchResource()
  if (!kind.isNamespaced && path.namespace !== '') throw noSuchResource()
  if (kind.isNamespaced && path.namespace === '' && verb !== 'list' && !(verb === 'watch' && path.name === ''))
    throw noSuchResource()
  await handleResource(state, { message, url, path, verb, user }, kind, response)
}

/** Answers one request; errors become `Status` bodies and never escape. */
export async function handleRequest(
  state: ServerState,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(state, message, response)
  } catch (error) {
    const internal = {
      code: 500,
      reason: 'InternalError',
      message: error instanceof Error ? error.message : String(error),
    }
    const failure = error instanceof StatusError ? error.failure : internal
    if (!(error instanceof StatusError)) state.log(`${message.method} ${message.url}: ${internal.message}`)
    if (response.headersSent || response.destroyed) response.destroy()
    else await sendJson(message, response, failure.code, renderStatus(failure)).catch(() => response.destroy())
  }
}
