import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What the operating system says of a process; null where it does not say (only Linux has /proc). */
export interface ProcessUse {
  residentMb: number | null
  peakResidentMb: number | null
  cpuSeconds: number | null
}

/** Ticks of /proc/PID/stat: 100 a second on every Linux that Node runs on. */
const ticksPerSecond = 100

export function readProcessUse({ pid }: ChildProcess): ProcessUse {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const readMb = (name: string) => {
      const kilobytes = new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]
      return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
    }
    // The name in parentheses may hold spaces; user and system time are fields 14 and 15, counted from 1.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { residentMb: readMb('VmRSS'), peakResidentMb: readMb('VmHWM'), cpuSeconds: ticks / ticksPerSecond }
  } catch {
    return { residentMb: null, peakResidentMb: null, cpuSeconds: null }
  }
}

/** The 95th percentile of some times. */
export function takeP95(timesMs: readonly number[]): number {
  const sorted = [...timesMs].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN
}
