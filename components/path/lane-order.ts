import { compareVerdictsWorstFirst, type PathVerdict } from '@/lib/model/verdict'
import type { KeyedPath } from './trace-selection'

/** Paths drawn at once; a host with a few more shows them all rather than folding one or two away. */
const lanesMax = 4
const lanesWithoutFold = 5

/**
 * Lanes in the order in which a reader sees them: those already shown keep their places whatever their verdicts become, new ones
 * follow as declared. With nothing known the worst come first.
 */
export function orderLanes(paths: readonly KeyedPath[], known: readonly string[]): KeyedPath[] {
  const before = known.flatMap((key) => paths.find((path) => path.key === key) ?? [])
  const rest = paths.filter(({ key }) => !known.includes(key))
  if (known.length > 0) return [...before, ...rest]
  return rest
    .map((path, index) => ({ path, index }))
    .sort((a, b) => compareVerdictsWorstFirst(a.path.path.verdict, b.path.path.verdict) || a.index - b.index)
    .map(({ path }) => path)
}

/** The lanes to draw and those to fold away. The selected lane is always drawn, after the others when it stands further down. */
export function foldLanes(
  lanes: readonly KeyedPath[],
  selectedKey: string | null,
  isUnfolded: boolean,
): { shown: KeyedPath[]; folded: KeyedPath[] } {
  if (isUnfolded || lanes.length <= lanesWithoutFold) return { shown: [...lanes], folded: [] }
  const shown = lanes.filter(({ key }, index) => index < lanesMax || key === selectedKey)
  return { shown, folded: lanes.filter((lane) => !shown.includes(lane)) }
}

export const canFold = (lanes: readonly KeyedPath[]) => lanes.length > lanesWithoutFold

/** `2 failing, 25 passing`: worst first, in the words given. */
export function countVerdicts(lanes: readonly KeyedPath[], words: Record<PathVerdict, string>): string {
  const counts = new Map<PathVerdict, number>()
  for (const { path } of lanes) counts.set(path.verdict, (counts.get(path.verdict) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => compareVerdictsWorstFirst(a, b))
    .map(([verdict, count]) => `${count} ${words[verdict].toLowerCase()}`)
    .join(', ')
}
