import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type CorefileReading, readCorefile } from './corefile'
import { type GoFlags, readGoFlags } from './go-flags'

/** A part of the installation: found, certainly absent, or not known. */
export type Part<T> =
  | { state: 'found'; part: T }
  | { state: 'absent' }
  | { state: 'unavailable'; unavailable: Unavailable }

/** Flag `-upstreamsvc` when it is not given. Source: kubernetes/dns cmd/node-cache/main.go at 1.26.7. */
const defaultUpstreamService = 'kube-dns'
const defaultBaseCorefile = '/etc/coredns/Corefile.base'
const homeNamespace = 'kube-system'
/** Names of the ConfigMap in the Kubernetes manifest and in kubespray. */
const configMapNames = ['node-local-dns', 'nodelocaldns']

/** The DaemonSet that runs node-cache, as far as its DNS depends on it. */
export interface NodeCacheDaemonSet {
  ref: ObjectRef
  image: string | null
  flags: GoFlags
  /** Elements of `-localip` as written, empty ones included; empty without the flag. */
  localIpElements: string[]
  upstreamService: string
  isHostNetwork: boolean
  /** Literal environment variables of the container. */
  env: Record<string, string>
  /** Where its base Corefile comes from; null when no ConfigMap is mounted there. */
  configMap: { name: string; key: string } | null
  podLabels: Record<string, string>
  nodeSelector: Record<string, string>
  tolerations: { key: string | null; operator: string | null; value: string | null; effect: string | null }[]
}

export interface CorefileText {
  ref: ObjectRef
  key: string
  text: string
  /** All keys of the ConfigMap, for `import`. */
  files: Record<string, string>
}

export interface Installation {
  daemonSet: Part<NodeCacheDaemonSet>
  corefile: Part<CorefileText>
}

type DaemonSet = KindMap['DaemonSet']
type PodSpec = NonNullable<NonNullable<NonNullable<DaemonSet['spec']>['template']>['spec']>
type Container = PodSpec['containers'][number]

/**
 * Finds NodeLocal DNS: the DaemonSet by container `node-cache`, image `k8s-dns-node-cache` or label `k8s-app=node-local-dns`, and the
 * ConfigMap that it mounts at the directory of `-basecorefile`; without a DaemonSet the ConfigMap of the usual name.
 *
 * Source: kubernetes/kubernetes cluster/addons/dns/nodelocaldns/nodelocaldns.yaml; kubernetes/dns cmd/node-cache/main.go.
 */
export function readInstallation(view: ClusterView): Installation {
  return view.fact<Installation>('node-local-dns:installation', (inner) => {
    const daemonSet = findDaemonSet(inner)
    return { daemonSet, corefile: findCorefile(inner, daemonSet) }
  })
}

/** The Corefile as the installed image reads it; absent or unavailable as its ConfigMap is. */
export function readInstalledCorefile(view: ClusterView): Part<CorefileReading> {
  return view.fact<Part<CorefileReading>>('node-local-dns:corefile', (inner) => {
    const { corefile, daemonSet } = readInstallation(inner)
    if (corefile.state !== 'found') return corefile
    const { text, files } = corefile.part
    const image = daemonSet.state === 'found' ? daemonSet.part.image : null
    const env = daemonSet.state === 'found' ? daemonSet.part.env : {}
    return { state: 'found', part: readCorefile(text, { env, files, image, pluginSet: 'node-cache' }) }
  })
}

function findDaemonSet(view: ClusterView): Part<NodeCacheDaemonSet> {
  const listing = view.listing('DaemonSet')
  if (listing.state === 'unavailable') return listing
  const candidates = listing.objects.filter(isNodeCache)
  const chosen = candidates.find((candidate) => candidate.metadata.namespace === homeNamespace) ?? candidates[0]
  if (chosen !== undefined) return { state: 'found', part: describeDaemonSet(chosen) }
  return listing.missing === null ? { state: 'absent' } : { state: 'unavailable', unavailable: listing.missing }
}

function isNodeCache(daemonSet: DaemonSet): boolean {
  const template = daemonSet.spec?.template
  if (findContainer(template?.spec) !== undefined) return true
  const label = template?.metadata?.labels?.['k8s-app'] ?? daemonSet.metadata.labels?.['k8s-app']
  return label === 'node-local-dns' || label === 'nodelocaldns'
}

function findContainer(spec: PodSpec | undefined): Container | undefined {
  return (spec?.containers ?? []).find(
    (container) => container.name === 'node-cache' || /(^|\/)[\w.-]*node-cache([:@]|$)/.test(container.image ?? ''),
  )
}

function describeDaemonSet(daemonSet: DaemonSet): NodeCacheDaemonSet {
  const { name, namespace } = daemonSet.metadata
  const template = daemonSet.spec?.template
  const spec = template?.spec
  const container = findContainer(spec) ?? spec?.containers?.[0]
  const flags = readGoFlags([...(container?.command ?? []).slice(1), ...(container?.args ?? [])])
  const env: Record<string, string> = {}
  for (const variable of container?.env ?? []) {
    if (variable.value !== undefined && variable.valueFrom === undefined) env[variable.name] = variable.value
  }
  const matchLabels = daemonSet.spec?.selector?.matchLabels ?? {}
  return {
    ref: { kind: 'DaemonSet', namespace: namespace ?? '', name },
    image: container?.image ?? null,
    flags,
    localIpElements: flags.localip === undefined ? [] : flags.localip.split(','),
    upstreamService: flags.upstreamsvc || defaultUpstreamService,
    isHostNetwork: spec?.hostNetwork === true,
    env,
    configMap: findMountedConfigMap(spec, container, flags.basecorefile || defaultBaseCorefile),
    podLabels: Object.keys(matchLabels).length > 0 ? matchLabels : (template?.metadata?.labels ?? {}),
    nodeSelector: spec?.nodeSelector ?? {},
    tolerations: (spec?.tolerations ?? []).map(({ key, operator, value, effect }) => ({
      key: key || null,
      operator: operator || null,
      value: value ?? null,
      effect: effect || null,
    })),
  }
}

function findMountedConfigMap(
  spec: PodSpec | undefined,
  container: Container | undefined,
  path: string,
): NodeCacheDaemonSet['configMap'] {
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  const file = path.slice(path.lastIndexOf('/') + 1)
  const mount = (container?.volumeMounts ?? []).find(
    ({ mountPath }) => mountPath.replace(/\/+$/, '') === directory || mountPath === path,
  )
  const configMap = (spec?.volumes ?? []).find((volume) => volume.name === mount?.name)?.configMap
  if (configMap?.name === undefined) return null
  const key = (configMap.items ?? []).find((item) => item.path === file)?.key
  return { name: configMap.name, key: key ?? file }
}

function findCorefile(view: ClusterView, daemonSet: Part<NodeCacheDaemonSet>): Part<CorefileText> {
  const found = daemonSet.state === 'found' ? daemonSet.part : null
  const namespace = found?.ref.namespace || homeNamespace
  const mounted = found?.configMap ?? null
  let unavailable: Unavailable | null = null
  for (const name of mounted === null ? configMapNames : [mounted.name]) {
    const lookup = view.lookUp('ConfigMap', namespace, name)
    if (lookup.state === 'unavailable') unavailable ??= lookup.unavailable
    if (lookup.state === 'found') return readText(lookup.object, mounted?.key ?? null)
  }
  if (unavailable !== null) return { state: 'unavailable', unavailable }
  if (found === null) return { state: 'absent' }
  // Pods start without a ConfigMap of theirs only when it is optional, so not finding it says little about what they run with.
  const what = `Corefile of DaemonSet ${namespace}/${found.ref.name}`
  const name = mounted === null ? configMapNames[0] : mounted.name
  const detail = `ConfigMap ${namespace}/${name} was not found${mounted === null ? ', and the DaemonSet mounts no ConfigMap for it' : ''}`
  return { state: 'unavailable', unavailable: { what, reason: 'not-installed', detail, need: null } }
}

function readText(configMap: KindMap['ConfigMap'], wantedKey: string | null): Part<CorefileText> {
  const { name, namespace = '' } = configMap.metadata
  const files = configMap.data ?? {}
  const key = [wantedKey, 'Corefile', 'Corefile.base'].find(
    (candidate) => candidate !== null && Object.hasOwn(files, candidate),
  )
  if (key === undefined || key === null) {
    const keys = Object.keys(files).join(', ') || 'none'
    const detail = `it has no key ${wantedKey ?? 'Corefile'} (keys: ${keys})`
    const what = `Corefile in ConfigMap ${namespace}/${name}`
    return { state: 'unavailable', unavailable: { what, reason: 'not-installed', detail, need: null } }
  }
  return { state: 'found', part: { ref: { kind: 'ConfigMap', namespace, name }, key, text: files[key] ?? '', files } }
}
