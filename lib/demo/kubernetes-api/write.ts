import { isDeepStrictEqual } from 'node:util'
import { readNumber, readRecord, readString } from '@/lib/demo/json'
import type { KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import { apiVersionOf } from '@/lib/demo/kubernetes-api/kinds'
import { copyObject, formatTime, isKubeObject, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { applyJsonPatch, applyMergePatch, applyStrategicPatch } from '@/lib/demo/kubernetes-api/patch'
import type { ApiRequest } from '@/lib/demo/kubernetes-api/request'
import { badRequest, conflict, notFound, StatusError } from '@/lib/demo/kubernetes-api/status-error'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'

export interface WriteAnswer {
  code: number
  body: unknown
}

interface WriteContext {
  store: ObjectStore
  kind: KindDefinition
  request: ApiRequest
  nowMs: number
}

function requireObject({ store, kind, request }: WriteContext): KubeObject {
  const { namespace, name } = request.path
  const found = store.get(kind.kind, namespace, name)
  if (!found) throw notFound(kind.group, kind.resource, name)
  return found
}

function readObject(body: unknown, { kind, request }: WriteContext): KubeObject {
  if (!isKubeObject(body))
    throw badRequest(`the body is not a ${kind.kind}: apiVersion, kind and metadata.name are needed`)
  if (body.kind !== kind.kind || body.apiVersion !== apiVersionOf(kind)) {
    throw badRequest(
      `the body is a ${body.apiVersion} ${body.kind}, but this path takes ${apiVersionOf(kind)} ${kind.kind}`,
    )
  }
  const named = body.metadata.namespace
  if (kind.isNamespaced && named !== undefined && named !== request.path.namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`)
  }
  const namespace = kind.isNamespaced ? { namespace: request.path.namespace } : {}
  return { ...body, metadata: { ...body.metadata, ...namespace } }
}

const isDryRun = (request: ApiRequest) => request.url.searchParams.get('dryRun') === 'All'

/** The default class of an Ingress created without one, which the DefaultIngressClass admission plugin fills in at creation only. */
function defaultIngressClass(store: ObjectStore, object: KubeObject): KubeObject {
  const hasAnnotation = object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined
  if (object.kind !== 'Ingress' || hasAnnotation || readString(object, 'spec', 'ingressClassName') !== undefined)
    return object
  const marked = store
    .list('IngressClass')
    .find((entry) => entry.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
  return marked
    ? { ...object, spec: { ...readRecord(object, 'spec'), ingressClassName: marked.metadata.name } }
    : object
}

export function createObject(context: WriteContext, body: unknown): WriteAnswer {
  const { store, kind, request, nowMs } = context
  let object = readObject(body, context)
  const { namespace } = request.path
  if (kind.isNamespaced && !store.get('Namespace', undefined, namespace)) throw notFound('', 'namespaces', namespace)
  if (!object.metadata.name && object.metadata.generateName) {
    const suffix = (store.revision * 2654435761).toString(36).slice(-5)
    object = { ...object, metadata: { ...object.metadata, name: `${object.metadata.generateName}${suffix}` } }
  }
  const { name } = object.metadata
  if (store.get(kind.kind, namespace, name)) {
    const details = { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.resource }
    throw new StatusError({
      code: 409,
      reason: 'AlreadyExists',
      message: `${kind.resource} "${name}" already exists`,
      details,
    })
  }
  object = defaultIngressClass(store, object)
  const { uid: _uid, creationTimestamp: _time, ...metadata } = object.metadata
  object = { ...object, metadata: { ...metadata, creationTimestamp: formatTime(nowMs) } }
  return { code: 201, body: isDryRun(request) ? object : store.put(object) }
}

/** Which part of an object a request may change: the status subresource takes status only, the object path all but status. */
function combine(before: KubeObject, after: KubeObject, kind: KindDefinition, subresource: string): KubeObject {
  if (subresource === 'status') {
    const combined = { ...before }
    if (after.status === undefined) delete combined.status
    else combined.status = after.status
    return combined
  }
  if (!kind.subresources.includes('status')) return after
  const combined = { ...after }
  if (before.status === undefined) delete combined.status
  else combined.status = before.status
  return combined
}

/** Kinds of which readers want to know when somebody last wrote them. */
const managedKinds = new Set(['Ingress', 'Service'])

/** What changes an object notes who did and when, without the fields. A write that changes nothing notes nothing. */
function noteManager(before: KubeObject, after: KubeObject, nowMs: number): KubeObject {
  if (!managedKinds.has(after.kind) || isDeepStrictEqual(before, after)) return after
  const { apiVersion } = after
  const entry = { manager: 'kubectl', operation: 'Update', apiVersion, time: formatTime(nowMs), fieldsType: 'FieldsV1' }
  return { ...after, metadata: { ...after.metadata, managedFields: [{ ...entry, fieldsV1: {} }] } }
}

function storeChange(context: WriteContext, before: KubeObject, after: KubeObject): KubeObject {
  const { store, kind, request, nowMs } = context
  const sent = after.metadata.resourceVersion
  if (sent !== undefined && sent !== '' && sent !== before.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again'
    throw conflict(kind.group, kind.resource, before.metadata.name, why)
  }
  const { deletionTimestamp } = before.metadata
  const metadata = {
    ...after.metadata,
    name: before.metadata.name,
    ...(deletionTimestamp ? { deletionTimestamp } : {}),
  }
  const combined = combine(before, after, kind, request.path.subresource)
  const next = request.path.subresource === 'status' ? combined : { ...combined, metadata }
  if (isDryRun(request)) return next
  const stored = store.put(noteManager(before, next, nowMs))
  // The last finalizer gone, an object that waited for it goes too.
  const isFinished = stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0
  if (isFinished && kind.kind !== 'Pod') store.remove(kind.kind, stored.metadata.namespace, stored.metadata.name)
  return stored
}

export function replaceObject(context: WriteContext, body: unknown): WriteAnswer {
  if (context.request.path.subresource === 'scale') return changeScale(context, readNumber(body, 'spec', 'replicas'))
  const before = requireObject(context)
  return { code: 200, body: storeChange(context, before, readObject(body, context)) }
}

/** PATCH with a merge, JSON, strategic merge or apply patch; an apply patch creates what does not exist. */
export function patchObject(context: WriteContext, body: unknown): WriteAnswer {
  const { request, kind, store } = context
  const type = (request.message.headers['content-type'] ?? '').split(';')[0]?.trim()
  const isApply = type === 'application/apply-patch+yaml'
  if (isApply && !store.get(kind.kind, request.path.namespace, request.path.name)) return createObject(context, body)
  if (request.path.subresource === 'scale') return changeScale(context, readNumber(body, 'spec', 'replicas'))
  const before = requireObject(context)
  const target = copyObject(before)
  let patched: unknown
  if (type === 'application/json-patch+json') patched = applyJsonPatch(target, body)
  else if (type === 'application/merge-patch+json') patched = applyMergePatch(target, body)
  else if (type === 'application/strategic-merge-patch+json' || isApply) patched = applyStrategicPatch(target, body)
  else
    throw new StatusError({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format: ${type}`,
    })
  if (!isKubeObject(patched)) throw badRequest('the patch leaves no apiVersion, kind or metadata.name')
  return { code: 200, body: storeChange(context, before, patched) }
}

export function renderScale(object: KubeObject): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: readNumber(object, 'spec', 'replicas') ?? 0 },
    status: { replicas: readNumber(object, 'status', 'replicas') ?? 0 },
  }
}

function changeScale(context: WriteContext, replicas: number | undefined): WriteAnswer {
  if (replicas === undefined) throw badRequest('spec.replicas is needed to scale')
  const before = requireObject(context)
  const after = { ...before, spec: { ...readRecord(before, 'spec'), replicas } }
  return { code: 200, body: renderScale(context.store.put(after)) }
}

/** Removes an object, or marks it as terminating while it has finalizers. A Namespace takes its objects with it at once. */
export function deleteObject(context: WriteContext): WriteAnswer {
  const { store, kind, request, nowMs } = context
  const found = requireObject(context)
  const { name, namespace, uid } = found.metadata
  if (isDryRun(request)) return { code: 200, body: found }
  if ((found.metadata.finalizers ?? []).length > 0) {
    const deletionTimestamp = found.metadata.deletionTimestamp ?? formatTime(nowMs)
    const metadata = { ...found.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 }
    return { code: 200, body: store.put({ ...found, metadata }) }
  }
  if (kind.kind === 'Namespace') {
    for (const inner of store.kinds().filter((entry) => entry.isNamespaced)) {
      for (const object of store.list(inner.kind, name)) store.remove(inner.kind, name, object.metadata.name)
    }
  }
  store.remove(kind.kind, namespace, name)
  const details = { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.resource, uid }
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } }
}
