import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }
export type JsonObject = { [key: string]: Json | undefined }

/** A cluster of the embedded platform, changed as kubectl would change it. */
export interface DemoCluster {
  get(path: string): Promise<JsonObject>
  /** `path` is that of the collection. */
  create(path: string, object: JsonObject): Promise<void>
  merge(path: string, patch: JsonObject): Promise<void>
  remove(path: string): Promise<void>
  /** Takes back every change made through this object, the latest first. */
  undo(): Promise<void>
}

interface Kubeconfig {
  contexts: { name: string; context: { cluster: string; user: string } }[]
  clusters: { name: string; cluster: { server: string } }[]
  users: { name: string; user: { token: string } }[]
}

/** The cluster of that context. Throws when the kubeconfig or the context is missing, or when the API server says no. */
export function openCluster(contextName: string, kubeconfigPath: string): DemoCluster {
  const config = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig
  const context = config.contexts.find(({ name }) => name === contextName)?.context
  const server = config.clusters.find(({ name }) => name === context?.cluster)?.cluster.server
  const token = config.users.find(({ name }) => name === context?.user)?.user.token
  const undoSteps: (() => Promise<unknown>)[] = []

  async function send(method: string, path: string, body?: JsonObject, type = 'application/json'): Promise<JsonObject> {
    const answer = await fetch(`${server}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as JsonObject
  }
  const patch = (path: string, change: JsonObject) => send('PATCH', path, change, 'application/merge-patch+json')
  const isThere = (path: string) =>
    send('GET', path).then(
      () => true,
      () => false,
    )

  return {
    get: (path) => send('GET', path),
    create: async (path, object) => {
      await send('POST', path, object)
      const objectPath = `${path}/${nameOf(object)}`
      undoSteps.push(async () => ((await isThere(objectPath)) ? send('DELETE', objectPath) : null))
    },
    merge: async (path, change) => {
      const before = await send('GET', path)
      await patch(path, change)
      undoSteps.push(() => patch(path, invertMerge(change, before)))
    },
    remove: async (path) => {
      const before = await send('GET', path)
      await send('DELETE', path)
      undoSteps.push(async () => ((await isThere(path)) ? null : send('POST', parentOf(path), withoutIdentity(before))))
    },
    undo: async () => {
      for (let step = undoSteps.pop(); step !== undefined; step = undoSteps.pop()) await step()
    },
  }
}

/** The merge patch that takes `change` back: every key it names gets the value that stood there before. */
function invertMerge(change: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(change).map(([key, value]) => {
      const old = before[key]
      if (isObject(value) && isObject(old)) return [key, invertMerge(value, old)]
      return [key, old ?? null]
    }),
  )
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

function nameOf({ metadata }: JsonObject): string {
  if (!isObject(metadata) || typeof metadata.name !== 'string') throw new Error('an object needs metadata.name')
  return metadata.name
}

/** The object as it can be created again: uid and resourceVersion belong to the one that is gone. */
function withoutIdentity(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object
  const { uid: _, resourceVersion: __, ...metadata } = object.metadata
  return { ...object, metadata }
}
