import type { PastFinding } from '@/lib/api/finding-permalink'
import type { Finding } from '@/lib/model/finding'

const rememberedMax = 20_000

/**
 * Remembers findings by id after they went away, so that a link to one can still say what it was. Keeps the ones that went last and
 * nothing on disk.
 */
export class PastFindings {
  private current: readonly Finding[] = []
  private seenMs = 0
  private readonly gone = new Map<string, PastFinding>()
  private readonly limit: number

  constructor(limit = rememberedMax) {
    this.limit = limit
  }

  /**
   * Notes that exactly these are found, and were seen at this moment (ms since the epoch). The same array as the last time says
   * that nothing changed, and costs nothing.
   */
  note(findings: readonly Finding[], seenMs: number): void {
    if (findings !== this.current) {
      const ids = new Set(findings.map(({ id }) => id))
      for (const finding of this.current) if (!ids.has(finding.id)) this.remember(finding)
      for (const id of this.gone.keys()) if (ids.has(id)) this.gone.delete(id)
      this.current = findings
    }
    this.seenMs = seenMs
  }

  /** What is remembered of one that went away; null when it was never seen, or so long ago that it was forgotten. */
  recall(id: string): PastFinding | null {
    return this.gone.get(id) ?? null
  }

  private remember({ id, check, severity, area, title, summary, object, host }: Finding): void {
    const lastSeenAt = new Date(this.seenMs).toISOString()
    // Setting anew keeps the place of the first time; the oldest must come first to be forgotten first.
    this.gone.delete(id)
    this.gone.set(id, { check, severity, area, title, summary, object, host: host ?? null, lastSeenAt })
    for (const oldest of this.gone.keys()) {
      if (this.gone.size <= this.limit) break
      this.gone.delete(oldest)
    }
  }
}
