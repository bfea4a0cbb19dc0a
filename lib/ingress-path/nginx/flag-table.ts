/** A default that changed: the first entry whose version is reached holds. `from` null: every earlier version. */
export type VersionedDefault = readonly { from: readonly [number, number] | null; value: string }[]

/** One flag of ingress-nginx that decides what it does with an Ingress. Flags of logging, profiling and ports are left out. */
export interface NginxFlag {
  name: string
  type: 'boolean' | 'text' | 'number'
  default: string | VersionedDefault
  /** What it decides, in a few words. */
  decides: string
}

const flag = (name: string, type: NginxFlag['type'], value: NginxFlag['default'], decides: string): NginxFlag => ({
  name,
  type,
  default: value,
  decides,
})

/**
 * Flags by subject: class and scope, status, backends, annotations, TLS. An empty default means "not set".
 * Source: ingress-nginx v1.15.1 `pkg/flags/flags.go`; `enable-annotation-validation` is on by default since v1.12.
 */
export const nginxFlags: readonly NginxFlag[] = [
  flag('controller-class', 'text', 'k8s.io/ingress-nginx', 'which IngressClass objects it serves, by spec.controller'),
  flag('ingress-class', 'text', 'nginx', 'which class annotation it serves, and the class name when by-name is on'),
  flag('ingress-class-by-name', 'boolean', 'false', 'whether a class is also taken by its name'),
  flag('watch-ingress-without-class', 'boolean', 'false', 'whether Ingresses without a class are taken'),
  flag('watch-namespace', 'text', '', 'the one namespace it watches'),
  flag('watch-namespace-selector', 'text', '', 'labels of the namespaces it watches'),
  flag('disable-catch-all', 'boolean', 'false', 'whether Ingresses with spec.defaultBackend are refused'),
  flag('configmap', 'text', '', 'the ConfigMap with its settings'),
  flag('publish-service', 'text', '', 'the Service whose address it writes into the status'),
  flag('publish-status-address', 'text', '', 'fixed addresses that it writes into the status'),
  flag('report-node-internal-ip-address', 'boolean', 'false', 'whether internal addresses of nodes are written'),
  flag('update-status', 'boolean', 'true', 'whether addresses are written at all'),
  flag('update-status-on-shutdown', 'boolean', 'true', 'whether the last Pod clears the addresses when it stops'),
  flag('status-update-interval', 'number', '60', 'how often addresses are written, in seconds'),
  flag('election-id', 'text', 'ingress-controller-leader', 'the Lease of the one Pod that writes addresses'),
  flag('disable-leader-election', 'boolean', 'false', 'whether every Pod writes addresses'),
  flag('default-backend-service', 'text', '', 'who answers for unknown hosts and paths'),
  flag('disable-svc-external-name', 'boolean', 'false', 'whether Services of type ExternalName are refused'),
  flag('enable-topology-aware-routing', 'boolean', 'false', 'whether endpoints of the own zone are preferred'),
  flag('annotations-prefix', 'text', 'nginx.ingress.kubernetes.io', 'the prefix of the annotations it reads'),
  flag(
    'enable-annotation-validation',
    'boolean',
    [
      { from: [1, 12], value: 'true' },
      { from: null, value: 'false' },
    ],
    'whether annotation values are checked',
  ),
  flag('deep-inspect', 'boolean', 'true', 'whether hosts and paths are searched for attacks'),
  flag(
    'validating-webhook',
    'text',
    '',
    'the address of its admission webhook; without one nothing is refused at admission',
  ),
  flag('enable-ssl-passthrough', 'boolean', 'false', 'whether the ssl-passthrough annotation works'),
  flag('enable-ssl-chain-completion', 'boolean', 'false', 'whether missing intermediate certificates are fetched'),
  flag('default-ssl-certificate', 'text', '', 'the certificate for hosts without one of their own'),
  flag('enable-metrics', 'boolean', 'false', 'whether it has metrics'),
  flag('disable-sync-events', 'boolean', 'false', 'whether it tells of each Ingress that it takes'),
]

/** Booleans that decide nothing here, but take no value either: a bare one must not swallow the next argument. */
const otherBooleans: readonly string[] = [
  'add_dir_header',
  'alsologtostderr',
  'disable-full-test',
  'logtostderr',
  'metrics-per-host',
  'metrics-per-undefined-host',
  'one_output',
  'profiling',
  'report-status-classes',
  'skip_headers',
  'skip_log_headers',
  'version',
]

/** Every boolean of ingress-nginx and of its logger: a bare one means true. */
export const nginxBooleans: ReadonlySet<string> = new Set([
  ...nginxFlags.filter(({ type }) => type === 'boolean').map(({ name }) => name),
  ...otherBooleans,
])

/** A setting of the controller's ConfigMap that decides what becomes of an Ingress. */
export interface NginxOption {
  name: string
  type: 'boolean' | 'text'
  default: string | VersionedDefault
  decides: string
}

/**
 * Settings of the ConfigMap. Source: ingress-nginx v1.15.1 `internal/ingress/controller/config/config.go`; the security settings were
 * tightened in v1.12, snippets are off since v1.9.
 */
export const nginxOptions: readonly NginxOption[] = [
  {
    name: 'annotations-risk-level',
    type: 'text',
    default: [
      { from: [1, 12], value: 'High' },
      { from: null, value: 'Critical' },
    ],
    decides: 'how risky an annotation may be',
  },
  {
    name: 'allow-snippet-annotations',
    type: 'boolean',
    default: [
      { from: [1, 9], value: 'false' },
      { from: null, value: 'true' },
    ],
    decides: 'whether snippets are used',
  },
  {
    name: 'annotation-value-word-blocklist',
    type: 'text',
    default: '',
    decides: 'words that no annotation may contain',
  },
  {
    name: 'allow-cross-namespace-resources',
    type: 'boolean',
    default: [
      { from: [1, 12], value: 'false' },
      { from: null, value: 'true' },
    ],
    decides: 'whether an annotation may name a Secret or ConfigMap of another namespace',
  },
  {
    name: 'strict-validate-path-type',
    type: 'boolean',
    default: [
      { from: [1, 12], value: 'true' },
      { from: null, value: 'false' },
    ],
    decides: 'whether the admission webhook refuses unusual characters in Exact and Prefix paths',
  },
  {
    name: 'use-forwarded-headers',
    type: 'boolean',
    default: 'false',
    decides: 'whether X-Forwarded-Proto of a proxy in front is believed',
  },
]
