/** Rows that `j` and `k` walk through: a link to what the row is about, or the row itself where it leads nowhere. */
const rowSelector = 'main :is([data-row-link], [data-row])'

const listRows = () =>
  [...document.querySelectorAll<HTMLElement>(rowSelector)].filter((row) =>
    row.checkVisibility({ visibilityProperty: true }),
  )

export const hasRows = () => listRows().length > 0

/** The row that has the focus, and where it leads; null when none has it or it leads nowhere. */
export function findFocusedLink(): HTMLAnchorElement | null {
  const row = document.activeElement?.closest<HTMLElement>(rowSelector)
  return row instanceof HTMLAnchorElement ? row : null
}

/**
 * Moves the focus one row on (1) or back (-1). Without a row that has the focus and is in sight, it goes to the first in sight (or the
 * last, going back): whoever scrolled away wants to go on from where they look. In a long list rows come into the document as they
 * come into sight, so there is always a next one until the end.
 */
export function moveRow(step: 1 | -1): void {
  const rows = listRows()
  const at = rows.findIndex((row) => row.matches(':focus'))
  const focused = rows[at]
  const next =
    focused !== undefined && isInSight(focused)
      ? rows[at + step]
      : step === 1
        ? rows.find((row) => topOf(row) >= coveredPx())
        : rows.findLast((row) => isInSight(row))
  if (next === undefined) return
  // Scrolled by the whole row: its link is only a part of it.
  next.focus({ preventScroll: true })
  frameOf(next).scrollIntoView({ block: 'nearest' })
}

const frameOf = (row: HTMLElement) => row.closest('tr, li, article') ?? row
const topOf = (row: HTMLElement) => frameOf(row).getBoundingClientRect().top

/** What the header and the headings of a table cover at the top of the screen. */
function coveredPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0
}

function isInSight(row: HTMLElement): boolean {
  const { top, bottom } = frameOf(row).getBoundingClientRect()
  return bottom > coveredPx() && top < window.innerHeight
}
