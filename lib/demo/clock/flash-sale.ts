import { refreshEndpoints } from '@/lib/demo/clock/changes'
import { type RunningPlatform, requireCluster } from '@/lib/demo/clock/running-platform'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import { readApp } from '@/lib/demo/scenarios/app-spec'
import { buildCertificates } from '@/lib/demo/scenarios/certificates'
import { buildRecords } from '@/lib/demo/scenarios/dns-records'
import { expandApp, publishedAddresses, renderAddresses } from '@/lib/demo/scenarios/expand-app'
import { buildDeployment } from '@/lib/demo/scenarios/workloads'

const namespace = 'shop'
const name = 'flash-sale'

/** A tenant applies a new application: everything is right, but the controller has not published an address yet. */
export function createFlashSale(platform: RunningPlatform): void {
  removeFlashSale(platform)
  const cluster = requireCluster(platform, 'blue')
  const { built, api } = cluster
  const createdAt = formatTime(platform.now())
  const document = { app: name, replicas: 2, status: 'none', dns: 'none' }
  const app = { ...readApp(document, { namespace, zone: 'shop.example.net' }, built.context), createdAt }
  const { deployment, service, ingress } = expandApp(built.context, app)
  if (deployment)
    for (const object of buildDeployment(built.context, deployment, built.network, { condition: 'ready', createdAt })
      .objects)
      api.store.put(object)
  if (service)
    api.store.put({ ...service, spec: { ...Object(service.spec), clusterIP: `${built.plan.serviceNetwork}.99.1` } })
  if (ingress) {
    api.store.put(ingress)
    for (const object of buildCertificates(built.context, ingress, 'ready')) api.store.put(object)
  }
  refreshEndpoints(cluster, namespace)
}

/** The controller's next status round: the new Ingress gets the load balancer's address. */
export function publishFlashSaleStatus(platform: RunningPlatform): void {
  const { built, api } = requireCluster(platform, 'blue')
  api.store.patchStatus('Ingress', namespace, name, {
    loadBalancer: { ingress: renderAddresses(publishedAddresses(built.context)) },
  })
}

/** The next run of external-dns: the host gets its record. */
export function publishFlashSaleRecord(platform: RunningPlatform): void {
  const { built, api } = requireCluster(platform, 'blue')
  const ingress = api.store.get('Ingress', namespace, name)
  if (ingress)
    for (const record of buildRecords(built.context, ingress, publishedAddresses(built.context)))
      platform.dns.setRecord(record)
}

/** The sale is over: objects and record go. */
export function removeFlashSale(platform: RunningPlatform): void {
  const cluster = requireCluster(platform, 'blue')
  const { store } = cluster.api
  for (const kind of ['Ingress', 'Service', 'Deployment']) store.remove(kind, namespace, name)
  for (const kind of ['Certificate', 'CertificateRequest', 'ReplicaSet', 'Pod', 'EndpointSlice']) {
    for (const object of store.list(kind, namespace)) {
      if (object.metadata.name.startsWith(`${name}-`)) store.remove(kind, namespace, object.metadata.name)
    }
  }
  platform.dns.removeRecord(`${name}.shop.example.net`, 'A')
  platform.dns.removeRecord(`a-${name}.shop.example.net`, 'TXT')
}
