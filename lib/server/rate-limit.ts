import 'server-only'

/** Lets `max` of something happen in any `windowMs`. */
export class RateLimit {
  private readonly max: number
  private readonly windowMs: number
  private times: number[] = []

  constructor(max: number, windowMs: number) {
    this.max = max
    this.windowMs = windowMs
  }

  /** Null when it may happen now, and counts it; otherwise milliseconds until it may. */
  take(nowMs: number): number | null {
    this.times = this.times.filter((atMs) => atMs > nowMs - this.windowMs)
    const oldest = this.times[0]
    if (this.times.length >= this.max && oldest !== undefined) return oldest + this.windowMs - nowMs
    this.times.push(nowMs)
    return null
  }
}
