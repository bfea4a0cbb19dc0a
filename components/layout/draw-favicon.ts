import type { PathVerdict } from '@/lib/model/verdict'

/** What the icon of a browser tab can say. `plain` says nothing: the page judges nothing. */
export type FaviconState = 'plain' | 'failing' | 'warning' | 'passing' | 'undetermined' | 'stale'

/** The icon of a page with this verdict. What is shown from before the connection was lost is stale, whatever it was. */
export function chooseFavicon(verdict: PathVerdict | null, isStale: boolean): FaviconState {
  if (verdict === null) return 'plain'
  if (isStale) return 'stale'
  if (verdict === 'failing' || verdict === 'warning' || verdict === 'passing') return verdict
  return verdict === 'not-applicable' ? 'plain' : 'undetermined'
}

// Each state has a shape of its own, so that the tabs differ without colour. The colours stand out on light and dark tabs.
const marks: Record<Exclude<FaviconState, 'plain'>, string> = {
  failing:
    '<path d="M11.4 8h5.2L20 11.4v5.2L16.6 20h-5.2L8 16.6v-5.2Z" fill="#d6283b"/>' +
    '<path d="m11.6 11.6 4.8 4.8m0-4.8-4.8 4.8" stroke="#fff" stroke-width="2"/>',
  warning:
    '<path d="M13.5 7.5 20 19.5H7Z" fill="#e0932a" stroke="#e0932a" stroke-linejoin="round"/>' +
    '<path d="M13.5 11.5v3.6m0 2.4v.1" stroke="#fff" stroke-width="1.8"/>',
  passing:
    '<circle cx="14" cy="14" r="6" fill="#2a8f63"/><path d="m11.4 14.2 1.9 1.9 3.4-3.9" stroke="#fff" stroke-width="1.9"/>',
  undetermined:
    '<path d="M14 7.4 20.6 14 14 20.6 7.4 14Z" fill="#6a7fa8"/>' +
    '<path d="M12.4 12.6c.1-1 .7-1.5 1.6-1.5s1.6.5 1.6 1.4c0 1.1-1.6 1.2-1.6 2.3m0 1.9v.1" stroke="#fff" stroke-width="1.6"/>',
  stale:
    '<circle cx="14" cy="14" r="6" fill="#8a5a00"/><path d="M14 10.6V14l2.3 1.6" stroke="#fff" stroke-width="1.8"/>',
}

/** The icon as an SVG in a data URL. Without a mark it is the brand's ring; a stale one loses its colour. */
export function drawFavicon(state: FaviconState): string {
  const stroke = state === 'stale' ? '#8a93a3' : '#3f6fe4'
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke-linecap="round">' +
    `<g stroke="${stroke}" stroke-width="2.2"><circle cx="10" cy="10" r="8"/><path d="M2 10h4.6M13.4 10H18"/>` +
    `<circle cx="10" cy="10" r="3.2"/></g>${state === 'plain' ? '' : marks[state]}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
