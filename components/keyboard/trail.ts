/** The list a reader came from, so that they can go on to the next one without going back. */
export interface Trail {
  /** Addresses in the order of the list, each with its query. */
  hrefs: readonly string[]
  /** Where in it the reader is. */
  at: number
  /** The list goes on after the last one; only what had been loaded is known. */
  isCut: boolean
}

export type TrailStep = { href: string; trail: Trail } | { end: 'first' | 'last'; isCut: boolean }

/** The trail with the reader at this address; null when the address is not on it, and then there is no next one. */
export function findOnTrail(trail: Trail, href: string): Trail | null {
  const path = pathOf(href)
  // One page may stand in a list several times, for several hosts: the place that was left last comes first.
  if (pathOf(trail.hrefs[trail.at] ?? '') === path) return trail
  const exact = trail.hrefs.indexOf(href)
  const at = exact === -1 ? trail.hrefs.findIndex((each) => pathOf(each) === path) : exact
  return at === -1 ? null : { ...trail, at }
}

/** One on (1) or back (-1). */
export function stepOnTrail(trail: Trail, step: 1 | -1): TrailStep {
  const href = trail.hrefs[trail.at + step]
  if (href !== undefined) return { href, trail: { ...trail, at: trail.at + step } }
  return step === 1 ? { end: 'last', isCut: trail.isCut } : { end: 'first', isCut: false }
}

const pathOf = (href: string) => href.split('?', 1)[0] ?? ''
