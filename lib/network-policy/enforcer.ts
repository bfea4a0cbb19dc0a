import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { PolicyProfile } from './peers'

/** Who enforces NetworkPolicies in a cluster. `workload` is the DaemonSet that shows it; null when none of the known ones runs. */
export interface PolicyEnforcer {
  title: string | null
  workload: ObjectRef | null
  profile: PolicyProfile
}

const byAddress: PolicyProfile = { ipBlockMatchesPods: true, ipBlockMatchesNodes: true }

/**
 * DaemonSets of network plugins that enforce NetworkPolicies. Cilium sees Pods and nodes by identity, so an `ipBlock` does not match them
 * (Cilium 1.16 documentation, "Limitations of ipBlock"). For plugins that are not judged, what an `ipBlock` of Pods does is not known.
 */
const known: readonly { name: RegExp; container?: RegExp; title: string; profile: PolicyProfile }[] = [
  { name: /^cilium$/, title: 'Cilium', profile: { ipBlockMatchesPods: false, ipBlockMatchesNodes: false } },
  { name: /^anetd$/, title: 'GKE Dataplane V2', profile: { ipBlockMatchesPods: false, ipBlockMatchesNodes: null } },
  { name: /^(calico-node|canal)$/, title: 'Calico', profile: byAddress },
  { name: /^azure-npm$/, title: 'Azure Network Policy Manager', profile: byAddress },
  {
    name: /^aws-node$/,
    container: /eks-nodeagent|network-policy-agent/,
    title: 'the AWS network policy agent',
    profile: byAddress,
  },
  {
    name: /^(antrea-agent|kube-router|weave-net|ovnkube-node|kube-ovn-cni|romana-agent)$/,
    title: 'the network plugin',
    profile: { ipBlockMatchesPods: null, ipBlockMatchesNodes: null },
  },
]

/** The enforcer, by its DaemonSet in any namespace. Throws `NotObservedError` when DaemonSets could not be read. */
export function findPolicyEnforcer(view: ClusterView): PolicyEnforcer {
  return view.fact('policy-enforcer', (inner) => {
    for (const daemonSet of inner.list('DaemonSet')) {
      const found = known.find(
        (one) => one.name.test(daemonSet.metadata.name) && hasContainer(daemonSet, one.container),
      )
      if (found === undefined) continue
      const { namespace = '', name } = daemonSet.metadata
      return { title: found.title, workload: { kind: 'DaemonSet', namespace, name }, profile: found.profile }
    }
    return { title: null, workload: null, profile: { ipBlockMatchesPods: null, ipBlockMatchesNodes: null } }
  })
}

function hasContainer(daemonSet: KindMap['DaemonSet'], wanted: RegExp | undefined): boolean {
  if (wanted === undefined) return true
  return (daemonSet.spec?.template?.spec?.containers ?? []).some(
    ({ name, image }) => wanted.test(name) || wanted.test(image ?? ''),
  )
}
