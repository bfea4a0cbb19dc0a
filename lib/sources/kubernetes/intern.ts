import 'server-only'
import { areJsonEqual } from '@/lib/model/json-equality'

const stringsMax = 50_000
const valuesMax = 50_000
const strings = new Map<string, string>()
/** By hash of their JSON text: the texts themselves would take more memory than sharing saves. */
const values = new Map<number, unknown>()

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
  const key = hashText(JSON.stringify(value))
  const known = values.get(key)
  // Equal JSON is of the same shape.
  if (known !== undefined) return areJsonEqual(known, value) ? (known as T) : value
  if (values.size >= valuesMax) values.clear()
  values.set(key, value)
  return value
}

/** FNV-1a, 32 bit. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let position = 0; position < text.length; position += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193)
  }
  return hash
}

/** Replaces these string members by their shared copies, in place. */
export function internMembers(record: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of keys) {
    const value = record[key]
    if (typeof value === 'string') record[key] = internString(value)
  }
}
