import type { Topic } from '@/lib/api/events'
import type { KindName } from '@/lib/model/kubernetes'
import type { ReadKey } from '@/lib/snapshot/read-keys'
import { traceKinds } from './trace-kinds'

/** Kinds whose changes can be seen on the ingress list and traces: what they are made from, and supporting evidence. */
const pathKinds = new Set<KindName>([
  ...traceKinds,
  'Event',
  'Lease',
  'Certificate',
  'CertificateRequest',
  'Order',
  'Challenge',
  'Issuer',
  'ClusterIssuer',
  'NetworkPolicy',
])
/** What the certificates page is made from. */
const certificateKinds = new Set<KindName>([
  'Ingress',
  'Event',
  'Deployment',
  'Certificate',
  'CertificateRequest',
  'Order',
  'Challenge',
  'Issuer',
  'ClusterIssuer',
])
/** What the DNS zones page is made from, beside the answers of DNS. */
const nameKinds = new Set<KindName>(['Ingress', 'Service', 'Deployment', 'DaemonSet', 'StatefulSet', 'ClusterIssuer'])
/** Where the autoscaler publishes its bounds (`describeAutoscaler`). */
const autoscalerKey = 'ConfigMap/kube-system/cluster-autoscaler-status'

const dnsCacheKinds = new Set<KindName>(['ConfigMap', 'DaemonSet', 'Service', 'Pod', 'Node'])

/** The topics that a store change touches, from the keys that changed. */
export function listTopics(keys: Iterable<ReadKey>): Set<Topic> {
  const kinds = new Set<string>()
  const topics = new Set<Topic>()
  for (const key of keys) {
    kinds.add(key.slice(0, key.search(/[/#?]/)))
    if (key === autoscalerKey) topics.add('egress')
  }
  for (const kind of kinds) {
    if (kind === 'dns' || kind === 'probe' || kind === 'api' || pathKinds.has(kind as KindName))
      topics.add('ingresses').add('findings').add('clusters')
    if (kind === 'dns' || nameKinds.has(kind as KindName)) topics.add('dns-zones')
    if (dnsCacheKinds.has(kind as KindName)) topics.add('dns-cache').add('findings')
    if (certificateKinds.has(kind as KindName)) topics.add('certificates')
    if (kind === 'Node') topics.add('egress').add('clusters')
  }
  return topics
}

/**
 * Tells listeners which topics changed, each topic at most once in `intervalMs`: the first change at once, later ones
 * together at the end of the interval. No change is ever dropped.
 */
export class TopicBus {
  private readonly intervalMs: number
  private readonly listeners = new Set<(topics: ReadonlySet<Topic>) => void>()
  private readonly lastSentMs = new Map<Topic, number>()
  private readonly waiting = new Set<Topic>()
  private timer: NodeJS.Timeout | null = null

  constructor(intervalMs = 1000) {
    this.intervalMs = intervalMs
  }

  publish(topics: Iterable<Topic>): void {
    for (const topic of topics) this.waiting.add(topic)
    this.schedule()
  }

  subscribe(listener: (topics: ReadonlySet<Topic>) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get listenerCount(): number {
    return this.listeners.size
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.listeners.clear()
  }

  private schedule(): void {
    if (this.timer !== null || this.waiting.size === 0) return
    const nowMs = performance.now()
    const dueMs = Math.min(
      ...[...this.waiting].map((topic) => (this.lastSentMs.get(topic) ?? Number.NEGATIVE_INFINITY) + this.intervalMs),
    )
    // A short wait even for the first change gathers what one cause changes in several kinds.
    this.timer = setTimeout(() => this.flush(), Math.max(25, dueMs - nowMs))
    this.timer.unref()
  }

  private flush(): void {
    this.timer = null
    const nowMs = performance.now()
    const due = new Set(
      [...this.waiting].filter(
        (topic) => (this.lastSentMs.get(topic) ?? Number.NEGATIVE_INFINITY) + this.intervalMs <= nowMs + 1,
      ),
    )
    for (const topic of due) {
      this.waiting.delete(topic)
      this.lastSentMs.set(topic, nowMs)
    }
    if (due.size > 0) for (const listener of this.listeners) listener(due)
    this.schedule()
  }
}
