import 'server-only'

/** A JSON object whose members nobody has looked at yet. */
export type JsonRecord = Record<string, unknown>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The member as an object, undefined when it is absent or something else. */
export function readRecord(record: JsonRecord | undefined, key: string): JsonRecord | undefined {
  const value = record?.[key]
  return isRecord(value) ? value : undefined
}

/** The objects of a list member; anything else in it is passed over. */
export function readRecords(record: JsonRecord | undefined, key: string): JsonRecord[] {
  const value = record?.[key]
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function readString(record: JsonRecord | undefined, key: string): string | undefined {
  const value = record?.[key]
  return typeof value === 'string' ? value : undefined
}

/** A copy with these members only; absent ones stay absent. */
export function pick(record: JsonRecord, keys: readonly string[]): JsonRecord {
  const picked: JsonRecord = {}
  for (const key of keys) {
    const value = record[key]
    if (value !== undefined && value !== null) picked[key] = value
  }
  return picked
}

/** A copy without these members. */
export function omit(record: JsonRecord, keys: readonly string[]): JsonRecord {
  const rest: JsonRecord = {}
  for (const [key, value] of Object.entries(record)) {
    if (value !== undefined && value !== null && !keys.includes(key)) rest[key] = value
  }
  return rest
}

/** The same without undefined members and empty lists or objects. */
export function dropEmpty(record: JsonRecord): JsonRecord {
  const kept: JsonRecord = {}
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined || value === null) continue
    if (Array.isArray(value) && value.length === 0) continue
    if (isRecord(value) && Object.keys(value).length === 0) continue
    kept[key] = value
  }
  return kept
}
