import type { AppSpec } from '@/lib/demo/scenarios/app-spec'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

export const bulkZone = 'teams.example.net'

/** Applications in one generated tenant namespace. */
const appsPerTeam = 50

/** Every so many generated applications one is broken, in turn in each of these ways. */
const brokenEvery = 97

const faults: Pick<AppSpec, 'broken' | 'pods' | 'service' | 'ingress' | 'addresses'>[] = [
  { broken: 'service-missing', pods: 'ready', service: null, ingress: {}, addresses: null },
  { broken: 'workload-scaled-zero', pods: 'ready', service: {}, ingress: {}, addresses: null },
  { broken: 'pods-not-ready', pods: 'not-ready', service: {}, ingress: {}, addresses: null },
  {
    broken: 'class-not-found',
    pods: 'ready',
    service: {},

    ingress: { spec: { ingressClassName: 'ngnix' } },
    addresses: [],
  },
]

/**
 * Generated applications in namespaces `team-001` and on: `ingressCount` of them with an Ingress, together with about `podCount`
 * Pods. Few are broken, always the same ones. Empty when both counts are 0 or less.
 */
export function generateApps(context: ScenarioContext, ingressCount: number, podCount: number): AppSpec[] {
  const appCount = Math.max(0, ingressCount, Math.ceil(podCount / 30))
  const apps: AppSpec[] = []
  let podsLeft = Math.max(0, podCount)
  for (let index = 0; index < appCount; index += 1) {
    const share = podCount > 0 ? Math.max(1, Math.round(podsLeft / (appCount - index))) : 1
    podsLeft = Math.max(0, podsLeft - share)
    const namespace = `team-${String(Math.floor(index / appsPerTeam) + 1).padStart(3, '0')}`
    const name = `app-${String((index % appsPerTeam) + 1).padStart(2, '0')}`
    const hosts = [`${name}.${namespace}.${bulkZone}`]
    const hasIngress = index < ingressCount
    const fault =
      hasIngress && index % brokenEvery === brokenEvery - 1
        ? faults[Math.floor(index / brokenEvery) % faults.length]
        : undefined
    apps.push({
      name,
      namespace,
      broken: null,
      warned: null,
      createdAt: context.ago(`${2 + context.pick(80, 'age', namespace, name)}d`),
      replicas: fault?.broken === 'workload-scaled-zero' ? 0 : share,
      image: `registry.example.org/${namespace}/${name}:2.${index % 20}.0`,
      hosts,
      path: '/',
      tlsHosts: hosts,
      pods: 'ready',
      deletedAt: null,
      isIngressDeleted: false,
      addresses: null,
      recordAddresses: null,
      recordOwner: null,
      certificate: 'ready',
      deployment: {},
      service: {},
      ingress: hasIngress ? {} : null,
      ...fault,
    })
  }
  return apps
}
