import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import type { NodePool } from '@/lib/demo/scenarios/cluster-plans'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** Which pool each of `count` nodes belongs to, in order; every pool has at least one node. */
export function assignPools(pools: NodePool[], count: number): NodePool[] {
  const assigned: NodePool[] = []
  pools.forEach((pool, index) => {
    const isLast = index === pools.length - 1
    const wanted = isLast ? count - assigned.length : Math.max(1, Math.round((count * pool.sharePercent) / 100))
    for (let at = 0; at < wanted && assigned.length < count; at += 1) assigned.push(pool)
  })
  return assigned
}

/** The nodes a cluster starts with. */
export function buildNodes(context: ScenarioContext): KubeObject[] {
  const positions = new Map<string, number>()
  return assignPools(context.plan.nodePools, context.plan.nodeCount).map((pool, index) => {
    const position = positions.get(pool.name) ?? 0
    positions.set(pool.name, position + 1)
    return buildNode(context, {
      pool,
      index,
      position,
      createdAt: context.ago(`${120 + context.pick(60, 'node-age', String(index))}d`),
    })
  })
}

export interface NodePlace {
  pool: NodePool
  /** Position in the cluster, which gives the node its addresses. */
  index: number
  /** Position in its pool, which gives it its name. */
  position: number
  createdAt: string
}

/** A Ready node as its cloud makes it: names, labels and providerID of AKS or of EKS. */
export function buildNode(context: ScenarioContext, place: NodePlace): KubeObject {
  const { plan } = context
  const isAks = plan.provider === 'aks'
  const internalIp = `${plan.nodeNetwork}.${(place.index + 4) >> 8}.${(place.index + 4) & 255}`
  const zone = isAks ? `${plan.region}-${(place.index % 3) + 1}` : `${plan.region}${'abc'[place.index % 3]}`
  const scaleSet = `aks-${place.pool.name}-38114278-vmss`
  const vm = `${scaleSet}${place.position.toString(36).padStart(6, '0')}`
  const name = isAks ? vm : `ip-${internalIp.replaceAll('.', '-')}.${plan.region}.compute.internal`
  const cpu = place.pool.instanceType.includes('D4') ? '4' : '8'
  const [podHigh = '10', podLow = '0'] = plan.podNetwork.split('.')
  const podCidr = `${podHigh}.${Number(podLow) + (place.index >> 8)}.${place.index & 255}.0/24`
  const resources = { cpu, memory: '32863856Ki', pods: isAks ? '110' : '58', 'ephemeral-storage': '129886128Ki' }
  const heartbeat = { lastHeartbeatTime: context.ago('1m'), lastTransitionTime: place.createdAt }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: context.uid('Node', '', name),
      creationTimestamp: place.createdAt,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'node.kubernetes.io/instance-type': place.pool.instanceType,
        'topology.kubernetes.io/region': plan.region,
        'topology.kubernetes.io/zone': zone,
        ...(isAks ? aksLabels(plan.name, place.pool) : eksLabels(place.pool)),
      },
    },
    spec: {
      podCIDR: podCidr,
      podCIDRs: [podCidr],
      providerID: isAks
        ? `azure:///subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/${nodeGroupOf(plan.name)}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${place.position}`
        : `aws:///${zone}/i-0${context.uid('Instance', '', name).replaceAll('-', '').slice(0, 16)}`,
      ...(place.pool.mode === 'System'
        ? { taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }] }
        : {}),
    },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: internalIp },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', ...heartbeat },
        { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', ...heartbeat },
        { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', ...heartbeat },
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          ...heartbeat,
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        kernelVersion: isAks ? '5.15.0-1084-azure' : '6.1.130-139.222.amzn2023.x86_64',
        osImage: isAks ? 'Ubuntu 22.04.5 LTS' : 'Amazon Linux 2023.6.20250317',
        containerRuntimeVersion: isAks ? 'containerd://1.7.27-1' : 'containerd://1.7.25',
        kubeletVersion: plan.gitVersion,
        kubeProxyVersion: plan.gitVersion,
      },
    },
  }
}

function nodeGroupOf(cluster: string): string {
  return `MC_rg-prod_${cluster}_westeurope`
}

/** Labels that AKS puts on the nodes of a scale set pool. */
function aksLabels(cluster: string, pool: NodePool): Record<string, string> {
  return {
    agentpool: pool.name,
    'kubernetes.azure.com/agentpool': pool.name,
    'kubernetes.azure.com/cluster': nodeGroupOf(cluster),
    'kubernetes.azure.com/managedby': 'aks',
    'kubernetes.azure.com/mode': pool.mode.toLowerCase(),
    'kubernetes.azure.com/nodepool-type': 'VirtualMachineScaleSets',
    'kubernetes.azure.com/os-sku': 'Ubuntu',
    'kubernetes.azure.com/role': 'agent',
    'kubernetes.azure.com/node-image-version': 'AKSUbuntu-2204gen2containerd-202503.13.0',
    'kubernetes.azure.com/network-subnet': 'snet-prod-aks',
  }
}

function eksLabels(pool: NodePool): Record<string, string> {
  return {
    'eks.amazonaws.com/nodegroup': pool.name,
    'eks.amazonaws.com/capacityType': 'ON_DEMAND',
    'eks.amazonaws.com/nodegroup-image': 'ami-0f1e2d3c4b5a69788',
  }
}
