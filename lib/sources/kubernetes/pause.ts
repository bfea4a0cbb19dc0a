import 'server-only'

/** A wait that can be cut short. One wait at a time; cutting short with nobody waiting does nothing. */
export class Pause {
  private wake: (() => void) | null = null

  wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.cutShort(), durationMs)
      this.wake = () => {
        clearTimeout(timer)
        this.wake = null
        resolve()
      }
    })
  }

  cutShort(): void {
    this.wake?.()
  }
}
