import 'server-only'

/** Lets at most so many tasks run at a time; the others wait in the order they came. */
export class Gate {
  private readonly concurrencyMax: number
  private readonly waiting: (() => void)[] = []
  private runningCount = 0

  constructor(concurrencyMax: number) {
    this.concurrencyMax = concurrencyMax
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.runningCount >= this.concurrencyMax) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.runningCount += 1
    try {
      return await task()
    } finally {
      // The slot passes to the next in line, if there is one.
      const next = this.waiting.shift()
      if (next === undefined) this.runningCount -= 1
      else next()
    }
  }
}
