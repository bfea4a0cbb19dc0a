/** The names most like the one asked for, at most five, nearest first; none when nothing is near. */
export function findNearestNames(asked: string, names: Iterable<string>): string[] {
  const distanceMax = Math.max(2, Math.floor(asked.length / 8))
  const near: { name: string; distance: number }[] = []
  for (const name of names) {
    if (name === '*' || Math.abs(name.length - asked.length) > distanceMax) continue
    const distance = editDistance(asked, name)
    if (distance <= distanceMax) near.push({ name, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name)
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
