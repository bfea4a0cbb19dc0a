import { isRecord, readArray, readNumber, readPath, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'

/** What the controller would answer to a request, without a body. */
export interface EndpointAnswer {
  status: number
  location?: string
}

/**
 * What an ingress-nginx would answer, from the objects as they are now: 404 where no rule fits, a redirect to HTTPS where the host has TLS, 503
 * without a ready endpoint, 200 otherwise. An Ingress counts once it has an address: that is how the demo says that it was claimed.
 */
export function chooseAnswer(
  store: ObjectStore,
  address: string,
  request: { host: string; path: string; isSecure: boolean },
): EndpointAnswer {
  const ingresses = listServedIngresses(store, address)
  const { host, path, isSecure } = request
  const candidates = ingresses.flatMap((ingress) =>
    readArray(ingress, 'spec', 'rules').flatMap((rule) =>
      readString(rule, 'host') === host ? readArray(rule, 'http', 'paths').map((entry) => ({ ingress, entry })) : [],
    ),
  )
  const fitting = candidates
    .filter(({ entry }) => isPathFitting(entry, path))
    .sort((a, b) => (readString(b.entry, 'path')?.length ?? 0) - (readString(a.entry, 'path')?.length ?? 0))[0]
  if (fitting === undefined) return { status: 404 }
  const { ingress, entry } = fitting
  if (!isSecure && hasTls(ingress, host)) return { status: 308, location: `https://${host}${path}` }
  const service = readString(entry, 'backend', 'service', 'name') ?? ''
  return { status: hasReadyEndpoint(store, ingress.metadata.namespace ?? '', service) ? 200 : 503 }
}

/** The Certificate whose Secret the controller would serve for a host; undefined: its default certificate. */
export function findServedCertificate(store: ObjectStore, address: string, host: string): KubeObject | undefined {
  for (const ingress of listServedIngresses(store, address)) {
    for (const entry of readArray(ingress, 'spec', 'tls')) {
      if (!readArray(entry, 'hosts').includes(host)) continue
      const secretName = readString(entry, 'secretName')
      const certificate = store
        .list('Certificate', ingress.metadata.namespace)
        .find((candidate) => readString(candidate, 'spec', 'secretName') === secretName)
      if (certificate !== undefined && readString(certificate, 'status', 'notAfter') !== undefined) return certificate
    }
  }
  return undefined
}

/** Ingresses that publish this address, oldest first. */
function listServedIngresses(store: ObjectStore, address: string): KubeObject[] {
  return store
    .list('Ingress')
    .filter((ingress) =>
      readArray(ingress, 'status', 'loadBalancer', 'ingress').some(
        (entry) => readString(entry, 'ip') === address || readString(entry, 'hostname') === address,
      ),
    )
    .sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''))
}

function isPathFitting(entry: unknown, path: string): boolean {
  const wanted = readString(entry, 'path') ?? '/'
  if (readString(entry, 'pathType') === 'Exact') return path === wanted
  const prefix = wanted.replace(/\/$/, '')
  return path === prefix || path.startsWith(`${prefix}/`)
}

const hasTls = (ingress: KubeObject, host: string) =>
  readArray(ingress, 'spec', 'tls').some((entry) => readArray(entry, 'hosts').includes(host))

function hasReadyEndpoint(store: ObjectStore, namespace: string, service: string): boolean {
  return store
    .list('EndpointSlice', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .some(
      (slice) =>
        readArray(slice, 'ports').some((port) => isRecord(port) && readNumber(port, 'port') !== undefined) &&
        readArray(slice, 'endpoints').some((endpoint) => readPath(endpoint, 'conditions', 'ready') === true),
    )
}
