import type { KindName } from '@/lib/model/kubernetes'

/**
 * What pure code can read from a snapshot: the kinds, the answers of DNS, what probes showed, and which kinds the API server serves at all. A check declares its inputs with
 * these names and sees nothing else.
 */
export type InputName = KindName | 'Dns' | 'Probe' | 'Settings' | 'ApiGroups'

/**
 * A read key names one thing that can be read and can change: an object, all objects of a kind (in a namespace), one index
 * value, or a kind's coverage. The store reports changes in these keys; a judgement remembers the keys it read.
 */
export type ReadKey = string

export const objectReadKey = (kind: KindName, namespace: string | null, name: string): ReadKey =>
  `${kind}/${namespace ?? ''}/${name}`
export const listReadKey = (kind: KindName, namespace: string | null): ReadKey =>
  namespace === null ? `${kind}/*` : `${kind}/${namespace}/*`
export const indexReadKey = (kind: KindName, index: string, value: string): ReadKey => `${kind}#${index}=${value}`
export const coverageReadKey = (kind: KindName): ReadKey => `${kind}?`
export const dnsReadKey = (name: string): ReadKey => `dns/${name}`
export const probeReadKey = (host: string, scheme: 'http' | 'https'): ReadKey => `probe/${scheme}/${host}`
export const groupReadKey = (group: string): ReadKey => `api/${group}`
