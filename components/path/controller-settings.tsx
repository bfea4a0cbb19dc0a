import { ChevronRight } from 'lucide-react'
import { formatCounted } from '@/lib/format/count'
import type {
  ControllerConfigMap,
  ControllerSetting,
  ControllerSettings as Settings,
} from '@/lib/model/controller-settings'
import { formatObjectRef } from '@/lib/model/object-ref'

/** What the controllers of an Ingress really run with, each value with where it comes from, so that nobody needs their logs. */
export function ControllerSettings({ settings, isOpen }: { settings: readonly Settings[]; isOpen: boolean }) {
  return settings.map((one) => (
    <details key={one.controller} open={isOpen} className="group border-line border-t">
      <summary className="flex gap-2 px-3.5 py-2.5">
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
          <span className="font-medium">What the controller runs with</span>
          <span className="text-faint text-sm [overflow-wrap:anywhere]">{describeSource(one)}</span>
        </span>
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint group-open:rotate-90" />
      </summary>
      <ConfigMapLine configMap={one.configMap} />
      {one.problems.length > 0 ? (
        <ul aria-label="Cannot be understood" className="px-3.5 pb-2 text-fail">
          {one.problems.map((problem) => (
            <li key={problem} className="[overflow-wrap:anywhere]">
              {problem}
            </li>
          ))}
        </ul>
      ) : null}
      <SettingList settings={one.settings} />
      {one.defaults.length > 0 ? (
        <details className="border-line border-t">
          <summary className="px-3.5 py-2 text-muted">
            {formatCounted(one.defaults.length, 'more setting')} at the default of{' '}
            {one.version === null ? 'its version' : `v${one.version}`}
          </summary>
          <SettingList settings={one.defaults} />
        </details>
      ) : null}
    </details>
  ))
}

function describeSource({ controller, version, flagsFrom }: Settings): string {
  const from = flagsFrom === 'Pod' ? 'flags read from its Pod' : 'flags read from its workload'
  return [controller, version === null ? 'version not known' : `v${version}`, from].join(', ')
}

function ConfigMapLine({ configMap }: { configMap: ControllerConfigMap }) {
  const { state, object, reason, need } = configMap
  const name = object === null ? 'ConfigMap' : formatObjectRef(object)
  switch (state) {
    case 'read':
      return null
    case 'absent':
      return <p className="px-3.5 pb-2 text-muted">{name} does not exist, so every default of its settings holds.</p>
    case 'none':
      return <p className="px-3.5 pb-2 text-muted">It names no ConfigMap, so every default of its settings holds.</p>
    case 'unknown':
      return (
        <p className="px-3.5 pb-2 text-unknown [overflow-wrap:anywhere]">
          {name} could not be read: {reason ?? 'not known'}.{need === null ? null : ` It needs ${need}.`}
        </p>
      )
  }
}

function SettingList({ settings }: { settings: readonly ControllerSetting[] }) {
  return (
    <ul className="divide-y divide-line border-line border-t">
      {settings.map((setting) => (
        <li
          key={setting.name}
          className="grid @2xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_9rem] grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-3.5 py-1"
        >
          <p className="min-w-0 [overflow-wrap:anywhere]">
            <code>{setting.name}</code> <span className="text-muted">{sayValue(setting)}</span>
          </p>
          <p className="@2xl:order-none order-last col-span-2 @2xl:col-span-1 min-w-0 text-faint text-sm">
            {setting.decides}
          </p>
          <p className="@2xl:text-right text-faint text-sm">{originWords[setting.origin]}</p>
        </li>
      ))}
    </ul>
  )
}

function sayValue({ value, because }: ControllerSetting): string {
  if (value === null) return because ?? 'not known'
  return value === '' ? 'not set' : value
}

const originWords: Record<ControllerSetting['origin'], string> = {
  argument: 'flag',
  'config-map': 'ConfigMap',
  default: 'default',
  unknown: 'not known',
}
