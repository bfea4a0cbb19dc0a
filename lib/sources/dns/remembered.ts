import 'server-only'

/** What was asked lately, by key: those who ask the same at nearly the same time share one answer. */
export class Remembered<V> {
  private readonly entries = new Map<string, { value: Promise<V>; untilMs: number }>()
  private readonly nowMs: () => number
  private readonly lastsMs: (value: V) => number

  constructor(nowMs: () => number, lastsMs: (value: V) => number) {
    this.nowMs = nowMs
    this.lastsMs = lastsMs
  }

  get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.entries.get(key)
    if (known !== undefined && known.untilMs > this.nowMs()) return known.value
    this.dropOld()
    const entry = { value: ask(), untilMs: Number.POSITIVE_INFINITY }
    this.entries.set(key, entry)
    entry.value.then(
      (value) => {
        entry.untilMs = this.nowMs() + this.lastsMs(value)
      },
      () => this.entries.delete(key),
    )
    return entry.value
  }

  private dropOld(): void {
    const nowMs = this.nowMs()
    for (const [key, { untilMs }] of this.entries) if (untilMs <= nowMs) this.entries.delete(key)
  }
}
