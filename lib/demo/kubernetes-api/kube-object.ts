import { isRecord } from '@/lib/demo/json'

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ObjectMeta {
  name: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  managedFields?: {
    manager: string
    operation: string
    apiVersion: string
    time: string
    fieldsType: string
    fieldsV1: unknown
  }[]
}

/** An object as the API server stores it: plain JSON, times as ISO 8601 strings. Stored objects are never changed in place. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

/** True when the value has what every object needs: apiVersion, kind and metadata with a name or generateName. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return false
  const metadata = value.metadata
  return isRecord(metadata) && (typeof metadata.name === 'string' || typeof metadata.generateName === 'string')
}

/** A deep copy that may be changed before it is put back. */
export function copyObject(object: KubeObject): KubeObject {
  return structuredClone(object)
}

/** The API group of an apiVersion: empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** Times as Kubernetes writes them: whole seconds, UTC. */
export function formatTime(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19)}Z`
}
