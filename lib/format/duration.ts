const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/**
 * A length of time in its two largest units: `0 s`, `45 s`, `2 min 30 s`, `1 h`, `3 d 4 h`. Fractions of a second are dropped;
 * a negative length reads as `0 s`. For a length the reader may compare or copy; for how old something is, see `formatAge`.
 */
export function formatDurationSeconds(lengthSeconds: number): string {
  let restSeconds = Math.max(0, Math.floor(lengthSeconds))
  const first = units.findIndex((unit) => restSeconds >= unit.seconds)
  if (first === -1) return '0 s'
  const parts: string[] = []
  for (const unit of units.slice(first, first + 2)) {
    const amount = Math.floor(restSeconds / unit.seconds)
    restSeconds -= amount * unit.seconds
    if (amount > 0) parts.push(`${amount} ${unit.name}`)
  }
  return parts.join(' ')
}
