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
  /** The parser that reads it: a folder of `internal/ingress/annotations/`. */
  parser: string
  risk: RiskLevel
  rule: ValueRuleName
  onInvalid: InvalidEffect
  /** Only read when this annotation is set too; `is`, when given, is the only value of it that counts. */
  needs?: { name: string; is?: string }
  /** A second rule, looked at after the first: a value that breaks it is ignored, and so are the others of its parser. */
  thenRule?: ValueRuleName
}

/** The version whose rules the table follows; risk levels exist since v1.9, and values are checked by default since v1.12. */
export const annotationTableVersion = '1.15.1'

type Row = readonly [
  names: string,
  risk: RiskLevel,
  rule: ValueRuleName,
  onInvalid: InvalidEffect,
  more?: { needs?: string; thenRule?: ValueRuleName },
]

/**
 * Annotations of ingress-nginx by the parser that reads them, several of one sort in a row. Every row was checked against
 * `internal/ingress/annotations/<parser>/main.go` (`redirect/redirect.go` for that one): the field list for rule and risk, `Parse` for what an
 * error leads to, `annotations.go` (`Extract`) for what becomes of it: a validation error drops the Ingress, a denied location answers 503,
 * any other error leaves out what that parser sets. Risks are also listed in `docs/user-guide/nginx-configuration/annotations-risk.md`.
 * `unknown` stands where only an older `Parse` (before v1.9) could be read: `authreq` beside its URL, the code of `temporal-redirect`, the target
 * of a mirror.
 */
const parsers: Readonly<Record<string, readonly Row[]>> = {
  alias: [['server-alias', 'High', 'serverNames', 'dropped']],
  auth: [
    ['auth-type', 'Low', 'authType', 'dropped'],
    ['auth-secret-type', 'Low', 'authSecretType', 'dropped', { needs: 'auth-type' }],
    ['auth-secret', 'Medium', 'name', 'denied', { needs: 'auth-type' }],
    ['auth-realm', 'Medium', 'text', 'dropped', { needs: 'auth-type' }],
  ],
  authreq: [
    ['auth-url', 'High', 'urlWithVariables', 'dropped'],
    ['auth-signin', 'High', 'urlWithVariables', 'unknown', { needs: 'auth-url' }],
    ['auth-snippet', 'Critical', 'anything', 'ignored', { needs: 'auth-url' }],
    ['auth-cache-duration', 'Medium', 'list', 'unknown', { needs: 'auth-url' }],
    ['auth-cache-key', 'Medium', 'variables', 'unknown', { needs: 'auth-url' }],
    ['auth-proxy-set-headers', 'Medium', 'name', 'unknown', { needs: 'auth-url' }],
    ['auth-request-redirect auth-signin-redirect-param', 'Medium', 'urlTrimmed', 'unknown', { needs: 'auth-url' }],
    ['auth-response-headers', 'Medium', 'headers', 'unknown', { needs: 'auth-url' }],
    ['auth-method', 'Low', 'method', 'unknown', { needs: 'auth-url' }],
    [
      'auth-keepalive auth-keepalive-requests auth-keepalive-timeout',
      'Low',
      'integer',
      'unknown',
      { needs: 'auth-url' },
    ],
    ['auth-always-set-cookie auth-keepalive-share-vars', 'Low', 'boolean', 'unknown', { needs: 'auth-url' }],
  ],
  authreqglobal: [['enable-global-auth', 'Low', 'boolean', 'ignored']],
  authtls: [
    ['auth-tls-secret', 'Medium', 'name', 'dropped'],
    ['auth-tls-verify-client', 'Medium', 'verifyClient', 'ignored', { needs: 'auth-tls-secret' }],
    ['auth-tls-verify-depth', 'Low', 'integer', 'ignored', { needs: 'auth-tls-secret' }],
    ['auth-tls-error-page', 'High', 'errorPage', 'dropped', { needs: 'auth-tls-secret' }],
    ['auth-tls-pass-certificate-to-upstream', 'Low', 'boolean', 'dropped', { needs: 'auth-tls-secret' }],
    ['auth-tls-match-cn', 'High', 'commonName', 'dropped', { needs: 'auth-tls-secret' }],
  ],
  backendprotocol: [['backend-protocol', 'Low', 'protocol', 'ignored']],
  canary: [
    ['canary', 'Low', 'boolean', 'ignored'],
    ['canary-weight canary-weight-total', 'Low', 'integer', 'ignored'],
    ['canary-by-cookie canary-by-header canary-by-header-value', 'Medium', 'name', 'ignored'],
    ['canary-by-header-pattern', 'Medium', 'expression', 'ignored'],
  ],
  clientbodybuffersize: [['client-body-buffer-size', 'Low', 'size', 'dropped']],
  connection: [['connection-proxy-header', 'Low', 'connection', 'dropped']],
  cors: [
    ['cors-allow-credentials enable-cors', 'Low', 'boolean', 'ignored'],
    ['cors-allow-headers', 'Medium', 'headers', 'ignored'],
    ['cors-allow-methods', 'Medium', 'methods', 'ignored'],
    ['cors-allow-origin', 'Medium', 'origins', 'ignored'],
    ['cors-expose-headers', 'Medium', 'exposedHeaders', 'ignored'],
    ['cors-max-age', 'Low', 'integer', 'ignored'],
  ],
  customheaders: [['custom-headers', 'Medium', 'name', 'ignored']],
  customhttperrors: [['custom-http-errors', 'Low', 'errorCodes', 'dropped', { thenRule: 'plainCodes' }]],
  defaultbackend: [['default-backend', 'Low', 'serviceName', 'dropped']],
  disableproxyintercepterrors: [['disable-proxy-intercept-errors', 'Low', 'boolean', 'ignored']],
  fastcgi: [
    ['fastcgi-index', 'Medium', 'fileName', 'dropped'],
    ['fastcgi-params-configmap', 'Medium', 'name', 'dropped'],
  ],
  http2pushpreload: [['http2-push-preload', 'Low', 'boolean', 'dropped']],
  ipallowlist: [['allowlist-source-range', 'Medium', 'addresses', 'denied']],
  ipdenylist: [['denylist-source-range', 'Medium', 'addresses', 'denied']],
  loadbalancing: [['load-balance', 'Low', 'balancing', 'dropped']],
  log: [['enable-access-log enable-rewrite-log', 'Low', 'boolean', 'ignored']],
  mirror: [
    ['mirror-target', 'High', 'serverName', 'unknown'],
    ['mirror-host', 'High', 'serverName', 'ignored', { needs: 'mirror-target' }],
    ['mirror-request-body', 'Low', 'onOff', 'ignored', { needs: 'mirror-target' }],
  ],
  modsecurity: [
    ['enable-modsecurity enable-owasp-core-rules', 'Low', 'boolean', 'ignored'],
    ['modsecurity-transaction-id', 'High', 'variables', 'ignored'],
    ['modsecurity-snippet', 'Critical', 'anything', 'ignored'],
  ],
  opentelemetry: [
    ['enable-opentelemetry', 'Low', 'boolean', 'ignored'],
    ['opentelemetry-trust-incoming-span', 'Low', 'boolean', 'ignored', { needs: 'enable-opentelemetry=true' }],
    ['opentelemetry-operation-name', 'Medium', 'operation', 'dropped', { needs: 'enable-opentelemetry=true' }],
  ],
  portinredirect: [['use-port-in-redirects', 'Low', 'boolean', 'ignored']],
  proxy: [
    ['proxy-body-size', 'Medium', 'size', 'ignored'],
    ['proxy-buffer-size proxy-busy-buffers-size proxy-max-temp-file-size', 'Low', 'size', 'ignored'],
    ['proxy-buffering proxy-request-buffering', 'Low', 'onOff', 'ignored'],
    ['proxy-buffers-number proxy-connect-timeout proxy-read-timeout proxy-send-timeout', 'Low', 'integer', 'ignored'],
    ['proxy-cookie-domain', 'Medium', 'name', 'ignored'],
    ['proxy-cookie-path', 'Medium', 'urlTrimmed', 'ignored'],
    ['proxy-http-version', 'Low', 'httpVersion', 'ignored'],
    ['proxy-next-upstream', 'Medium', 'nextUpstream', 'ignored'],
    ['proxy-next-upstream-timeout proxy-next-upstream-tries', 'Low', 'integer', 'ignored'],
    // Their rule differs between versions, and a breach is ignored in all of them.
    ['proxy-redirect-from proxy-redirect-to', 'Medium', 'anything', 'ignored'],
  ],
  proxyssl: [
    ['proxy-ssl-secret', 'Medium', 'name', 'dropped'],
    ['proxy-ssl-ciphers', 'Medium', 'ciphers', 'ignored', { needs: 'proxy-ssl-secret' }],
    ['proxy-ssl-name', 'High', 'serverName', 'ignored', { needs: 'proxy-ssl-secret' }],
    ['proxy-ssl-protocols', 'Low', 'sslProtocols', 'ignored', { needs: 'proxy-ssl-secret' }],
    ['proxy-ssl-server-name proxy-ssl-verify', 'Low', 'onOff', 'ignored', { needs: 'proxy-ssl-secret' }],
    ['proxy-ssl-verify-depth', 'Low', 'integer', 'ignored', { needs: 'proxy-ssl-secret' }],
  ],
  ratelimit: [
    ['limit-burst-multiplier limit-rate limit-rate-after', 'Low', 'integer', 'ignored'],
    ['limit-connections limit-rpm limit-rps', 'Low', 'integer', 'dropped'],
    ['limit-allowlist', 'Low', 'addresses', 'dropped'],
  ],
  redirect: [
    ['from-to-www-redirect', 'Low', 'boolean', 'dropped'],
    ['permanent-redirect temporal-redirect', 'Medium', 'url', 'dropped', { thenRule: 'httpUrl' }],
    ['permanent-redirect-code', 'Low', 'integer', 'dropped'],
    ['temporal-redirect-code', 'Low', 'integer', 'unknown'],
  ],
  relativeredirects: [['relative-redirects', 'Low', 'boolean', 'ignored']],
  rewrite: [
    ['app-root', 'Medium', 'capturePath', 'ignored', { thenRule: 'absolutePath' }],
    ['rewrite-target', 'Medium', 'capturePath', 'ignored'],
    ['force-ssl-redirect preserve-trailing-slash', 'Medium', 'boolean', 'ignored'],
    ['ssl-redirect use-regex', 'Low', 'boolean', 'ignored'],
  ],
  satisfy: [['satisfy', 'Low', 'satisfy', 'ignored']],
  serversnippet: [['server-snippet', 'Critical', 'anything', 'ignored']],
  serviceupstream: [['service-upstream', 'Low', 'boolean', 'ignored']],
  sessionaffinity: [
    ['affinity', 'Low', 'affinity', 'ignored'],
    ['affinity-canary-behavior', 'Low', 'canaryBehaviour', 'ignored'],
    ['affinity-mode', 'Medium', 'affinityMode', 'ignored'],
    ['session-cookie-domain session-cookie-name', 'Medium', 'name', 'ignored', { needs: 'affinity=cookie' }],
    ['session-cookie-path', 'Medium', 'urlTrimmed', 'ignored', { needs: 'affinity=cookie' }],
    ['session-cookie-expires session-cookie-max-age', 'Medium', 'seconds', 'ignored', { needs: 'affinity=cookie' }],
    [
      'session-cookie-change-on-failure session-cookie-conditional-samesite-none session-cookie-partitioned session-cookie-secure',
      'Low',
      'boolean',
      'ignored',
      { needs: 'affinity=cookie' },
    ],
    ['session-cookie-samesite', 'Low', 'sameSite', 'ignored', { needs: 'affinity=cookie' }],
  ],
  snippet: [['configuration-snippet', 'Critical', 'anything', 'ignored']],
  sslcipher: [
    ['ssl-ciphers', 'Low', 'cipherList', 'dropped'],
    ['ssl-prefer-server-ciphers', 'Low', 'boolean', 'ignored'],
  ],
  sslpassthrough: [['ssl-passthrough', 'Low', 'boolean', 'dropped']],
  streamsnippet: [['stream-snippet', 'Critical', 'anything', 'ignored']],
  upstreamhashby: [
    ['upstream-hash-by', 'High', 'variables', 'dropped'],
    ['upstream-hash-by-subset', 'Low', 'boolean', 'dropped'],
    ['upstream-hash-by-subset-size', 'Low', 'integer', 'dropped'],
  ],
  upstreamvhost: [['upstream-vhost', 'Low', 'serverName', 'dropped']],
  xforwardedprefix: [['x-forwarded-prefix', 'Medium', 'capturePathTrimmed', 'dropped']],
}

/** Every annotation that ingress-nginx reads, by its name without prefix. */
export const nginxAnnotations: ReadonlyMap<string, NginxAnnotation> = new Map(
  Object.entries(parsers).flatMap(([parser, rows]) =>
    rows.flatMap(([names, risk, rule, onInvalid, more]) =>
      names.split(' ').map((name): [string, NginxAnnotation] => {
        const [needed, is] = more?.needs?.split('=') ?? []
        return [
          name,
          {
            ...{ name, parser, risk, rule, onInvalid },
            ...(needed === undefined ? {} : { needs: is === undefined ? { name: needed } : { name: needed, is } }),
            ...(more?.thenRule === undefined ? {} : { thenRule: more.thenRule }),
          },
        ]
      }),
    ),
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
