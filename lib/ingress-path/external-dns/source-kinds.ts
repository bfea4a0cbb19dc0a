import type { ExternalDnsSettings } from './settings'

/** A source of external-dns and the custom kinds that it reads. */
export interface CustomSource {
  /** As in `--source`. */
  source: string
  group: string
  kinds: readonly string[]
}

const gatewayGroup = 'gateway.networking.k8s.io'

/** Sources that read Gateway API routes, by the kind of route. Source: external-dns v0.22.0 source/gateway*.go. */
const routeKinds: Readonly<Record<string, string>> = {
  'gateway-httproute': 'HTTPRoute',
  'gateway-grpcroute': 'GRPCRoute',
  'gateway-tlsroute': 'TLSRoute',
  'gateway-tcproute': 'TCPRoute',
  'gateway-udproute': 'UDPRoute',
}

/**
 * The custom kinds that an instance reads, by its flags. For `crd` the default kind (`--crd-source-apiversion`, `--crd-source-kind`); an instance that is told
 * another is left out. Source: external-dns v0.22.0 pkg/apis/externaldns/types.go, source/store.go.
 */
export function listCustomSources(
  sources: readonly string[],
  { crdApiVersion, crdKind }: ExternalDnsSettings,
): CustomSource[] {
  return sources.flatMap((source): CustomSource[] => {
    const route = routeKinds[source]
    if (route !== undefined) return [{ source, group: gatewayGroup, kinds: ['Gateway', route] }]
    const isDefaultCrd =
      crdApiVersion.state === 'known' &&
      crdApiVersion.value === 'externaldns.k8s.io/v1alpha1' &&
      crdKind.state === 'known' &&
      crdKind.value === 'DNSEndpoint'
    return source === 'crd' && isDefaultCrd ? [{ source, group: 'externaldns.k8s.io', kinds: ['DNSEndpoint'] }] : []
  })
}
