import type { PastFinding } from '@/lib/api/finding-permalink'
import type { Finding } from '@/lib/model/finding'

const rememberedMax = 20_000

/**
 * Remembers findings by id after they went away, so that a link to one can still say what it was. Keeps the most recently seen and
 * nothing on disk.
 */
export class PastFindings {
  private readonly seen = new Map<string, { finding: Finding; atMs: number }>()
  private readonly limit: number

  constructor(limit = rememberedMax) {
    this.limit = limit
  }

  /** Notes that these are found at this moment (ms since the epoch). */
  note(findings: readonly Finding[], atMs: number): void {
    for (const finding of findings) {
      // Setting anew keeps the place of the first time; the oldest must come first to be forgotten first.
      this.seen.delete(finding.id)
      this.seen.set(finding.id, { finding, atMs })
    }
    for (const id of this.seen.keys()) {
      if (this.seen.size <= this.limit) break
      this.seen.delete(id)
    }
  }

  /** What is remembered of it; null when it was never seen, or so long ago that it was forgotten. */
  recall(id: string): PastFinding | null {
    const known = this.seen.get(id)
    if (known === undefined) return null
    const { check, severity, title, object, host } = known.finding
    return { check, severity, title, object, host: host ?? null, lastSeenAt: new Date(known.atMs).toISOString() }
  }
}
