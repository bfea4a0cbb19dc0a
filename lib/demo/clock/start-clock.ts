import type { RunningPlatform } from '@/lib/demo/clock/running-platform'
import type { ScriptStep } from '@/lib/demo/clock/script'

export interface DemoClock {
  readonly steps: readonly ScriptStep[]
  /** Runs one step now, by its place in the list. Throws for a place that does not exist. */
  runStep(index: number): void
  stop(): void
}

export interface ClockOptions {
  steps: readonly ScriptStep[]
  roundSeconds: number
  /** 2 is twice as fast; 0 never runs a step by itself. */
  speed: number
  log: (line: string) => void
}

/** Runs the steps at their times, round after round, until stopped. A step that fails is logged and does not end the round. */
export function startClock(platform: RunningPlatform, options: ClockOptions): DemoClock {
  const timers = new Set<NodeJS.Timeout>()
  const run = (step: ScriptStep) => {
    options.log(step.describe)
    try {
      step.apply(platform)
    } catch (error) {
      options.log(`this step failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const after = (seconds: number, act: () => void) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        act()
      },
      (seconds * 1000) / options.speed,
    )
    timers.add(timer)
  }
  const startRound = () => {
    for (const step of options.steps) after(step.atSeconds, () => run(step))
    after(options.roundSeconds, startRound)
  }
  if (options.speed > 0) startRound()
  return {
    steps: options.steps,
    runStep(index) {
      const step = options.steps[index]
      if (!step) throw new Error(`The demo script has steps 0 to ${options.steps.length - 1}, not ${index}`)
      step.apply(platform)
    },
    stop() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
