const dayMs = 24 * 60 * 60_000

/** What can say whether a moment (ms since the epoch) has passed; a judgement that asks is made again when it does. */
export interface SentenceClock {
  hasPassed(atMs: number): boolean
}

/**
 * A moment inside a sentence, to the second, in UTC: `03:07:41 UTC`, with its day (`2026-11-24 03:07:41 UTC`) when that is another
 * day than now. Text that is not a time comes back as it is.
 */
export function formatSentenceTime(at: string, clock: SentenceClock): string {
  const atMs = Date.parse(at)
  if (Number.isNaN(atMs)) return at
  const iso = new Date(atMs).toISOString()
  const time = `${iso.slice(11, 19)} UTC`
  const dayStartsMs = Math.floor(atMs / dayMs) * dayMs
  const isToday = clock.hasPassed(dayStartsMs) && !clock.hasPassed(dayStartsMs + dayMs)
  return isToday ? time : `${iso.slice(0, 10)} ${time}`
}
