import { z } from 'zod'

/** A fault that the embedded platform knows. `shows` is what a reader of Fairlead should see while it lasts. */
export const CatalogueFault = z.object({
  id: z.string(),
  title: z.string(),
  target: z.enum(['kubernetes', 'dns']),
  does: z.string(),
  shows: z.string(),
  page: z.enum(['overview', 'ingresses', 'sources']),
  takes: z.array(z.enum(['kind', 'namespace', 'host'])),
  needs: z.array(z.enum(['kind', 'namespace', 'host'])),
})
export type CatalogueFault = z.infer<typeof CatalogueFault>

/** A fault that lasts until `endsAt` (ISO 8601). `cluster` is empty for DNS, which all clusters share. */
export const LastingFault = z.object({
  id: z.string(),
  fault: z.string(),
  cluster: z.string(),
  kind: z.string().nullable(),
  namespace: z.string().nullable(),
  host: z.string().nullable(),
  startedAt: z.string(),
  endsAt: z.string(),
})
export type LastingFault = z.infer<typeof LastingFault>

/** What can be broken, and what is. */
export const DemoFaults = z.object({
  catalogue: z.array(CatalogueFault),
  active: z.array(LastingFault),
  clusters: z.array(z.object({ name: z.string(), kinds: z.array(z.string()), namespaces: z.array(z.string()) })),
})
export type DemoFaults = z.infer<typeof DemoFaults>

/** A fault as it is asked for; which fields a fault takes and needs is in the catalogue. */
export const FaultWish = z.strictObject({
  fault: z.string(),
  cluster: z.string().optional(),
  kind: z.string().optional(),
  namespace: z.string().optional(),
  host: z.string().optional(),
  durationSeconds: z.number().optional(),
})
export type FaultWish = z.infer<typeof FaultWish>

export const RemovedFaults = z.object({ removed: z.number() })
