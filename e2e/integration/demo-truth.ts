import type { EgressAnswer } from '@/lib/api/schemas/egress'
import type { TraceAnswer } from '@/lib/api/schemas/ingresses'
import { readIngressMark } from '@/lib/demo/churn/marks'
import { readArray, readPath, readString } from '@/lib/demo/json'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'

/** What churn leaves behind, as the platform holds it or as Fairlead shows it: texts by what they are about. */
export type Marks = Record<string, string>

/** The marks of one Ingress and its first backend as the API server holds them. */
export function readTrueMarks(store: ObjectStore, namespace: string, name: string): Marks {
  const ingress = store.get('Ingress', namespace, name)
  const service = readString(ingress, 'spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'name') ?? ''
  const slices = store
    .list('EndpointSlice', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
  const terminating = slices
    .flatMap((slice) => readArray(slice, 'endpoints'))
    .filter((endpoint) => readPath(endpoint, 'conditions', 'terminating') === true).length
  return {
    path: ingress === undefined ? 'none' : (readIngressMark(ingress) ?? 'none'),
    type: readString(store.get('Service', namespace, service), 'spec', 'type') ?? 'ClusterIP',
    terminating: String(terminating),
  }
}

/** The same marks as a trace shows them. What the trace has no fact for is left out. */
export function readShownMarks(trace: TraceAnswer): Marks {
  const [host] = trace.hosts
  const [first] = host?.paths ?? []
  const fact = (hop: string, label: string) =>
    first?.hops.find(({ id }) => id === hop)?.facts.find((entry) => entry.label === label)?.value
  const type = fact('service', 'Type')
  const terminating = fact('endpoints', 'Terminating')
  return {
    path: host?.paths.find(({ path }) => path?.startsWith('/churn-'))?.path ?? 'none',
    ...(type === undefined ? {} : { type: type.replace(', headless', '') }),
    ...(terminating === undefined ? {} : { terminating }),
  }
}

/** What differs, in words; empty when everything shown is true. */
export function listLies(where: string, shown: Marks, truth: Marks): string[] {
  return Object.entries(shown).flatMap(([what, value]) =>
    truth[what] === value ? [] : [`${where}: ${what} is ${truth[what]}, shown is ${value}`],
  )
}

export const listNodeLies = (store: ObjectStore, { nodes }: EgressAnswer): string[] =>
  listLies('egress', { nodes: String(nodes.count) }, { nodes: String(store.list('Node').length) })
