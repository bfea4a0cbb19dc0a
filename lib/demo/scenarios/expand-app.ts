import type { JsonRecord } from '@/lib/demo/json'
import { isKubeObject, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { applyMergePatch } from '@/lib/demo/kubernetes-api/patch'
import type { AppSpec } from '@/lib/demo/scenarios/app-spec'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

export interface ExpandedApp {
  deployment: KubeObject | null
  service: KubeObject | null
  ingress: KubeObject | null
}

function patchObject(object: KubeObject, patch: JsonRecord | null): KubeObject | null {
  if (patch === null) return null
  const patched = applyMergePatch(object, patch)
  if (!isKubeObject(patched))
    throw new Error(
      `The patch of ${object.kind} ${object.metadata.namespace}/${object.metadata.name} takes away its name`,
    )
  return patched
}

/** What the controller publishes in `status.loadBalancer.ingress`: an address each, or the load balancer's host name. */
export function renderAddresses(addresses: string[]): { ip?: string; hostname?: string }[] {
  return addresses.map((address) => (/^[\d.]+$|:/.test(address) ? { ip: address } : { hostname: address }))
}

export function publishedAddresses(context: ScenarioContext): string[] {
  const { loadBalancer } = context.plan
  return 'ip' in loadBalancer ? [loadBalancer.ip] : [loadBalancer.hostname]
}

/** The objects a tenant would have applied for this application. */
export function expandApp(context: ScenarioContext, app: AppSpec): ExpandedApp {
  const { name, namespace, createdAt } = app
  const labels = { app: name, 'app.kubernetes.io/part-of': namespace }
  const metadata = { name, namespace, creationTimestamp: createdAt, labels }
  const deployment: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: app.replicas,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'app',
              image: app.image,
              ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              readinessProbe: {
                httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
                periodSeconds: 10,
                timeoutSeconds: 1,
                failureThreshold: 3,
              },
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
            },
          ],
        },
      },
    },
  }
  const service: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
    },
  }
  const backend = { service: { name, port: { name: 'http' } } }
  const ingress: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...metadata,
      uid: context.uid('Ingress', namespace, name),
      labels: { ...labels, ...context.plan.ingressLabels },
      ...(app.tlsHosts.length > 0 ? { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' } } : {}),
      ...(app.isIngressDeleted && app.deletedAt
        ? { deletionTimestamp: app.deletedAt, deletionGracePeriodSeconds: 0 }
        : {}),
    },
    spec: {
      ingressClassName: 'nginx',
      rules: app.hosts.map((host) => ({ host, http: { paths: [{ path: app.path, pathType: 'Prefix', backend }] } })),
      ...(app.tlsHosts.length > 0 ? { tls: [{ hosts: app.tlsHosts, secretName: `${name}-tls` }] } : {}),
    },
    status: { loadBalancer: { ingress: renderAddresses(app.addresses ?? publishedAddresses(context)) } },
  }
  return {
    deployment: patchObject(deployment, app.deployment),
    service: patchObject(service, app.service),
    ingress: patchObject(ingress, app.ingress),
  }
}
