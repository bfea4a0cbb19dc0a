import { controllerKey } from '@/lib/ingress-path/claim'
import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import { type ControllerInstance, controllerInputs, findIngressControllers } from '@/lib/ingress-path/controllers'
import { parseGoBoolean, readScalar } from '@/lib/ingress-path/flags'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { nginxFlags, nginxOptions, type VersionedDefault } from './flag-table'

/** Where a value comes from. `unknown`: it cannot be told, and `because` says why. */
export type SettingOrigin = 'argument' | 'config-map' | 'default' | 'unknown'

/** One setting of a controller, as a page shows it. `value` null: not known. An empty text means that it is not set. */
export interface NginxSetting {
  name: string
  value: string | null
  origin: SettingOrigin
  because: string | null
  decides: string
}

/** The ConfigMap that `--configmap` names. `none`: the flag is not set. */
export interface NginxConfigMap {
  state: 'read' | 'absent' | 'none' | 'unknown'
  ref: ObjectRef | null
  unavailable: Unavailable | null
}

/** Every setting of a controller that decides what becomes of an Ingress, and what of its configuration cannot be understood. */
export interface NginxSettings {
  controller: string
  version: string | null
  flags: NginxSetting[]
  options: NginxSetting[]
  configMap: NginxConfigMap
  /** Mistakes that the controller itself refuses to start with or ignores. */
  problems: string[]
}

/** Everything that settings are read from. */
export const settingsInputs = ['ConfigMap', ...controllerInputs] as const satisfies readonly InputName[]

/**
 * The settings of a controller as its own parser reads them: arguments, then the ConfigMap, then the defaults of its version. Never
 * throws: what is not known has the origin `unknown`.
 */
export function readNginxSettings(view: ClusterView, controller: ControllerInstance): NginxSettings {
  const key = controllerKey(controller)
  return view.fact(`nginx-settings:${key}`, (inner) => {
    // The fact outlives this controller object, so it reads the controller again.
    const current = findIngressControllers(inner).instances.find((instance) => controllerKey(instance) === key)
    return judgeSettings(inner, current ?? controller)
  })
}

/** A flag's or option's value. Throws `NotObservedError` when it is not known. */
export function requireSetting(view: ClusterView, controller: ControllerInstance, name: string): string {
  const { flags, options, configMap } = readNginxSettings(view, controller)
  const setting = [...flags, ...options].find((one) => one.name === name)
  if (setting === undefined) throw new Error(`ingress-nginx has no setting ${name} that is read`)
  if (setting.value !== null) return setting.value
  const isOption = options.includes(setting)
  throw new NotObservedError(
    (isOption ? configMap.unavailable : null) ?? {
      what: `Setting ${name} of ingress controller ${controllerKey(controller)}`,
      reason: 'not-configured',
      detail: setting.because ?? 'not known',
      need: isOption ? 'list and watch on configmaps' : 'the flag written in the arguments of the container',
    },
  )
}

/** The same for a boolean. */
export function requireSwitch(view: ClusterView, controller: ControllerInstance, name: string): boolean {
  return parseGoBoolean(requireSetting(view, controller, name)) ?? false
}

function judgeSettings(view: ClusterView, controller: ControllerInstance): NginxSettings {
  const { flags: given, version } = controller
  const problems = [...given.problems]
  const flags = nginxFlags.map(({ name, type, default: fallback, decides }): NginxSetting => {
    const base = { name, decides }
    const known = readScalar(given, name, '')
    if (known.state === 'unknown') return { ...base, value: null, origin: 'unknown', because: known.because }
    if (known.written === null) return { ...base, ...readDefault(fallback, version) }
    if (type === 'boolean') {
      const value = parseGoBoolean(known.value)
      if (value === null) return { ...base, value: null, origin: 'unknown', because: `--${name}=${known.value}` }
      return { ...base, value: String(value), origin: 'argument', because: null }
    }
    if (type === 'number' && !/^-?\d+$/.test(known.value)) {
      problems.push(`--${name}=${known.value} is not a number`)
      return { ...base, value: null, origin: 'unknown', because: `--${name}=${known.value} is not a number` }
    }
    return { ...base, value: known.value, origin: 'argument', because: null }
  })
  const { configMap, data } = readConfigMap(
    view,
    flags.find(({ name }) => name === 'configmap'),
  )
  const options = nginxOptions.map(({ name, type, default: fallback, decides }): NginxSetting => {
    const base = { name, decides }
    if (data === null) {
      return {
        ...base,
        value: null,
        origin: 'unknown',
        because: configMap.unavailable?.detail ?? 'the ConfigMap is not known',
      }
    }
    const written = data[name]
    if (written === undefined) return { ...base, ...readDefault(fallback, version) }
    const value = type === 'boolean' ? parseGoBoolean(written) : written
    if (value === null) {
      problems.push(`${name}: ${written} in the ConfigMap is neither true nor false`)
      return { ...base, value: null, origin: 'unknown', because: `${written} is neither true nor false` }
    }
    return { ...base, value: String(value), origin: 'config-map', because: null }
  })
  return { controller: controllerKey(controller), version, flags, options, configMap, problems }
}

function readDefault(
  fallback: string | VersionedDefault,
  version: string | null,
): Pick<NginxSetting, 'value' | 'origin' | 'because'> {
  const asDefault = (value: string) => ({ value, origin: 'default' as const, because: null })
  if (typeof fallback === 'string') return asDefault(fallback)
  if (version === null) {
    const because = 'its default changed between versions, and the version of the controller is not known'
    return { value: null, origin: 'unknown', because }
  }
  const held = fallback.find(({ from }) => from === null || isVersionAtLeast(version, ...from) === true)
  return asDefault(held?.value ?? '')
}

/** Names of ConfigMaps that are kept when they arrive; of any other, nothing can be said (`lib/sources/kubernetes/kept-objects.ts`). */
const keptName = /ingress|nginx/i

/** `data` null: not known. A ConfigMap that does not exist leaves every default in force (ingress-nginx v1.15.1 `store.New`). */
function readConfigMap(
  view: ClusterView,
  flag: NginxSetting | undefined,
): { configMap: NginxConfigMap; data: Readonly<Record<string, string>> | null } {
  const unknown = (ref: ObjectRef | null, unavailable: Unavailable) => ({
    configMap: { state: 'unknown' as const, ref, unavailable },
    data: null,
  })
  if (flag === undefined || flag.value === null) {
    const detail = flag?.because ?? 'the flag --configmap is not known'
    const need = 'the flag written in the arguments of the container'
    return unknown(null, { what: 'ConfigMap of the ingress controller', reason: 'not-configured', detail, need })
  }
  if (flag.value === '') return { configMap: { state: 'none', ref: null, unavailable: null }, data: {} }
  const [namespace = '', name = ''] = flag.value.split('/')
  const ref: ObjectRef = { kind: 'ConfigMap', namespace, name }
  const lookup = view.lookUp('ConfigMap', namespace, name)
  if (lookup.state === 'unavailable') return unknown(ref, lookup.unavailable)
  if (lookup.state === 'found') {
    return { configMap: { state: 'read', ref, unavailable: null }, data: lookup.object.data ?? {} }
  }
  if (keptName.test(name)) return { configMap: { state: 'absent', ref, unavailable: null }, data: {} }
  const detail = 'Fairlead keeps only ConfigMaps whose name or labels tell that they belong to a controller'
  const need = 'the label app.kubernetes.io/name: ingress-nginx on the ConfigMap'
  return unknown(ref, { what: `ConfigMap ${namespace}/${name}`, reason: 'not-configured', detail, need })
}
