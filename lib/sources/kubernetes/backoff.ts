import 'server-only'

/** Growing pauses between failed tries: doubled each time, capped, and shortened by up to half so that clients spread out. */
export class Backoff {
  private readonly minMs: number
  private readonly maxMs: number
  private failures = 0

  constructor(minMs: number, maxMs: number) {
    this.minMs = minMs
    this.maxMs = maxMs
  }

  /** The pause before the next try. `random` is in [0, 1). */
  nextMs(random: number): number {
    const fullMs = Math.min(this.maxMs, this.minMs * 2 ** this.failures)
    this.failures = Math.min(this.failures + 1, 20)
    return fullMs * (0.5 + random / 2)
  }

  reset(): void {
    this.failures = 0
  }
}
