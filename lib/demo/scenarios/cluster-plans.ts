import type { DemoRecord } from '@/lib/demo/dns/zone'

export interface NodePool {
  name: string
  mode: 'System' | 'User'
  instanceType: string
  /** Share of the cluster's nodes in percent; the last pool takes the rest. */
  sharePercent: number
}

/** The facts of one cluster that its generators and manifests share. */
export interface ClusterPlan {
  name: string
  provider: 'aks' | 'eks'
  gitVersion: string
  region: string
  nodeCount: number
  nodePools: NodePool[]
  /** First two octets of Pod and node addresses. */
  podNetwork: string
  nodeNetwork: string
  dnsServiceIp: string
  serviceNetwork: string
  /** `--txt-owner-id` of external-dns, which ownership records carry. */
  ownerId: string
  dnsProvider: 'azure' | 'aws'
  zones: string[]
  /** Whether external-dns is told the zones as its domain filter; else the rights of its identity are the filter. */
  isDomainFiltered: boolean
  /** What the public controller's Service and every healthy Ingress publish. */
  loadBalancer: { ip: string } | { hostname: string; ips: string[] }
  /** Variables of the manifests under `platform/`, beside the fields above. */
  variables: Record<string, string>
  /** Manifests under `platform/` that this cluster has. */
  platformFiles: string[]
  /** Labels that every Ingress of a tenant carries unless its file takes them away. */
  ingressLabels: Record<string, string>
}

const commonFiles = [
  'namespaces',
  'ingress-nginx',
  'external-dns',
  'cert-manager',
  'cert-manager-crds',
  'coredns',
  'node-local-dns',
]

const aksPools: NodePool[] = [
  { name: 'sys', mode: 'System', instanceType: 'Standard_D4ds_v5', sharePercent: 6 },
  { name: 'mem', mode: 'User', instanceType: 'Standard_E8ds_v5', sharePercent: 25 },
  { name: 'std', mode: 'User', instanceType: 'Standard_D8ds_v5', sharePercent: 69 },
]

export const allZones = [
  'shop.example.net',
  'payments.example.net',
  'data.example.net',
  'media.example.com',
  'apps.example.net',
  'labs.example.org',
]

/** Zones that the DNS provider has and that nobody wrote into the zone above. */
export const undelegatedZones: readonly string[] = ['labs.example.org']

/** What is left of a platform of before: every name that does not exist in its zone leads to its load balancer. */
export const wildcardRecord: DemoRecord = {
  name: '*.apps.example.net',
  type: 'A',
  ttlSeconds: 3600,
  values: ['203.0.113.99'],
}

/** Holds the names of cloud load balancers, as the provider's own zone does. */
export const loadBalancerZone = 'elb.example.org'

/** The AKS production cluster: three nodes short of halving its SNAT ports, external-dns with a label filter. */
const blue: ClusterPlan = {
  name: 'blue',
  provider: 'aks',
  gitVersion: 'v1.31.7',
  region: 'westeurope',
  nodeCount: 48,
  nodePools: aksPools,
  podNetwork: '10.244',
  nodeNetwork: '10.224',
  dnsServiceIp: '10.0.0.10',
  serviceNetwork: '10.0',
  ownerId: 'prod-we-aks1',
  dnsProvider: 'azure',
  zones: allZones,
  isDomainFiltered: true,
  loadBalancer: { ip: '203.0.113.10' },
  variables: {
    replicas: '3',
    externalDnsFilter: '--label-filter=dns=public',
    rootCache: 'cache {\n            prefetch 10\n            serve_stale\n        }',
  },
  platformFiles: [...commonFiles, 'calico', 'ingress-nginx-private', 'cluster-autoscaler'],
  ingressLabels: { dns: 'public' },
}

/** Blue's successor: smaller, newer, sharing blue's zones under its own owner id, in the middle of a node-local DNS rollout. */
const green: ClusterPlan = {
  ...blue,
  name: 'green',
  gitVersion: 'v1.32.4',
  nodeCount: 12,
  podNetwork: '10.245',
  nodeNetwork: '10.225',
  ownerId: 'prod-we-aks2',
  // Blue's external-dns works on this zone no more, yet a record that it signed there is left.
  zones: [...allZones, 'labs.example.net'],
  loadBalancer: { ip: '203.0.113.20' },
  variables: {
    replicas: '2',
    externalDnsFilter: '',
    laggingPods: '1',
    rootCache:
      'cache {\n            success 9984 30\n            denial 9984 10\n            prefetch 20 60s 15%\n        }',
  },
  platformFiles: [...commonFiles, 'calico', 'cluster-autoscaler'],
  ingressLabels: {},
}

/** An EKS cluster: its load balancer is a host name, its records are aliases by CNAME. */
const eksMedia: ClusterPlan = {
  name: 'eks-media',
  provider: 'eks',
  gitVersion: 'v1.31.6-eks-4096722',
  region: 'eu-west-1',
  nodeCount: 9,
  nodePools: [
    { name: 'general', mode: 'User', instanceType: 'm6i.2xlarge', sharePercent: 67 },
    { name: 'encode', mode: 'User', instanceType: 'c6i.4xlarge', sharePercent: 33 },
  ],
  podNetwork: '10.246',
  nodeNetwork: '10.226',
  dnsServiceIp: '172.20.0.10',
  serviceNetwork: '172.20',
  ownerId: 'prod-ew1-eks1',
  dnsProvider: 'aws',
  zones: ['media.example.com', 'data.example.net'],
  isDomainFiltered: false,
  loadBalancer: {
    hostname: 'k8s-ingressn-ingressn-3f9c2b71a8.elb.example.org',
    ips: ['198.51.100.11', '198.51.100.12'],
  },
  variables: {
    replicas: '2',
    externalDnsFilter: '--aws-prefer-cname',
    rootCache: 'cache 30',
  },
  platformFiles: [...commonFiles, 'aws-node'],
  ingressLabels: {},
}

export const clusterPlans: ClusterPlan[] = [blue, green, eksMedia]
