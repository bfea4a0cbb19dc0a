import { type ApiObject, type RealApi, waitUntil } from './kube-apiserver'
import { loadCharts } from './load-charts'
import { networkPlugin, node } from './platform-objects'
import { minutesAgo } from './scenario-objects'

/** Addresses that the cloud gave the two controllers of the charts. */
export const publicAddress = '203.0.113.10'
export const privateAddress = '10.10.0.5'
/** What external-dns of the charts signs its records with. */
export const chartOwner = 'prod-we-aks1'

const nodes = ['node-1', 'node-2', 'node-3']
const addresses: Record<string, string> = {
  'ingress-nginx-controller': publicAddress,
  'ingress-nginx-private-controller': privateAddress,
}
/** Leases of the charts' election ids, with the Deployment whose Pod holds them. */
const leases: Record<string, string> = {
  'ingress-nginx-leader': 'ingress-nginx-controller',
  'ingress-controller-leader-nginx-private': 'ingress-nginx-private-controller',
}

interface Deployment extends ApiObject {
  spec: {
    replicas: number
    template: { metadata: { labels: Record<string, string> }; spec: { containers: { name: string; image: string }[] } }
  }
}

const isDeployment = (object: ApiObject): object is Deployment => object.kind === 'Deployment'

/** The ReplicaSet and the running Pods of a Deployment, as its controllers and the kubelets would write them. */
function runDeployment({ metadata, spec }: Deployment): ApiObject[] {
  const { name, namespace } = metadata
  const { template, replicas } = spec
  const hash = '7d9f8c6b5'
  const labels = { ...template.metadata.labels, 'pod-template-hash': hash }
  const own = (kind: string, ownerName: string) => [
    { apiVersion: 'apps/v1', kind, name: ownerName, uid: `uid-of-${ownerName}`, controller: true },
  ]
  const replicaSet: ApiObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `${name}-${hash}`, namespace, labels, ownerReferences: own('Deployment', name) },
    spec: { replicas, selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas },
  }
  const pods = Array.from({ length: replicas }, (_, position): ApiObject => {
    const containerStatuses = template.spec.containers.map((container) => ({
      name: container.name,
      image: container.image,
      imageID: '',
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: minutesAgo(59) } },
    }))
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${hash}-${position}`,
        namespace,
        labels,
        ownerReferences: own('ReplicaSet', `${name}-${hash}`),
      },
      spec: { ...template.spec, nodeName: nodes[position % nodes.length] },
      status: {
        phase: 'Running',
        podIP: `10.244.9.${position + 1}`,
        startTime: minutesAgo(60),
        conditions: [
          { type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(60) },
          { type: 'Ready', status: 'True', lastTransitionTime: minutesAgo(59) },
        ],
        containerStatuses,
      },
    }
  })
  return [replicaSet, ...pods]
}

/** What the cloud, the kubelets and the leaders would add to objects of the charts. */
function listRunning(objects: readonly ApiObject[]): ApiObject[] {
  const deployments = objects.filter(isDeployment)
  const ran = deployments.map(
    (deployment): ApiObject => ({
      ...deployment,
      status: {
        observedGeneration: 1,
        replicas: deployment.spec.replicas,
        updatedReplicas: deployment.spec.replicas,
        readyReplicas: deployment.spec.replicas,
        availableReplicas: deployment.spec.replicas,
      },
    }),
  )
  const balanced = objects
    .filter(({ kind, metadata }) => kind === 'Service' && addresses[metadata.name] !== undefined)
    .map((service) => ({
      ...service,
      status: { loadBalancer: { ingress: [{ ip: addresses[service.metadata.name] }] } },
    }))
  const held = Object.entries(leases).map(
    ([name, deployment]): ApiObject => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'ingress-nginx' },
      // Nobody renews it here, so that it has to last for the whole test.
      spec: {
        holderIdentity: `${deployment}-7d9f8c6b5-0`,
        leaseDurationSeconds: 7200,
        renewTime: new Date().toISOString().replace('Z', '000Z'),
      },
    }),
  )
  return [...ran, ...deployments.flatMap(runDeployment), ...balanced, ...held]
}

/** Loads the charts of the platform and lets everything in them run. Throws what the server refused of what runs. */
export async function runCharts(api: RealApi): Promise<void> {
  const objects = await loadCharts(api)
  const refused = await api.apply([
    ...nodes.map((name, position) => node(name, `10.224.0.${position + 4}`)),
    networkPlugin(),
    ...listRunning(objects),
  ])
  if (refused.length > 0) throw new Error(refused.map(({ message }) => message).join('\n'))
  await waitUntil(
    async () => (await api.request('GET', '/apis/cert-manager.io/v1/certificates')).status === 200,
    20_000,
  )
}
