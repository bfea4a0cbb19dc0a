export interface HeapVerdict {
  isFlat: boolean
  /** Mean of the last third of the warmed-up samples against that of the first third, in percent. */
  growthPercent: number
  sentence: string
}

/** The most that a heap may grow and still be called flat, in percent. */
export const growthPercentMax = 10
const samplesMin = 6

/**
 * Whether a heap stays flat, judged from what was held after forced collections, in order. The first `warmUp` samples are left
 * out: caches fill and code is compiled. Null when fewer than six samples remain, which say nothing.
 */
export function judgeHeap(heapUsedMb: readonly number[], warmUp: number): HeapVerdict | null {
  const warmed = heapUsedMb.slice(warmUp)
  if (warmed.length < samplesMin) return null
  const third = Math.floor(warmed.length / 3)
  const first = mean(warmed.slice(0, third))
  const last = mean(warmed.slice(-third))
  const growthPercent = ((last - first) / first) * 100
  const isFlat = growthPercent <= growthPercentMax
  const figures = `${first.toFixed(1)} MB at first, ${last.toFixed(1)} MB at last (${growthPercent >= 0 ? '+' : ''}${growthPercent.toFixed(1)} %)`
  return {
    isFlat,
    growthPercent,
    sentence: `heap ${isFlat ? 'flat' : 'NOT flat'} within ${growthPercentMax} %: ${figures}`,
  }
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length
