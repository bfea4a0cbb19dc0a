/** How the rows of a list are read that are not known yet: its query without the place of the page. */
export interface TrailPages {
  list: 'ingresses' | 'certificates' | 'names'
  cluster: string
  params: Record<string, string | number | undefined>
  /** Rows of one page. */
  size: number
}

/** The list a reader came from, so that they can go on to the next one without going back. */
export interface Trail {
  /** Addresses in the order of the list, each with its query; a part of the list without a gap. */
  hrefs: readonly string[]
  /** Where in them the reader is. */
  at: number
  /** Rows of the list before the first one. */
  before: number
  /** Rows of the whole list. */
  total: number
  /** Null for a list that is known as a whole. */
  pages: TrailPages | null
}

/** `load` is the page, from 0, that has the next row. */
export type TrailStep = { href: string; trail: Trail } | { load: number } | { end: 'first' | 'last' }

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
  const { hrefs, at, before, total, pages } = trail
  const href = hrefs[at + step]
  if (href !== undefined) return { href, trail: { ...trail, at: at + step } }
  const wanted = before + at + step
  if (pages !== null && wanted >= 0 && wanted < total) return { load: Math.floor(wanted / pages.size) }
  return { end: step === 1 ? 'last' : 'first' }
}

/**
 * The trail with the rows of a page that was read, on the side where it was missing. What the list has moved under the reader's feet
 * is not walked twice.
 */
export function extendTrail(
  trail: Trail,
  step: 1 | -1,
  { page, hrefs, total }: { page: number; hrefs: readonly string[]; total: number },
): Trail {
  const { pages, before } = trail
  if (pages === null) return trail
  const end = before + trail.hrefs.length
  const first = page * pages.size
  const known = new Set(trail.hrefs)
  const fits = (index: number) => (step === 1 ? index >= end : index < before)
  const fresh = hrefs.filter((href, index) => fits(first + index) && !known.has(href))
  if (step === 1) return { ...trail, hrefs: [...trail.hrefs, ...fresh], total: Math.max(end + fresh.length, total) }
  const shift = fresh.length
  return {
    ...trail,
    hrefs: [...fresh, ...trail.hrefs],
    at: trail.at + shift,
    // With nothing fresh there is no row before: the list shrank.
    before: shift === 0 ? 0 : Math.max(0, before - shift),
    total: Math.max(total, shift + trail.hrefs.length),
  }
}

/** The rows of a list that are loaded without a gap around the one that is opened. `hrefAt` is null for one that is not loaded. */
export function listRowsAround(
  opened: string,
  count: number,
  hrefAt: (index: number) => string | null,
): { hrefs: string[]; before: number } {
  const at = Array.from({ length: count }, (_, index) => index).findIndex((index) => hrefAt(index) === opened)
  if (at === -1) return { hrefs: [opened], before: 0 }
  let first = at
  while (first > 0 && hrefAt(first - 1) !== null) first -= 1
  const hrefs: string[] = []
  for (let index = first; index < count; index += 1) {
    const href = hrefAt(index)
    if (href === null) break
    hrefs.push(href)
  }
  return { hrefs, before: first }
}

const pathOf = (href: string) => href.split('?', 1)[0] ?? ''
