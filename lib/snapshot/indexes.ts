import type { KindMap, KindName } from '@/lib/model/kubernetes'

/** Hosts of an Ingress, wherever they stand: rules (`*` for a rule without host), tls entries, hostname annotations. */
export function listDeclaredHosts(ingress: KindMap['Ingress']): string[] {
  const hosts = new Set<string>()
  for (const rule of ingress.spec?.rules ?? []) hosts.add(rule.host?.toLowerCase() || '*')
  for (const entry of ingress.spec?.tls ?? []) {
    for (const host of entry.hosts ?? []) hosts.add(host.toLowerCase())
  }
  for (const [key, value] of Object.entries(ingress.metadata.annotations ?? {})) {
    if (!/(^|\.)external-dns(\.alpha)?\.kubernetes\.io\/hostname$/.test(key)) continue
    for (const host of value.split(',')) {
      const trimmed = host.trim().toLowerCase().replace(/\.$/, '')
      if (trimmed !== '') hosts.add(trimmed)
    }
  }
  if (hosts.size === 0 && ingress.spec?.defaultBackend !== undefined) hosts.add('*')
  return [...hosts]
}

/** Index value of one label of an object in a namespace. */
export const labelIndexValue = (namespace: string, key: string, value: string) => `${namespace}|${key}=${value}`

function listLabelValues(object: { metadata: { namespace?: string; labels?: Record<string, string> } }): string[] {
  return Object.entries(object.metadata.labels ?? {}).map(([key, value]) =>
    labelIndexValue(object.metadata.namespace ?? '', key, value),
  )
}

type Indexes = { [K in KindName]?: Record<string, (object: KindMap[K]) => string[]> }

/** Ways to find objects other than by name. An index value is a string; an object may have any number of them. */
export const indexes = {
  Ingress: { host: listDeclaredHosts },
  EndpointSlice: {
    service: (slice) => {
      const service = slice.metadata.labels?.['kubernetes.io/service-name']
      return service === undefined ? [] : [`${slice.metadata.namespace ?? ''}/${service}`]
    },
  },
  Pod: {
    label: listLabelValues,
    node: (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []),
  },
  Event: {
    object: (event) => [
      `${event.involvedObject.kind ?? ''}/${event.involvedObject.namespace ?? ''}/${event.involvedObject.name ?? ''}`,
    ],
  },
} satisfies Indexes

export type IndexName<K extends KindName> = K extends keyof typeof indexes
  ? Extract<keyof (typeof indexes)[K], string>
  : never
