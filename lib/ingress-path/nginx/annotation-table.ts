import type { ValueRuleName } from './annotation-rules'

/** How much harm an annotation can do to other tenants, as ingress-nginx ranks it. */
export const riskLevels = ['Low', 'Medium', 'High', 'Critical'] as const
export type RiskLevel = (typeof riskLevels)[number]

/**
 * What ingress-nginx does with a value that breaks its rule. `dropped`: the whole Ingress is left out. `denied`: every path of it answers 503.
 * `ignored`: the default is used instead. `unknown`: not verified for this annotation.
 */
export type InvalidEffect = 'dropped' | 'denied' | 'ignored' | 'unknown'

export interface NginxAnnotation {
  /** Without prefix. */
  name: string
  risk: RiskLevel
  rule: ValueRuleName
  onInvalid: InvalidEffect
  /** Only read when this annotation is set too. */
  needs?: string
}

/** The version whose sources the table was made from; risk levels exist since v1.9. */
export const annotationTableVersion = '1.15.1'

type Row = readonly [names: string, risk: RiskLevel, rule: ValueRuleName, onInvalid: InvalidEffect, needs?: string]

/**
 * Annotations of ingress-nginx, several of one sort in a row. Sources: `docs/user-guide/nginx-configuration/annotations-risk.md` and
 * `internal/ingress/annotations/<group>/main.go` at v1.15.1; `annotations.go` (`Extract`) for what an error of a parser leads to.
 */
const rows: readonly Row[] = [
  ['configuration-snippet server-snippet stream-snippet modsecurity-snippet', 'Critical', 'anything', 'ignored'],
  ['auth-snippet', 'Critical', 'anything', 'ignored', 'auth-url'],
  ['server-alias', 'High', 'serverNames', 'dropped'],
  ['auth-url', 'High', 'urlWithVariables', 'dropped'],
  ['auth-signin', 'High', 'urlWithVariables', 'unknown', 'auth-url'],
  ['auth-tls-error-page', 'High', 'url', 'dropped', 'auth-tls-secret'],
  ['auth-tls-match-cn', 'High', 'commonName', 'dropped', 'auth-tls-secret'],
  ['mirror-target mirror-host', 'High', 'expression', 'unknown'],
  ['modsecurity-transaction-id', 'High', 'variables', 'unknown'],
  ['proxy-ssl-name', 'High', 'expression', 'unknown', 'proxy-ssl-secret'],
  ['upstream-hash-by', 'High', 'expression', 'unknown'],
  ['allowlist-source-range denylist-source-range', 'Medium', 'addresses', 'denied'],
  ['auth-realm', 'Medium', 'text', 'dropped', 'auth-type'],
  ['auth-secret', 'Medium', 'name', 'denied', 'auth-type'],
  ['auth-tls-secret', 'Medium', 'name', 'dropped'],
  ['auth-tls-verify-client', 'Medium', 'verifyClient', 'ignored'],
  ['auth-cache-duration', 'Medium', 'list', 'unknown', 'auth-url'],
  ['auth-cache-key', 'Medium', 'variables', 'unknown', 'auth-url'],
  ['auth-proxy-set-headers', 'Medium', 'name', 'unknown', 'auth-url'],
  ['auth-request-redirect auth-signin-redirect-param', 'Medium', 'url', 'unknown', 'auth-url'],
  ['auth-response-headers', 'Medium', 'headers', 'unknown', 'auth-url'],
  ['canary-by-cookie canary-by-header canary-by-header-value', 'Medium', 'name', 'ignored'],
  ['canary-by-header-pattern', 'Medium', 'expression', 'ignored'],
  ['cors-allow-headers', 'Medium', 'headers', 'ignored'],
  ['cors-allow-methods', 'Medium', 'methods', 'ignored'],
  ['cors-allow-origin', 'Medium', 'origins', 'ignored'],
  ['cors-expose-headers', 'Medium', 'anything', 'ignored'],
  ['custom-headers', 'Medium', 'name', 'unknown'],
  ['fastcgi-index fastcgi-params-configmap', 'Medium', 'name', 'unknown'],
  ['opentelemetry-operation-name', 'Medium', 'name', 'unknown'],
  ['proxy-body-size', 'Medium', 'size', 'ignored'],
  ['proxy-cookie-domain', 'Medium', 'name', 'ignored'],
  ['proxy-cookie-path', 'Medium', 'url', 'ignored'],
  ['proxy-next-upstream', 'Medium', 'nextUpstream', 'ignored'],
  ['proxy-redirect-from proxy-redirect-to', 'Medium', 'anything', 'ignored'],
  ['proxy-ssl-ciphers', 'Medium', 'ciphers', 'unknown', 'proxy-ssl-secret'],
  ['proxy-ssl-secret', 'Medium', 'name', 'unknown'],
  ['permanent-redirect temporal-redirect', 'Medium', 'url', 'dropped'],
  ['app-root rewrite-target', 'Medium', 'capturePath', 'ignored'],
  ['force-ssl-redirect preserve-trailing-slash', 'Medium', 'boolean', 'ignored'],
  ['affinity-mode', 'Medium', 'affinityMode', 'ignored'],
  ['session-cookie-domain session-cookie-name', 'Medium', 'name', 'ignored'],
  ['session-cookie-path', 'Medium', 'url', 'ignored'],
  ['session-cookie-expires session-cookie-max-age', 'Medium', 'seconds', 'ignored'],
  ['x-forwarded-prefix', 'Medium', 'anything', 'unknown'],
  ['auth-type', 'Low', 'authType', 'dropped'],
  ['auth-secret-type', 'Low', 'authSecretType', 'dropped', 'auth-type'],
  ['auth-tls-pass-certificate-to-upstream', 'Low', 'boolean', 'dropped', 'auth-tls-secret'],
  ['auth-tls-verify-depth', 'Low', 'integer', 'ignored'],
  ['auth-method', 'Low', 'method', 'unknown', 'auth-url'],
  ['auth-keepalive auth-keepalive-requests auth-keepalive-timeout', 'Low', 'integer', 'ignored'],
  ['auth-always-set-cookie auth-keepalive-share-vars', 'Low', 'boolean', 'ignored'],
  ['backend-protocol', 'Low', 'protocol', 'ignored'],
  ['canary cors-allow-credentials enable-cors', 'Low', 'boolean', 'ignored'],
  ['canary-weight canary-weight-total cors-max-age', 'Low', 'integer', 'ignored'],
  ['client-body-buffer-size', 'Low', 'size', 'unknown'],
  ['connection-proxy-header load-balance satisfy upstream-vhost ssl-ciphers', 'Low', 'anything', 'unknown'],
  ['custom-http-errors', 'Low', 'errorCodes', 'unknown'],
  ['default-backend', 'Low', 'serviceName', 'unknown'],
  [
    'disable-proxy-intercept-errors enable-access-log enable-global-auth enable-rewrite-log',
    'Low',
    'boolean',
    'unknown',
  ],
  ['enable-modsecurity enable-owasp-core-rules http2-push-preload use-port-in-redirects', 'Low', 'boolean', 'unknown'],
  ['enable-opentelemetry opentelemetry-trust-incoming-span', 'Low', 'boolean', 'unknown'],
  ['limit-burst-multiplier limit-rate limit-rate-after', 'Low', 'integer', 'ignored'],
  ['limit-connections limit-rpm limit-rps', 'Low', 'integer', 'dropped'],
  ['limit-allowlist', 'Low', 'addresses', 'dropped'],
  ['mirror-request-body proxy-ssl-server-name proxy-ssl-verify', 'Low', 'onOff', 'unknown'],
  ['proxy-buffer-size proxy-busy-buffers-size proxy-max-temp-file-size', 'Low', 'size', 'ignored'],
  ['proxy-buffering proxy-request-buffering', 'Low', 'onOff', 'ignored'],
  ['proxy-buffers-number proxy-connect-timeout proxy-read-timeout proxy-send-timeout', 'Low', 'integer', 'ignored'],
  ['proxy-next-upstream-timeout proxy-next-upstream-tries', 'Low', 'integer', 'ignored'],
  ['proxy-http-version', 'Low', 'httpVersion', 'ignored'],
  ['proxy-ssl-protocols', 'Low', 'sslProtocols', 'unknown', 'proxy-ssl-secret'],
  ['proxy-ssl-verify-depth', 'Low', 'integer', 'unknown', 'proxy-ssl-secret'],
  ['from-to-www-redirect', 'Low', 'boolean', 'unknown'],
  ['permanent-redirect-code temporal-redirect-code', 'Low', 'integer', 'dropped'],
  ['ssl-redirect use-regex', 'Low', 'boolean', 'ignored'],
  ['ssl-passthrough ssl-prefer-server-ciphers service-upstream', 'Low', 'boolean', 'unknown'],
  ['affinity', 'Low', 'affinity', 'ignored'],
  ['affinity-canary-behavior session-cookie-partitioned', 'Low', 'anything', 'ignored'],
  ['session-cookie-change-on-failure session-cookie-conditional-samesite-none', 'Low', 'boolean', 'ignored'],
  ['session-cookie-secure', 'Low', 'boolean', 'ignored'],
  ['session-cookie-samesite', 'Low', 'sameSite', 'ignored'],
  ['upstream-hash-by-subset', 'Low', 'boolean', 'ignored'],
  ['upstream-hash-by-subset-size', 'Low', 'integer', 'ignored'],
]

/** Every annotation that ingress-nginx reads, by its name without prefix. */
export const nginxAnnotations: ReadonlyMap<string, NginxAnnotation> = new Map(
  rows.flatMap(([names, risk, rule, onInvalid, needs]) =>
    names.split(' ').map((name) => [name, { name, risk, rule, onInvalid, ...(needs === undefined ? {} : { needs }) }]),
  ),
)

/** Older names of annotations. Risk levels are not looked up for them (v1.15.1 `CheckAnnotationRisk`), rules are. */
export const annotationAliases: ReadonlyMap<string, string> = new Map([
  ['whitelist-source-range', 'allowlist-source-range'],
  ['limit-whitelist', 'limit-allowlist'],
])

/** The level that the ConfigMap names, in any case; anything that is none of them counts as Low (v1.15.1 `StringRiskToRisk`). */
export function readRiskLevel(text: string): RiskLevel {
  return riskLevels.find((level) => level.toLowerCase() === text.trim().toLowerCase()) ?? 'Low'
}

export const isRiskier = (a: RiskLevel, b: RiskLevel) => riskLevels.indexOf(a) > riskLevels.indexOf(b)
