/**
 * A short, stable, non-cryptographic hash (two rounds of FNV-1a, 32 bit each) as 16 hex digits. Finding ids are made from it, so
 * it must never change.
 */
export function hashText(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(`${text}#`, 0x01000193)
}

function fnv1a(text: string, seed: number): string {
  let hash = seed
  for (let position = 0; position < text.length; position += 1) {
    hash ^= text.charCodeAt(position)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
