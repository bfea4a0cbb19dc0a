import { z } from 'zod'

/** Names one Kubernetes object. `namespace` is null for cluster-scoped kinds. */
export const ObjectRef = z.object({
  kind: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
})
export type ObjectRef = z.infer<typeof ObjectRef>
