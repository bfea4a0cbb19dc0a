import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import type { FlagSchema } from '@/lib/ingress-path/flags'

const words = (text: string) => new Set(text.trim().split(/\s+/))

/**
 * Every flag of external-dns by its kind, from 0.14 to 0.22. A flag that stands in none of the three sets is newer than this list
 * or a typing error, and is not judged. Source: external-dns v0.22.0 and v0.20.0 `pkg/apis/externaldns/types.go`, `docs/flags.md`.
 */
export const externalDnsSchema: Required<FlagSchema> = {
  booleans: words(`
    always-publish-not-ready-addresses aws-evaluate-target-health aws-prefer-cname aws-sd-service-cleanup aws-zone-match-parent
    cloudflare-custom-hostnames cloudflare-proxied cloudflare-regional-services combine-fqdn-annotation coredns-strictly-owned
    create-ptr dry-run dynamodb-tls events exclude-unschedulable expose-internal-ipv6 force-default-targets
    gateway-listener-sets godaddy-api-ote ibmcloud-proxied ignore-hostname-annotation ignore-ingress-rules-spec
    ignore-ingress-tls-spec ignore-non-host-network-pods listen-endpoint-events ns1-ignoressl oci-auth-instance-principal once
    ovh-enable-cname-relative pdns-skip-tls-verify pihole-tls-skip-verify prefer-alias publish-host-ip publish-internal-services
    resolve-service-load-balancer-hostname rfc2136-create-ptr rfc2136-gss-tsig rfc2136-insecure rfc2136-skip-tls-verify
    rfc2136-tsig-axfr rfc2136-use-tls tls-skip-verify traefik-disable-legacy traefik-disable-new traefik-enable-legacy
    transip-test txt-encrypt-enabled txt-new-format-only version webhook-server`),
  lists: words(`
    aws-profile aws-sd-create-tag aws-zone-tags default-targets domain-filter events-emit exclude-domains exclude-record-types
    exclude-target-net fqdn-template gloo-namespace ingress-class inmemory-zone managed-record-types nat64-networks rfc2136-host
    rfc2136-zone service-type-filter source target-net-filter zone-id-filter zone-name-filter`),
  scalars: words(`
    alibaba-cloud-config-file alibaba-cloud-zone-type annotation-filter annotation-prefix aws-api-retries aws-assume-role
    aws-assume-role-external-id aws-batch-change-interval aws-batch-change-size aws-batch-change-size-bytes
    aws-batch-change-size-values aws-zone-type aws-zones-cache-duration azure-config-file azure-maxretries-count
    azure-resource-group azure-subscription-id azure-user-assigned-identity-client-id azure-zones-cache-duration
    cloudflare-dns-records-per-page cloudflare-record-comment cloudflare-region-key compatibility connector-source-server
    coredns-prefix crd-source-apiversion crd-source-kind digitalocean-api-page-size dynamodb-region dynamodb-table
    exoscale-apienv exoscale-apizone gateway-label-filter gateway-name gateway-namespace google-batch-change-interval google-batch-change-size
    google-project google-zone-visibility interval kubeconfig label-filter log-format log-level metrics-address
    migrate-from-txt-owner min-event-sync-interval min-ttl namespace ns1-endpoint ns1-min-ttl oci-compartment-ocid
    oci-config-file oci-zone-scope oci-zones-cache-duration openshift-router-name ovh-api-rate-limit ovh-endpoint pdns-server
    pdns-server-id pihole-api-version pihole-server plural-cluster plural-provider pod-source-domain policy provider
    provider-cache-time regex-domain-exclusion regex-domain-filter registry request-timeout rfc2136-batch-change-size
    rfc2136-load-balancing-strategy rfc2136-min-ttl rfc2136-port server skipper-routegroup-groupversion tls-ca tls-client-cert
    tls-client-cert-key transip-account transip-keyfile txt-cache-interval txt-owner-id txt-prefix txt-suffix
    txt-wildcard-replacement webhook-provider-read-timeout webhook-provider-url webhook-provider-write-timeout`),
}

/** Versions that know a flag: from `since` on, and no longer from `until` on. Each is `major.minor`. */
const flagLifetimes: Readonly<
  Record<string, { since?: readonly [number, number]; until?: readonly [number, number] }>
> = {
  'txt-new-format-only': { since: [0, 16], until: [0, 18] },
  'force-default-targets': { since: [0, 18] },
  'annotation-prefix': { since: [0, 20] },
  'migrate-from-txt-owner': { since: [0, 20] },
  'min-ttl': { since: [0, 21] },
  'gateway-listener-sets': { since: [0, 21] },
}

/** Why this version refuses a flag that another one knows, or null. An unknown version refuses nothing. */
export function describeFlagLifetime(flag: string, version: string | null): string | null {
  const lifetime = flagLifetimes[flag]
  if (lifetime === undefined || version === null) return null
  const { since, until } = lifetime
  if (since !== undefined && isVersionAtLeast(version, ...since) === false)
    return `--${flag} exists only since ${since.join('.')}`
  if (until !== undefined && isVersionAtLeast(version, ...until)) return `--${flag} was removed with ${until.join('.')}`
  return null
}

/** Values that a flag accepts, for those where any other makes the process exit. `crd` is a registry since 0.22. */
export const allowedValues: Readonly<Record<string, readonly string[]>> = {
  policy: ['sync', 'upsert-only', 'create-only'],
  registry: ['txt', 'noop', 'dynamodb', 'aws-sd', 'crd'],
}
