import type { DemoRecord } from '@/lib/demo/dns/zone'
import { isRecord, type JsonRecord, readNumber, readRecord, readString } from '@/lib/demo/json'
import { formatTime, isKubeObject, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { type AppSpec, readApp } from '@/lib/demo/scenarios/app-spec'
import { bulkZone, generateApps } from '@/lib/demo/scenarios/bulk'
import { buildCertificates, completeCertificate } from '@/lib/demo/scenarios/certificates'
import type { ClusterPlan } from '@/lib/demo/scenarios/cluster-plans'
import { buildRecords, statusAddresses } from '@/lib/demo/scenarios/dns-records'
import { buildEndpointSlices } from '@/lib/demo/scenarios/endpoint-slices'
import { expandApp, publishedAddresses, renderAddresses } from '@/lib/demo/scenarios/expand-app'
import { assignPools, buildNodes } from '@/lib/demo/scenarios/nodes'
import { type PodCondition, podConditions } from '@/lib/demo/scenarios/pods'
import { listScenarioFiles, readManifests } from '@/lib/demo/scenarios/read-manifests'
import { createScenarioContext, type ScenarioContext } from '@/lib/demo/scenarios/scenario-context'
import { buildDaemonSet, buildDeployment, createPodNetwork, type PodNetwork } from '@/lib/demo/scenarios/workloads'

export interface ClusterSize {
  /** Totals; generated tenants fill up what the scenario files do not have. 0 adds nothing. */
  ingresses: number
  pods: number
}

/** An Ingress that a scenario broke on purpose, the check that is to explain it, and what its path is to show. */
export interface BrokenIngress {
  namespace: string
  name: string
  check: string
  verdict: 'failing' | 'warning'
}

export interface BuiltCluster {
  plan: ClusterPlan
  context: ScenarioContext
  network: PodNetwork
  objects: KubeObject[]
  /** What external-dns of this cluster has written, and what a scenario wrote instead. */
  records: DemoRecord[]
  broken: BrokenIngress[]
}

/** Age of what the platform team installed. */
const platformAge = '95d'

interface Draft {
  context: ScenarioContext
  network: PodNetwork
  objects: KubeObject[]
  services: KubeObject[]
  podsByNamespace: Map<string, KubeObject[]>
  records: DemoRecord[]
  broken: BrokenIngress[]
  ingressCount: number
  podCount: number
  serviceCount: number
}

function variablesOf(plan: ClusterPlan, context: ScenarioContext): Record<string, string> {
  const filters = plan.isDomainFiltered ? plan.zones.map((zone) => `--domain-filter=${zone}`) : []
  const args = [
    '--log-level=info',
    '--log-format=json',
    '--interval=1m',
    '--source=ingress',
    '--source=service',
    '--policy=sync',
    '--registry=txt',
    `--txt-owner-id=${plan.ownerId}`,
    ...filters,
    ...(plan.variables.externalDnsFilter?.includes('-filter') ? [plan.variables.externalDnsFilter] : []),
    `--provider=${plan.dnsProvider}`,
    ...(plan.variables.externalDnsFilter?.startsWith('--aws') ? [plan.variables.externalDnsFilter] : []),
  ]
  const solvers = plan.zones.map((zone) => ({
    dns01:
      plan.dnsProvider === 'azure'
        ? { azureDNS: { hostedZoneName: zone, environment: 'AzurePublicCloud' } }
        : { route53: { region: plan.region } },
    selector: { dnsZones: [zone] },
  }))
  const pools = assignPools(plan.nodePools, plan.nodeCount)
  const nodesIn = (name: string) => pools.filter((pool) => pool.name === name).length
  return {
    laggingPods: '0',
    sysNodes: String(nodesIn('sys')),
    memNodes: String(nodesIn('mem')),
    stdNodes: String(nodesIn('std')),
    // Room for seven more nodes of the largest pool: with the other pools' room, blue's 48 may become 60.
    stdMaxNodes: String(nodesIn('std') + 7),
    ...plan.variables,
    dnsServiceIp: plan.dnsServiceIp,
    firstZone: plan.zones[0] ?? '',
    nodeCount: String(plan.nodeCount),
    startedAt: formatTime(context.startedAtMs),
    externalDnsArgs: args.map((arg) => JSON.stringify(arg)).join(', '),
    solvers: solvers.map((solver) => JSON.stringify(solver)).join(', '),
  }
}

function addService(draft: Draft, service: KubeObject, address: string | undefined): void {
  const { context } = draft
  const { name, namespace = '' } = service.metadata
  const spec = readRecord(service, 'spec')
  draft.serviceCount += 1
  const clusterIp =
    readString(spec, 'clusterIP') ??
    `${context.plan.serviceNetwork}.${100 + (draft.serviceCount >> 8)}.${draft.serviceCount & 255}`
  const published = address === 'public' ? publishedAddresses(context) : address === undefined ? [] : [address]
  const complete: KubeObject = {
    ...service,
    metadata: {
      ...service.metadata,
      uid: context.uid('Service', namespace, name),
      creationTimestamp: service.metadata.creationTimestamp ?? context.ago(platformAge),
    },
    spec: {
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      ...spec,
      ...(readString(spec, 'type') === 'ExternalName' ? {} : { clusterIP: clusterIp, clusterIPs: [clusterIp] }),
    },
    status: { loadBalancer: published.length > 0 ? { ingress: renderAddresses(published) } : {} },
  }
  draft.objects.push(complete)
  draft.services.push(complete)
}

function addPods(draft: Draft, pods: KubeObject[]): void {
  draft.podCount += pods.length
  for (const pod of pods) {
    const namespace = pod.metadata.namespace ?? ''
    const known = draft.podsByNamespace.get(namespace)
    if (known) known.push(pod)
    else draft.podsByNamespace.set(namespace, [pod])
  }
}

/** The leader election record of a controller: held by its first Pod, or long expired when none runs. */
function buildLease(draft: Draft, namespace: string, name: string, pods: KubeObject[], isRunning: boolean): KubeObject {
  const { context } = draft
  const holder = isRunning ? (pods[0]?.metadata.name ?? '') : `${name}-${context.suffix(5, 'gone', name)}`
  const renewTime = context.ago(isRunning ? '2s' : '3d').replace('Z', '.000000Z')
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, creationTimestamp: context.ago(platformAge) },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: 30,
      acquireTime: context.ago('9d').replace('Z', '.000000Z'),
      renewTime,
      leaseTransitions: 7,
    },
  }
}

/** Completes one platform manifest as the cluster's controllers would; its `demo` key says what is special about it. */
function addManifest(draft: Draft, manifest: JsonRecord): void {
  const { context, network } = draft
  const { demo, ...rest } = manifest
  if (!isKubeObject(rest))
    throw new Error(`A platform manifest has no apiVersion, kind or name: ${JSON.stringify(manifest).slice(0, 120)}`)
  const metadata = { ...rest.metadata, creationTimestamp: rest.metadata.creationTimestamp ?? context.ago(platformAge) }
  const object: KubeObject = { ...rest, metadata }
  const wanted = readString(demo, 'pods')
  const condition: PodCondition = podConditions.find((known) => known === wanted) ?? 'ready'
  const options = { condition, createdAt: context.ago(condition === 'ready' ? '9d' : '3d') }
  switch (object.kind) {
    case 'Service':
      addService(draft, object, readString(demo, 'loadBalancer'))
      break
    case 'Deployment': {
      const built = buildDeployment(context, object, network, options)
      draft.objects.push(...built.objects)
      addPods(draft, built.pods)
      const lease = readString(demo, 'lease')
      if (lease !== undefined)
        draft.objects.push(buildLease(draft, object.metadata.namespace ?? '', lease, built.pods, condition === 'ready'))
      break
    }
    case 'DaemonSet': {
      const laggingCount = readNumber(demo, 'lagging') ?? 0
      const built = buildDaemonSet(context, object, network, {
        ...options,
        laggingCount,
        previousImage: readString(demo, 'previousImage'),
      })
      draft.objects.push(...built.objects)
      addPods(draft, built.pods)
      break
    }
    case 'Namespace': {
      const labels = { 'kubernetes.io/metadata.name': metadata.name, ...metadata.labels }
      draft.objects.push({
        ...object,
        metadata: { ...metadata, labels },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      })
      break
    }
    case 'Certificate':
      draft.objects.push(...completeCertificate(context, object))
      break
    default:
      draft.objects.push(object)
  }
}

function addApp(draft: Draft, app: AppSpec): void {
  const { context, network } = draft
  const { deployment, service, ingress } = expandApp(context, app)
  if (deployment) {
    const deletedAt = app.deletedAt ?? undefined
    const built = buildDeployment(context, deployment, network, {
      condition: app.pods,
      createdAt: app.createdAt,
      deletedAt,
    })
    draft.objects.push(...built.objects)
    addPods(draft, built.pods)
  }
  if (service) {
    const address = readString(service, 'spec', 'loadBalancerIP')
    addService(draft, service, address)
    if (address !== undefined) draft.records.push(...buildRecords(context, service, app.recordAddresses ?? [address]))
  }
  if (!ingress) return
  draft.ingressCount += 1
  draft.objects.push(ingress, ...buildCertificates(context, ingress, app.certificate))
  draft.records.push(
    ...buildRecords(context, ingress, app.recordAddresses ?? statusAddresses(ingress), app.recordOwner ?? undefined),
  )
  const { namespace, name } = app
  if (app.broken !== null) draft.broken.push({ namespace, name, check: app.broken, verdict: 'failing' })
  else if (app.warned !== null) draft.broken.push({ namespace, name, check: app.warned, verdict: 'warning' })
}

/** The tenant and the applications of one scenario file. */
function addTenantFile(draft: Draft, file: string, variables: Record<string, string>): void {
  const { context } = draft
  const [head, ...documents] = readManifests(context.plan.name, file, variables)
  const namespace = readString(head, 'tenant')
  const zone = readString(head, 'zone')
  if (namespace === undefined || zone === undefined) {
    throw new Error(
      `lib/demo/scenarios/${context.plan.name}/${file}.yaml must begin with a document that gives tenant and zone`,
    )
  }
  for (const manifest of readManifests('platform', 'tenant', { ...variables, namespace })) addManifest(draft, manifest)
  for (const document of documents) {
    if (isRecord(document) && 'app' in document) addApp(draft, readApp(document, { namespace, zone }, context))
    else addManifest(draft, document)
  }
}

/** Builds everything a cluster holds when the platform starts; the same plan, seed and size give the same objects. */
export function buildCluster(plan: ClusterPlan, seed: string, startedAtMs: number, size: ClusterSize): BuiltCluster {
  const isBulky = size.ingresses > 0 || size.pods > 0
  const sized = isBulky ? { ...plan, zones: [...plan.zones, bulkZone] } : plan
  const context = createScenarioContext(sized, seed, startedAtMs)
  const nodes = buildNodes(context)
  const network = createPodNetwork(nodes)
  const draft: Draft = {
    context,
    network,
    objects: [...nodes],
    services: [],
    podsByNamespace: new Map(),
    records: [],
    broken: [],
    ingressCount: 0,
    podCount: 0,
    serviceCount: 0,
  }
  const variables = variablesOf(sized, context)
  for (const file of sized.platformFiles)
    for (const manifest of readManifests('platform', file, variables)) addManifest(draft, manifest)
  for (const file of listScenarioFiles(sized.name)) addTenantFile(draft, file, variables)
  let namespace = ''
  for (const app of generateApps(context, size.ingresses - draft.ingressCount, size.pods - draft.podCount)) {
    if (app.namespace !== namespace) {
      namespace = app.namespace
      for (const manifest of readManifests('platform', 'tenant', { ...variables, namespace }))
        addManifest(draft, manifest)
    }
    addApp(draft, app)
  }
  for (const service of draft.services) {
    const pods = draft.podsByNamespace.get(service.metadata.namespace ?? '') ?? []
    draft.objects.push(...buildEndpointSlices(context, service, pods))
  }
  return { plan: sized, context, network, objects: draft.objects, records: draft.records, broken: draft.broken }
}
