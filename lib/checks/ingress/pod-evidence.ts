import type { EvidenceDraft } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { type PodState, refToPod } from '@/lib/ingress-path/backend-pods'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** Pods shown as evidence; the rest is counted. */
const evidenceMax = 5
const warningsMax = 3

export const countPods = (count: number) => `${count} ${count === 1 ? 'Pod' : 'Pods'}`

/** `2 crashing, 1 not scheduled`; the reason alone when none of the Pods is ready for a graver cause. */
export function describeMixture(pods: readonly PodState[]): string {
  const words = {
    'not-ready': 'not ready',
    crashing: 'crashing',
    unscheduled: 'not scheduled',
    terminating: 'terminating',
  }
  const parts = Object.entries(words).flatMap(([stage, word]) => {
    const count = pods.filter((pod) => pod.stage === stage).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const reason = pods.find((pod) => pod.stage === 'not-ready')?.reason
  // Of Pods that are all in the one state that was just named, only the reason is news.
  if (reason !== undefined && pods.every((pod) => pod.stage === 'not-ready')) return reason
  return reason === undefined ? parts.join(', ') : `${parts.join(', ')}: ${reason}`
}

/** The object to mend: the workload of the Pods, or the first Pod when nothing owns it. */
export function chooseObject(workload: ObjectRef | null, pods: readonly PodState[]): ObjectRef {
  const [first] = pods
  return workload ?? (first === undefined ? { kind: 'Pod', namespace: null, name: '' } : refToPod(first))
}

export function listPodEvidence(pods: readonly PodState[], expected: string): EvidenceDraft[] {
  const shown = pods
    .slice(0, evidenceMax)
    .map((pod) => ({ object: refToPod(pod), field: pod.field, observed: pod.reason, expected }))
  const rest = pods.length - shown.length
  return rest === 0 ? shown : [...shown, { observed: `${rest} more in the same state` }]
}

/** The latest Warning Event of the first Pods. Events support a finding; without them it stands all the same. */
export function listWarnings(view: ClusterView, pods: readonly PodState[]): EvidenceDraft[] {
  return pods.slice(0, warningsMax).flatMap((pod) => {
    const { namespace, name } = pod
    const listing = view.listingByIndex('Event', 'object', `Pod/${namespace}/${name}`, namespace)
    if (listing.state === 'unavailable') return []
    const seenAt = (event: (typeof listing.objects)[number]) =>
      event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? ''
    const [latest] = listing.objects
      .filter((event) => event.type === undefined || event.type === 'Warning')
      .sort((a, b) => (seenAt(a) < seenAt(b) ? 1 : -1))
    if (latest === undefined) return []
    const observed = [latest.reason, latest.message].filter(Boolean).join(': ')
    return [{ object: refToPod(pod), field: 'Warning Event', observed }]
  })
}

export function listPodCommands(pods: readonly PodState[], how: 'logs' | 'previous' | 'describe'): string[] {
  const [first] = pods
  if (first === undefined) return []
  const place = [first.name, '-n', first.namespace]
  const commands = [formatCommand('kubectl', 'describe', 'pod', ...place)]
  if (how === 'logs') commands.push(formatCommand('kubectl', 'logs', ...place, '--all-containers', '--tail=50'))
  if (how === 'previous') {
    commands.push(formatCommand('kubectl', 'logs', ...place, '--all-containers', '--previous', '--tail=50'))
  }
  return commands
}
