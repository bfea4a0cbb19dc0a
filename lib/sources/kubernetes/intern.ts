import 'server-only'

const stringsMax = 50_000
const valuesMax = 20_000
const strings = new Map<string, string>()
const values = new Map<string, unknown>()

/** One copy of a string that many objects hold, such as a node name or a label value. */
export function internString(value: string): string {
  const known = strings.get(value)
  if (known !== undefined) return known
  // A rare fresh start keeps this small without counting uses; what is in use already stays shared.
  if (strings.size >= stringsMax) strings.clear()
  strings.set(value, value)
  return value
}

/**
 * One copy of a JSON value that many objects hold, such as the containers of a workload's Pods. Stored objects are never
 * changed in place, so sharing is safe.
 */
export function internJson<T>(value: T): T {
  const key = JSON.stringify(value)
  const known = values.get(key)
  // The same JSON text was made from a value of the same shape.
  if (known !== undefined) return known as T
  if (values.size >= valuesMax) values.clear()
  values.set(key, value)
  return value
}

/** Replaces these string members by their shared copies, in place. */
export function internMembers(record: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of keys) {
    const value = record[key]
    if (typeof value === 'string') record[key] = internString(value)
  }
}
