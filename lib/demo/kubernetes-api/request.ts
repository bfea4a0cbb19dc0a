import type { IncomingMessage } from 'node:http'
import { parse as parseYaml } from 'yaml'
import type { AccessAttributes, DemoUser } from '@/lib/demo/kubernetes-api/authorisation'
import { badRequest, StatusError } from '@/lib/demo/kubernetes-api/status-error'

/** A request path taken apart; `resource` is empty for discovery and health paths. */
export interface ResourcePath {
  group: string
  version: string
  resource: string
  namespace: string
  name: string
  subresource: string
}

/**
 * Reads `/api/v1/...` and `/apis/<group>/<version>/...`. `/api/v1/namespaces/shop` is the Namespace itself, one level deeper
 * it is a scope. Null for any other path and for paths that stop before a resource.
 */
export function parseResourcePath(pathname: string): ResourcePath | null {
  const segments = pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent)
  const [root, ...rest] = segments
  const group = root === 'apis' ? (rest.shift() ?? '') : ''
  if (root !== 'api' && root !== 'apis') return null
  const version = rest.shift()
  if (version === undefined || rest.length === 0) return null
  let namespace = ''
  if (rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') {
    namespace = rest[1] ?? ''
    rest.splice(0, 2)
  }
  const [resource = '', name = '', subresource = ''] = rest
  return { group, version, resource, namespace, name, subresource }
}

/** The RBAC verb of a request. */
export function verbOf(method: string, hasName: boolean, isWatch: boolean): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (isWatch) return 'watch'
      return hasName ? 'get' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return hasName ? 'delete' : 'deletecollection'
    default:
      throw new StatusError({
        code: 405,
        reason: 'MethodNotAllowed',
        message: `the server does not allow ${method} on the requested resource`,
      })
  }
}

export function attributesOf(path: ResourcePath, verb: string): AccessAttributes {
  const resource = path.subresource === '' ? path.resource : `${path.resource}/${path.subresource}`
  // Reading one Namespace is authorised inside that Namespace, so a tenant may get their own.
  const namespace = path.group === '' && path.resource === 'namespaces' ? path.name : path.namespace
  return { verb, group: path.group, resource, namespace, name: path.name }
}

/** What the handlers of one request share. */
export interface ApiRequest {
  message: IncomingMessage
  url: URL
  path: ResourcePath
  verb: string
  user: DemoUser
}

/** The body as JSON (or YAML, which server-side apply sends). Throws 400 for neither and 415 for protobuf. */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)))
  const type = message.headers['content-type'] ?? ''
  if (type.includes('protobuf')) {
    const text = 'the demo platform reads JSON and YAML bodies only, not application/vnd.kubernetes.protobuf'
    throw new StatusError({ code: 415, reason: 'UnsupportedMediaType', message: text })
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return type.includes('yaml') ? parseYaml(text) : JSON.parse(text)
  } catch {
    throw badRequest('the body of the request could not be read as JSON')
  }
}

/** The first media type of an Accept header that asks for a Table of meta.k8s.io/v1, if it comes before plain JSON. */
export function isTableWanted(accept: string | undefined): boolean {
  for (const part of (accept ?? '').split(',')) {
    const [type, ...parameters] = part
      .trim()
      .split(';')
      .map((piece) => piece.trim())
    if (type !== 'application/json') continue
    const isTable =
      parameters.includes('as=Table') && parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1')
    if (isTable) return true
    if (!parameters.some((parameter) => parameter.startsWith('as='))) return false
  }
  return false
}
