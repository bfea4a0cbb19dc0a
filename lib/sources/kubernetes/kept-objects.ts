import 'server-only'
import type { KindName } from '@/lib/model/kubernetes'
import { type JsonRecord, readRecord, readRecords, readString } from './json-record'

/**
 * ConfigMaps whose content some check reads: cluster DNS and its node-local cache, and the ingress controllers' settings.
 * Names: kubernetes/dns and AKS manifests; ingress-nginx chart 4.15.1 (`<fullname>-controller`).
 */
const configMapNames = new Set([
  'node-local-dns',
  'nodelocaldns',
  'node-local-dns-cache',
  'coredns',
  'coredns-custom',
  'kube-dns',
  'kube-dns-autoscaler',
  'cluster-autoscaler-status',
  'azure-ip-masq-agent-config',
  'azure-ip-masq-agent-config-reconciled',
  'ip-masq-agent',
])

/** Controllers whose deployment says how the platform behaves: their flags and environment are kept. */
const controllerName =
  /ingress|nginx|external-dns|externaldns|cert-manager|cainjector|acmesolver|node-?local-?dns|node-cache|coredns|kube-dns|k8s-dns/i

function readLabels(record: JsonRecord | undefined): JsonRecord | undefined {
  return readRecord(readRecord(record, 'metadata'), 'labels')
}

/** Server-side filter that spares us what is dropped on arrival anyway. */
export const fieldSelectors: Partial<Record<KindName, string>> = {
  Event: 'type=Warning',
  // Node heartbeats: one write for every node every ten seconds.
  Lease: 'metadata.namespace!=kube-node-lease',
  // One copy of the cluster's CA in every namespace.
  ConfigMap: 'metadata.name!=kube-root-ca.crt',
}

/** Whether anybody reads this object; the rest is dropped on arrival. */
export function isKept(kind: KindName, object: JsonRecord): boolean {
  const metadata = readRecord(object, 'metadata')
  const name = readString(metadata, 'name') ?? ''
  if (kind === 'Event') return readString(object, 'type') === 'Warning'
  if (kind === 'ConfigMap') return configMapNames.has(name) || isControllerName(name) || hasControllerLabel(object)
  if (kind === 'Lease') {
    return (
      readString(metadata, 'namespace') !== 'kube-node-lease' && (isControllerName(name) || hasControllerLabel(object))
    )
  }
  return true
}

function isControllerName(name: string): boolean {
  return controllerName.test(name)
}

function hasControllerLabel(object: JsonRecord): boolean {
  const labels = readLabels(object)
  return ['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app', 'k8s-app'].some((key) =>
    isControllerName(readString(labels, key) ?? ''),
  )
}

/**
 * Whether a Pod or Pod template runs one of the controllers that Fairlead knows: by labels, by container name or image, or
 * by flags that only they have.
 */
export function isControllerPod(podOrTemplate: JsonRecord): boolean {
  if (hasControllerLabel(podOrTemplate)) return true
  const spec = readRecord(podOrTemplate, 'spec')
  return readRecords(spec, 'containers').some((container) => {
    if (isControllerName(readString(container, 'name') ?? '')) return true
    if (isControllerName(imageName(readString(container, 'image') ?? ''))) return true
    const words = [container.command, container.args].flatMap((list) => (Array.isArray(list) ? list : []))
    return words.some(
      (word) =>
        typeof word === 'string' &&
        /^--?(controller-class|publish-service|txt-owner-id|localip|upstreamsvc)(=|$)|nginx-ingress-controller|node-cache/.test(
          word,
        ),
    )
  })
}

/** The last part of an image reference without registry, tag and digest: a registry called nginx does not count. */
function imageName(image: string): string {
  const withoutDigest = image.split('@')[0] ?? ''
  const path = withoutDigest.split('/')
  return (path.slice(-2).join('/') || '').replace(/:[^/:]*$/, '')
}
