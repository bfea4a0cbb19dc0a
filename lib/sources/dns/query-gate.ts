import 'server-only'

/** Lets so many queries run at a time, and so many begin in a second (a burst of a tenth of a second is let through). */
export class QueryGate {
  private readonly concurrencyMax: number
  private readonly queriesPerSecondMax: number
  private readonly waiting: (() => void)[] = []
  private runningCount = 0
  private allowance: number
  private filledAtMs = performance.now()
  private timer: NodeJS.Timeout | null = null

  constructor(concurrencyMax: number, queriesPerSecondMax: number) {
    this.concurrencyMax = Math.max(1, concurrencyMax)
    this.queriesPerSecondMax = Math.max(1, queriesPerSecondMax)
    this.allowance = this.burstMax
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve)
      this.admit()
    })
    try {
      return await task()
    } finally {
      this.runningCount -= 1
      this.admit()
    }
  }

  /** Lets everything through that still waits, so that nothing hangs; the tasks know themselves that it is over. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    for (const admit of this.waiting.splice(0)) admit()
  }

  private get burstMax(): number {
    return Math.max(1, this.queriesPerSecondMax / 10)
  }

  private admit(): void {
    const nowMs = performance.now()
    this.allowance = Math.min(
      this.burstMax,
      this.allowance + ((nowMs - this.filledAtMs) / 1000) * this.queriesPerSecondMax,
    )
    this.filledAtMs = nowMs
    while (this.waiting.length > 0 && this.runningCount < this.concurrencyMax && this.allowance >= 1) {
      this.allowance -= 1
      this.runningCount += 1
      this.waiting.shift()?.()
    }
    if (this.waiting.length > 0 && this.runningCount < this.concurrencyMax && this.timer === null) {
      const waitMs = Math.ceil(((1 - this.allowance) / this.queriesPerSecondMax) * 1000)
      this.timer = setTimeout(
        () => {
          this.timer = null
          this.admit()
        },
        Math.max(1, waitMs),
      )
    }
  }
}
