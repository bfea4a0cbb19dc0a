import { isRecord, readArray, readRecord, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'

/**
 * Changes that break nothing; those of Ingresses, Services and EndpointSlices can be seen through Fairlead. Each carries the running number of the change, so that a reader
 * can tell the newest from the one before; null takes the mark away again.
 */
export type Mark = number | null

const annotation = 'fairlead.example.org/churn'
const pathPrefix = '/churn-'
/** Addresses of endpoints that exist for the mark alone. */
const addressPrefix = '192.0.2.'
const nodePortType = 'NodePort'

/** Marks a copy of an object that is about to be put back. */
export function markObject(draft: KubeObject, mark: Mark): void {
  markAnnotation(draft, mark)
  if (draft.kind === 'Ingress') markIngress(draft, mark)
  if (draft.kind === 'Service') markService(draft, mark)
  if (draft.kind === 'EndpointSlice') markEndpointSlice(draft, mark)
}

function markAnnotation(draft: KubeObject, mark: Mark): void {
  const { [annotation]: _before, ...others } = draft.metadata.annotations ?? {}
  draft.metadata.annotations = mark === null ? others : { ...others, [annotation]: String(mark) }
}

/** A further path of the first rule with the backend of its first path: another row in the trace, judged as that one. */
function markIngress(draft: KubeObject, mark: Mark): void {
  const rules = readArray(draft, 'spec', 'rules')
  const [rule, ...otherRules] = rules
  const paths = readArray(rule, 'http', 'paths').filter((path) => !readString(path, 'path')?.startsWith(pathPrefix))
  if (!isRecord(rule) || !isRecord(paths[0])) return
  const extra = { ...paths[0], path: `${pathPrefix}${mark}`, pathType: 'Prefix' }
  const marked = { ...rule, http: { ...readRecord(rule, 'http'), paths: mark === null ? paths : [...paths, extra] } }
  draft.spec = { ...readRecord(draft, 'spec'), rules: [marked, ...otherRules] }
}

/** A ClusterIP Service becomes a NodePort one and back: nothing that its clients notice. */
function markService(draft: KubeObject, mark: Mark): void {
  const spec = readRecord(draft, 'spec')
  const type = readString(spec, 'type') ?? 'ClusterIP'
  if (!['ClusterIP', nodePortType].includes(type) || readString(spec, 'clusterIP') === 'None') return
  draft.spec = { ...spec, type: mark === null || mark % 2 === 0 ? 'ClusterIP' : nodePortType }
}

/** Up to three terminating endpoints beside the real ones. */
function markEndpointSlice(draft: KubeObject, mark: Mark): void {
  const endpoints = readArray(draft, 'endpoints').filter(
    (endpoint) => !readString(endpoint, 'addresses', 0)?.startsWith(addressPrefix),
  )
  if (endpoints.length === 0) return
  const extra = Array.from({ length: mark === null ? 0 : mark % 4 }, (_unused, index) => ({
    addresses: [`${addressPrefix}${index + 1}`],
    conditions: { ready: false, serving: true, terminating: true },
  }))
  draft.endpoints = [...endpoints, ...extra]
}

/** The churn path of an Ingress, or null when it has none. */
export function readIngressMark(ingress: KubeObject): string | null {
  const paths = readArray(ingress, 'spec', 'rules', 0, 'http', 'paths').map((path) => readString(path, 'path') ?? '')
  return paths.find((path) => path.startsWith(pathPrefix)) ?? null
}
