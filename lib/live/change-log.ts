import type { Topic } from '@/lib/api/events'

/**
 * Which change of each topic was the last. A change says only that something is to be read again, so the last one stands for all
 * before it: the log answers from any position on, however far back, and never holds more than one entry a topic.
 */
export class ChangeLog {
  private readonly lastByTopic = new Map<string, Map<Topic, number>>()

  /** Notes that these topics of the cluster changed at `sequence`. A sequence that is older than what is known changes nothing. */
  note(cluster: string, topics: Iterable<Topic>, sequence: number): void {
    let last = this.lastByTopic.get(cluster)
    if (last === undefined) {
      last = new Map()
      this.lastByTopic.set(cluster, last)
    }
    for (const topic of topics) if (sequence > (last.get(topic) ?? -1)) last.set(topic, sequence)
  }

  /** Topics of the cluster that changed after `sequence`. */
  listSince(cluster: string, sequence: number): Topic[] {
    return [...(this.lastByTopic.get(cluster) ?? [])].filter(([, last]) => last > sequence).map(([topic]) => topic)
  }

  /** The cluster's last change, of these topics where some are given; 0 before the first. */
  lastSequence(cluster: string, topics: ReadonlySet<Topic> | null = null): number {
    let newest = 0
    for (const [topic, last] of this.lastByTopic.get(cluster) ?? [])
      if (topics === null || topics.has(topic)) newest = Math.max(newest, last)
    return newest
  }

  forget(cluster: string): void {
    this.lastByTopic.delete(cluster)
  }

  get clusters(): string[] {
    return [...this.lastByTopic.keys()]
  }
}
