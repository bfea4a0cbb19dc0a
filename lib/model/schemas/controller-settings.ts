import { z } from 'zod'
import { ObjectRef } from './object-ref'

/**
 * One setting of an ingress controller. `value` is null when it cannot be told (`because` says why), and empty when it is not set. `decides` says in
 * a few words what hangs on it.
 */
export const ControllerSetting = z.object({
  name: z.string(),
  value: z.string().nullable(),
  origin: z.enum(['argument', 'config-map', 'default', 'unknown']),
  because: z.string().nullable(),
  decides: z.string(),
})
export type ControllerSetting = z.infer<typeof ControllerSetting>

/** The ConfigMap that a controller goes by: `none` names none, `unknown` could not be read (`reason`, and `need` for what would help). */
export const ControllerConfigMap = z.object({
  state: z.enum(['read', 'absent', 'none', 'unknown']),
  object: ObjectRef.nullable(),
  reason: z.string().nullable(),
  need: z.string().nullable(),
})
export type ControllerConfigMap = z.infer<typeof ControllerConfigMap>

/** What an ingress controller really runs with: its arguments, its ConfigMap, and the defaults of its version. */
export const ControllerSettings = z.object({
  /** `namespace/name`. */
  controller: z.string(),
  version: z.string().nullable(),
  flagsFrom: z.enum(['Pod', 'workload']),
  configMap: ControllerConfigMap,
  /** What was set or cannot be told, and what matters to every Ingress whatever it is. */
  settings: z.array(ControllerSetting),
  /** The others, all at the default of the version. */
  defaults: z.array(ControllerSetting),
  /** Mistakes that it refuses to start with, or ignores. */
  problems: z.array(z.string()),
})
export type ControllerSettings = z.infer<typeof ControllerSettings>
