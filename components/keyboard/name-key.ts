/** The keys that open the palette. `Mod+` is Ctrl, or Command on a Mac. */
export const paletteKeys = ['Mod+k'] as const

/** A key as it is printed on the keyboard: `⌘K` on a Mac, `Ctrl K` elsewhere. */
export function nameKey(key: string, isMac: boolean): string {
  const letter = /^Mod\+(.)$/.exec(key)?.[1]
  if (letter === undefined) return key
  return isMac ? `⌘${letter.toUpperCase()}` : `Ctrl ${letter.toUpperCase()}`
}
