import { z } from 'zod'

/** Names one Kubernetes object. `namespace` is null for cluster-scoped kinds. */
export const ObjectRef = z.object({
  kind: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
})
export type ObjectRef = z.infer<typeof ObjectRef>

/** `Service shop/checkout`, or `Node aks-1` for a cluster-scoped object. */
export function formatObjectRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === null ? '' : `${ref.namespace}/`}${ref.name}`
}
