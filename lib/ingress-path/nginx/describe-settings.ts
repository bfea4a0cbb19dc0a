import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import type { ControllerConfigMap, ControllerSettings } from '@/lib/model/controller-settings'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type NginxConfigMap, readNginxSettings } from './settings'

/** Settings that decide about every Ingress, in the order in which a reader needs them: told even at their defaults. */
const alwaysTold: readonly string[] = [
  'controller-class',
  'ingress-class',
  'annotations-risk-level',
  'allow-snippet-annotations',
  'annotation-value-word-blocklist',
  'publish-service',
  'default-ssl-certificate',
]

/** What a controller runs with, for a reader: set values and unknown ones first, the defaults of its version apart. */
export function describeSettings(view: ClusterView, controller: ControllerInstance): ControllerSettings {
  const { controller: key, version, flags, options, configMap, problems } = readNginxSettings(view, controller)
  const all = [...flags, ...options].sort((a, b) => rank(a.name) - rank(b.name))
  const isTold = ({ name, origin }: (typeof all)[number]) => origin !== 'default' || alwaysTold.includes(name)
  return {
    controller: key,
    version,
    flagsFrom: controller.flagsFrom,
    configMap: describeConfigMap(configMap),
    settings: all.filter(isTold),
    defaults: all.filter((setting) => !isTold(setting)),
    problems,
  }
}

const rank = (name: string) => {
  const position = alwaysTold.indexOf(name)
  return position < 0 ? alwaysTold.length : position
}

function describeConfigMap({ state, ref, unavailable }: NginxConfigMap): ControllerConfigMap {
  return { state, object: ref, reason: unavailable?.detail ?? null, need: unavailable?.need ?? null }
}
