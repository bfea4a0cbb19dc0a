import { describeRollout, type RolloutRow } from '@/lib/dns-cache/rollout'
import { coreDnsVersionOfNodeCacheImage, isAtLeast, parseRelease } from '@/lib/dns-cache/versions'
import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import { quoteShellWord } from '@/lib/format/shell-word'
import type { KindMap } from '@/lib/model/kubernetes'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ClusterSubject } from '../cluster-subject'
import { type Check, clear, defineCheck, found, notApplicable } from '../define-check'
import { corefileInputs, judgeDaemonSet, sources } from './judge-corefile'

const inputs = [...corefileInputs, 'Pod', 'Node'] as const
/** A new node or Pod gets this long: images are pulled and the first probe comes after 60 s. */
const graceMs = 180_000
/** First release whose CoreDNS was built with fixes for all published faults that concern node-cache. */
const soundCoreDns = '1.13.1'
const soundImage = '1.26.7'
const evidenceMax = 20

function readRows(view: ClusterView, daemonSet: Parameters<typeof describeRollout>[1]): RolloutRow[] {
  const { rows, unavailable } = describeRollout(view, daemonSet)
  const first = unavailable[0]
  if (first !== undefined) throw new NotObservedError(first)
  return rows
}

/** Nodes that need a cache: not Windows, not virtual, and ready (a node that is down has no Pods to serve). */
function needsCache(node: KindMap['Node'] | undefined): boolean {
  if (node === undefined) return false
  const labels = node.metadata.labels ?? {}
  if (labels['kubernetes.io/os'] === 'windows' || labels.type === 'virtual-kubelet') return false
  return !(node.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status !== 'True')
}

function isSettled(view: ClusterView, createdAt: string | undefined): boolean {
  const createdMs = Date.parse(createdAt ?? '')
  return Number.isNaN(createdMs) || view.hasPassed(createdMs + graceMs)
}

/** Checks of the Pods on each node. */
export const rolloutChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'ds-not-everywhere',
    title: 'Nodes run without their DNS cache',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 47,
    who: 'platform',
    inputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const rows = readRows(view, daemonSet)
        if (rows.length === 0) return notApplicable('There are no nodes.')
        const { namespace, name } = daemonSet.ref
        const affected = rows.filter((row) => {
          if (row.pod !== null && row.ready) return false
          const node = view.find('Node', null, row.node)
          if (!needsCache(node)) return false
          const pod = row.pod === null ? undefined : view.find('Pod', namespace, row.pod)
          return isSettled(view, (pod ?? node)?.metadata.creationTimestamp)
        })
        if (affected.length === 0) return clear
        const first = affected[0]
        const some = formatNames(affected.map((row) => row.node))
        return found({
          summary:
            `${formatCount(affected.length)} of ${formatCounted(rows.length, 'node')} run no ready Pod of DaemonSet ${namespace}/${name}: ${some}. ` +
            `${first?.reason ?? ''} Pods there lose DNS, or bypass the cache.`,
          object: daemonSet.ref,
          evidence: affected.slice(0, evidenceMax).map((row) => ({
            object: { kind: 'Node', namespace: null, name: row.node },
            field: row.pod === null ? 'Pods' : `Pod ${namespace}/${row.pod}`,
            observed: row.reason ?? 'not ready',
            expected: 'a ready Pod',
          })),
          fix: {
            text: 'See why the Pod is missing or not ready. Tolerate all taints and select all Linux nodes, as the Kubernetes manifest does.',
            commands: [
              `kubectl -n ${quoteShellWord(namespace ?? '')} rollout status daemonset ${quoteShellWord(name)} --timeout=5s`,
              ...(first?.pod
                ? [`kubectl -n ${quoteShellWord(namespace ?? '')} describe pod ${quoteShellWord(first.pod)}`]
                : []),
            ],
          },
        })
      }),
    page: {
      see: 'A ready Linux node has no ready Pod of the DaemonSet for three minutes or more.',
      why: 'In IPVS mode its Pods have no DNS. In iptables mode they bypass the cache, and after a crash without clean-up the address stays without a listener.',
      fix: 'Mend the Pod, or let the DaemonSet select and tolerate the node.',
      confirm: 'kubectl -n kube-system get pods -l k8s-app=node-local-dns -o wide',
      ignore: 'The node is kept out on purpose, and its kubelet hands out another DNS address.',
      source: sources.manifest,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'image-skew',
    title: 'Nodes run different versions of node-cache',
    severity: 'info',
    level: 'proven',
    area: 'dns-cache',
    order: 50,
    who: 'platform',
    inputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const byVersion = new Map<string, string[]>()
        for (const { version, node } of readRows(view, daemonSet)) {
          if (version !== null) byVersion.set(version, [...(byVersion.get(version) ?? []), node])
        }
        if (byVersion.size <= 1) return clear
        const versions = [...byVersion].sort((a, b) => b[1].length - a[1].length)
        const words = versions.map(([version, nodes]) => `${version} on ${formatCounted(nodes.length, 'node')}`)
        const { namespace, name } = daemonSet.ref
        return found({
          summary: `A rollout is half done: ${formatNames(words, 5)}. The nodes may answer differently.`,
          object: daemonSet.ref,
          evidence: versions.map(([version, nodes]) => ({
            object: daemonSet.ref,
            field: 'image tag',
            observed: `${version}: ${formatNames(nodes)}`,
          })),
          fix: {
            text: 'Let the rollout finish, or restart the Pods that lag behind.',
            commands: [
              `kubectl -n ${quoteShellWord(namespace ?? '')} rollout status daemonset ${quoteShellWord(name)}`,
            ],
          },
        })
      }),
    page: {
      see: 'The Pods of the DaemonSet run more than one image tag.',
      why: 'CoreDNS releases differ in caching and options; a Corefile that is fine for one may stop the other.',
      fix: 'Finish the rollout.',
      confirm: 'kubectl -n kube-system rollout status daemonset node-local-dns',
      ignore: 'The rollout is running right now.',
      source: sources.nodeCache,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'image-outdated',
    title: 'The node-cache image has known defects',
    severity: 'warning',
    level: 'proven',
    area: 'dns-cache',
    order: 45,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const { image, ref } = daemonSet
        const coreDns = image === null ? null : coreDnsVersionOfNodeCacheImage(image)
        const release = coreDns === null ? null : parseRelease(coreDns)
        if (image === null || release === null) return notApplicable('The CoreDNS release of the image is not known.')
        if (isAtLeast(release, soundCoreDns)) return clear
        const defect = isAtLeast(release, '1.11.3')
          ? 'built with a Go release that has known faults'
          : 'with CVE-2024-0874 (wrong answers from the cache)'
        return found({
          summary: `Image ${image} holds CoreDNS ${coreDns}, ${defect}.`,
          object: ref,
          evidence: [
            {
              object: ref,
              field: 'spec.template.spec.containers[node-cache].image',
              observed: image,
              expected: `tag ${soundImage} or newer`,
            },
          ],
          fix: {
            text: `Upgrade to tag ${soundImage} or newer, a tenth of the nodes at a time. CVE-2025-58063 and CVE-2025-47950 concern plugins that node-cache does not have.`,
            commands: [
              `kubectl -n ${quoteShellWord(ref.namespace ?? '')} set image daemonset/${quoteShellWord(ref.name)} node-cache=registry.k8s.io/dns/k8s-dns-node-cache:${soundImage}`,
            ],
          },
        })
      }),
    page: {
      see: `The tag of the image stands for a CoreDNS before ${soundCoreDns}.`,
      why: 'Before 1.11.3 the cache can return wrong answers (CVE-2024-0874); before 1.13.1 the binary has faults of its Go release.',
      fix: `Upgrade to ${soundImage} or newer.`,
      confirm: 'kubectl -n kube-system get daemonset node-local-dns -o jsonpath="{..image}"',
      source: 'kubernetes/dns go.mod at its tags; CVE-2024-0874',
    },
  }),
]
