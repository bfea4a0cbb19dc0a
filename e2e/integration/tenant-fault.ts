import { chartOwner, publicAddress } from './chart-platform'
import type { ApiObject } from './kube-apiserver'
import { type AppOptions, app } from './scenario-objects'

/** One tenant's Ingress that fails on the platform of the charts, in a way that a person would have got it wrong. */
export interface TenantFault {
  /** Namespace; the Ingress in it that is judged is `web`. */
  namespace: string
  /** The host that is judged. */
  host: string
  /** The check that explains it. */
  root: string
  objects: ApiObject[]
  /** Records that DNS holds: name to address. */
  records: Record<string, string>
  /** Who signed them; null: nobody. */
  owner: string | null
  /** Deletes the Ingress, which a finalizer keeps. */
  deletes?: boolean
}

export interface Place {
  namespace: string
  host: string
}

export const secretName = 'web-tls'
/** Stands for the uid of the Ingress of the same namespace, which the API server chooses. */
export const ingressUid = 'uid-of-ingress'

const valid = {
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2199-01-01T00:00:00Z',
  renewalTime: '2198-11-01T00:00:00Z',
}
const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'Certificate is up to date and has not expired',
}

/** The Certificate that cert-manager made for the Ingress `web`, issued and valid. */
export function issued(
  { namespace }: Pick<Place, 'namespace'>,
  hosts: string[],
  more: CertificateParts = {},
): ApiObject {
  const {
    name = secretName,
    secret = name,
    owner = 'web',
    status = { conditions: [ready], ...valid, revision: 1 },
  } = more
  const reference = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', uid: ingressUid, controller: true }
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace, ownerReferences: owner === null ? undefined : [{ ...reference, name: owner }] },
    spec: {
      secretName: secret,
      dnsNames: hosts,
      issuerRef: more.issuer ?? { kind: 'ClusterIssuer', name: 'letsencrypt', group: 'cert-manager.io' },
    },
    status,
  }
}

export interface CertificateParts {
  name?: string
  secret?: string
  /** Ingress that cert-manager made it for; null: somebody wrote it by hand. */
  owner?: string | null
  issuer?: Record<string, string>
  status?: Record<string, unknown>
}

export const tlsFor = (...hosts: string[]) => [{ hosts, secretName }]
export const asksIssuer = { 'cert-manager.io/cluster-issuer': 'letsencrypt' }

/** A tenant whose application works in every respect, unless the options say otherwise: served, in DNS, with a certificate. */
export function tenant(at: Place, options: Partial<AppOptions> = {}): ApiObject[] {
  const annotations = { ...asksIssuer, ...options.annotations }
  return [
    ...app({ ...at, address: publicAddress, tls: tlsFor(at.host), ...options, annotations }),
    issued(at, [at.host]),
  ]
}

/** A fault with what it breaks. `address` is what DNS holds for the host: the public load balancer when absent, nothing when null. */
export function fault(
  namespace: string,
  root: string,
  build: (at: Place) => ApiObject[],
  more: Partial<TenantFault> & { address?: string | null } = {},
): TenantFault {
  const host = more.host ?? `${namespace}.example.net`
  const address = more.address === undefined ? publicAddress : more.address
  const records: Record<string, string> = { ...(address === null ? {} : { [host]: address }), ...more.records }
  const { owner = chartOwner, deletes } = more
  return { namespace, root, host, objects: build({ namespace, host }), records, owner, deletes }
}

/** The ownership record that external-dns writes beside an address. */
export const ownershipText = (owner: string) =>
  `heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/elsewhere/web`
