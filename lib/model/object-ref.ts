import type { ObjectRef } from './schemas/object-ref'

export type { ObjectRef }

/** `Service shop/checkout`, or `Node aks-1` for a cluster-scoped object. */
export function formatObjectRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === null ? '' : `${ref.namespace}/`}${ref.name}`
}
