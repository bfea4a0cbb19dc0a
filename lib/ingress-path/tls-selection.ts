import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { listIngressesWithRule } from './host-server'
import { compareServingOrder, hasTlsEntryFor, wildcardOf } from './locations'
import type { HostSubject, Ingress } from './subjects'

/**
 * Which Secret NGINX takes the certificate of a host from.
 * - `no-server`: no rule has the host, so there is no server for it.
 * - `no-tls`: no Ingress of the host has a tls entry; HTTPS gets the default certificate.
 * - `default`: the deciding tls entry names no Secret; HTTPS gets the default certificate.
 * - `secrets`: the named Secret (`isListed`), or every Secret of the Ingress, of which the first that is valid for the host is used.
 */
export type TlsChoice =
  | { kind: 'no-server' }
  | { kind: 'no-tls' }
  | { kind: 'default'; ingress: Ingress; field: string }
  | { kind: 'secrets'; ingress: Ingress; field: string; secretNames: string[]; isListed: boolean }

/**
 * A choice, the server name it was made for (`*.x` when a wildcard rule serves the host), and Ingresses that are not known.
 * `isMeant`: a tls entry of some Ingress of the host is meant for it.
 */
export interface TlsSelection {
  choice: TlsChoice
  isMeant: boolean
  serverName: string
  missing: Unavailable | null
}

/**
 * Selects the certificate of a host as ingress-nginx does (v1.15.1 `createServers`, `extractTLSSecretName`): of the non-canary
 * Ingresses with a rule for the host, the oldest with any tls entry decides for good; in it the first entry that lists the host
 * literally, else the Secrets of all its entries.
 */
export function selectTls(view: ClusterView, { ingress, host }: HostSubject): TlsSelection {
  let missing: Unavailable | null = null
  for (const serverName of [host, wildcardOf(host)]) {
    if (serverName === null) continue
    const shared = listIngressesWithRule(view, ingress, serverName)
    missing ??= shared.missing
    if (shared.ingresses.length === 0) continue
    const decider = [...shared.ingresses].sort(compareServingOrder).find((other) => (other.spec?.tls ?? []).length > 0)
    const choice: TlsChoice = decider === undefined ? { kind: 'no-tls' } : chooseSecrets(decider, serverName)
    const isMeant = [ingress, ...shared.ingresses].some((other) => hasTlsEntryFor(other, host))
    return { choice, isMeant, serverName, missing: shared.missing }
  }
  return { choice: { kind: 'no-server' }, isMeant: hasTlsEntryFor(ingress, host), serverName: host, missing }
}

function chooseSecrets(ingress: Ingress, serverName: string): TlsChoice {
  const entries = ingress.spec?.tls ?? []
  const listed = entries.findIndex((entry) => (entry.hosts ?? []).some((host) => host.toLowerCase() === serverName))
  if (listed >= 0) {
    const field = `spec.tls[${listed}].secretName`
    const secretName = entries[listed]?.secretName
    if (!secretName) return { kind: 'default', ingress, field }
    return { kind: 'secrets', ingress, field, secretNames: [secretName], isListed: true }
  }
  const field = 'spec.tls[*].secretName'
  const secretNames = [...new Set(entries.flatMap((entry) => (entry.secretName ? [entry.secretName] : [])))]
  if (secretNames.length === 0) return { kind: 'default', ingress, field }
  return { kind: 'secrets', ingress, field, secretNames, isListed: false }
}
