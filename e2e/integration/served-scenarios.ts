import { type IngressScenario, scenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { clusterIssuer, ingressController } from './platform-objects'
import { app, ingress, namespace } from './scenario-objects'

const validFor = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2199-01-01T00:00:00Z' }
const ready = { type: 'Ready', status: 'True', reason: 'Ready', message: 'Certificate is up to date' }
const secretName = 'web-tls'

interface CertificateOptions {
  namespace: string
  hosts: string[]
  name?: string
  /** Reason for which its Secret holds nothing; issued and valid when absent. */
  emptyBecause?: string
}

/** A Certificate that writes the Secret of its name. */
function certificate(options: CertificateOptions): ApiObject {
  const name = options.name ?? secretName
  const reason = options.emptyBecause
  const empty = { type: 'Ready', status: 'False', reason, message: 'Issuing certificate as its Secret is not usable' }
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: options.namespace, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { secretName: name, dnsNames: options.hosts, issuerRef: { kind: 'ClusterIssuer', name: 'served' } },
    status: reason === undefined ? { conditions: [ready], ...validFor, revision: 1 } : { conditions: [empty] },
  }
}

const backend = { service: { name: 'web', port: { number: 80 } } }
const rule = (host: string, path = '/') => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } })
const tlsFor = (...hosts: string[]) => [{ hosts, secretName }]

/** An older Ingress of the same host. Its namespace sorts last, which decides between two that were created within one second. */
const older = (at: { host: string }, options: { tls: unknown[]; name: string; className?: string }) => [
  namespace(options.name),
  ingress({ ...at, ageMinutes: 900, ...options, namespace: options.name, rules: [rule(at.host, '/old')] }),
]

/** Which certificate NGINX serves, as far as objects say: Secrets are never read. */
export const servedScenarios: IngressScenario[] = [
  scenario('tls-issuer-annotation-missing', 'root', (at) =>
    app({ ...at, tls: tlsFor(at.host), annotations: { 'cert-manager.io/common-name': at.host } }),
  ),
  scenario('tls-duplicate-secret-in-ingress', 'root', (at) =>
    app({
      ...at,
      annotations: { 'cert-manager.io/cluster-issuer': 'served' },
      tls: [...tlsFor(at.host), ...tlsFor(`www.${at.host}`)],
    }),
  ),
  scenario(
    'tls-shim-annotation-invalid',
    'root',
    (at) =>
      app({
        ...at,
        annotations: { 'cert-manager.io/cluster-issuer': 'served', 'cert-manager.io/duration': '90d' },
        tls: tlsFor(at.host),
      }),
    { needsAge: true, whenYoung: 'waiting' },
  ),
  scenario(
    'tls-secret-missing',
    'root',
    (at) => [
      clusterIssuer('served', 'example.net'),
      ...app({ ...at, tls: tlsFor(at.host) }),
      certificate({ namespace: at.namespace, hosts: [at.host], emptyBecause: 'DoesNotExist' }),
    ],
    { needsAge: true, whenYoung: 'waiting' },
  ),
  scenario(
    'tls-secret-malformed',
    'root',
    (at) => [
      clusterIssuer('served', 'example.net'),
      ...app({ ...at, tls: tlsFor(at.host) }),
      certificate({ namespace: at.namespace, hosts: [at.host], emptyBecause: 'InvalidKeyPair' }),
    ],
    { needsAge: true, whenYoung: 'waiting' },
  ),
  // Its tls entry is for bar only, yet it decides the certificate of the judged host of another Ingress too.
  scenario('tls-secret-name-mismatch', 'root', (at) => {
    const bar = `bar.${at.host}`
    return [
      clusterIssuer('served', 'example.net'),
      ...app({ ...at, rules: [rule(at.host), rule(bar)], tls: tlsFor(bar) }),
      certificate({ namespace: at.namespace, hosts: [bar] }),
      ingress({ ...at, name: 'a-next', ageMinutes: 5, rules: [rule(at.host, '/next')], tls: tlsFor(at.host) }),
    ]
  }),
  scenario('tls-fixed-by-older-ingress', 'root', (at) => [
    clusterIssuer('served', 'example.net'),
    ...older(at, { name: 'z-fixed', tls: [{ hosts: ['elsewhere.example.net'] }] }),
    ...app({ ...at, tls: tlsFor(at.host) }),
    certificate({ namespace: at.namespace, hosts: [at.host] }),
  ]),
  {
    ...scenario(
      'tls-default-certificate-served',
      'consequence',
      (at) => {
        const className = 'class-default-certificate'
        const address = '203.0.113.50'
        return [
          ...ingressController({
            name: 'ingress-nginx-default-certificate',
            className,
            controllerValue: 'example.net/default-certificate',
            address,
            extraArgs: ['--default-ssl-certificate=ingress-nginx/wildcard'],
          }),
          clusterIssuer('served', 'example.net'),
          ...older(at, { name: 'z-default', className, tls: [{ hosts: ['elsewhere.example.net'] }] }),
          ...app({ ...at, className, address, tls: tlsFor(at.host) }),
          certificate({ namespace: at.namespace, hosts: [at.host] }),
        ]
      },
      { dns: '203.0.113.50', severity: 'warning' },
    ),
    root: 'tls-fixed-by-older-ingress',
  },
  scenario('tls-secret-in-wrong-namespace', 'warning', (at) => [
    clusterIssuer('served', 'example.net'),
    ...app({ ...at, tls: tlsFor(at.host) }),
    namespace('z-secrets'),
    certificate({ namespace: 'z-secrets', hosts: [at.host] }),
  ]),
]
