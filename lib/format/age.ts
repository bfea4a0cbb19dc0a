const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * How long ago `at` (ISO 8601) was at `nowMs`, in one unit as kubectl would round it: `3 s`, `12 min`, `5 h`, `9 d`, `2 y`. A time in
 * the future (clocks differ) reads as `0 s`. Empty when `at` is not a time.
 */
export function formatAge(at: string, nowMs: number): string {
  const atMs = Date.parse(at)
  if (Number.isNaN(atMs)) return ''
  const ageMs = Math.max(0, nowMs - atMs)
  if (ageMs < 2 * minuteMs) return `${Math.floor(ageMs / 1000)} s`
  if (ageMs < 2 * hourMs) return `${Math.floor(ageMs / minuteMs)} min`
  if (ageMs < 2 * dayMs) return `${Math.floor(ageMs / hourMs)} h`
  if (ageMs < 730 * dayMs) return `${Math.floor(ageMs / dayMs)} d`
  return `${Math.floor(ageMs / (365 * dayMs))} y`
}

/** How long until `at`, rounded up so that it never reads as over while it is not: `3 s`, `12 min`. Null once it has passed or is not a time. */
export function formatUntil(at: string, nowMs: number): string | null {
  const restMs = Date.parse(at) - nowMs
  if (Number.isNaN(restMs) || restMs <= 0) return null
  if (restMs < 2 * minuteMs) return `${Math.ceil(restMs / 1000)} s`
  if (restMs < 2 * hourMs) return `${Math.ceil(restMs / minuteMs)} min`
  if (restMs < 2 * dayMs) return `${Math.ceil(restMs / hourMs)} h`
  return `${Math.ceil(restMs / dayMs)} d`
}

/** The clock time of an ISO 8601 time, in UTC so that people in different places read the same: `10:04:07 UTC`. Empty when it is not a time. */
export function formatClock(at: string): string {
  const atMs = Date.parse(at)
  return Number.isNaN(atMs) ? '' : `${new Date(atMs).toISOString().slice(11, 19)} UTC`
}

/** Day and time of an ISO 8601 time in UTC: `2026-11-24 10:04:07 UTC`. Empty when it is not a time. */
export function formatMoment(at: string): string {
  const atMs = Date.parse(at)
  if (Number.isNaN(atMs)) return ''
  const iso = new Date(atMs).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}
