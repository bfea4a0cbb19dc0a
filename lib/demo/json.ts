/**
 * Reading and changing plain JSON of unknown shape without casts: manifests, patches and request bodies are whatever
 * somebody sent.
 */
export type JsonRecord = Record<string, unknown>

/** True for a JSON object; arrays and null are not objects here. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at `path`, or undefined as soon as a step is missing. */
export function readPath(value: unknown, ...path: (string | number)[]): unknown {
  let current = value
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step]
    else if (isRecord(current)) current = current[step]
    else return undefined
  }
  return current
}

/** The string at `path`; undefined when it is missing or not a string. */
export function readString(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = readPath(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The number at `path`; undefined when it is missing or not a number. */
export function readNumber(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = readPath(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** The array at `path`; empty when it is missing or not an array. */
export function readArray(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = readPath(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The object at `path`; empty when it is missing or not an object. */
export function readRecord(value: unknown, ...path: (string | number)[]): JsonRecord {
  const found = readPath(value, ...path)
  return isRecord(found) ? found : {}
}

/** The string-to-string map at `path`, such as labels; values that are not strings are left out. */
export function readStrings(value: unknown, ...path: (string | number)[]): Record<string, string> {
  const strings: Record<string, string> = {}
  for (const [key, entry] of Object.entries(readRecord(value, ...path))) {
    if (typeof entry === 'string') strings[key] = entry
  }
  return strings
}

/** Equality of two JSON values; the order of object keys does not matter, that of arrays does. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, index) => isSameJson(entry, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => key in b && isSameJson(a[key], b[key]))
}
