/** Which queries a fault hits; an absent field matches every query. */
export interface QueryMatch {
  name?: string
  type?: string
  transport?: 'udp' | 'tcp'
}

export type QueryEffect =
  | { kind: 'drop' }
  | { kind: 'servfail' }
  | { kind: 'refuse' }
  | { kind: 'delay'; delayMs: number }
  /** The answer over UDP is empty with the truncation bit, so that the client asks again over TCP. */
  | { kind: 'truncate' }
  /** The answer is bytes that are no DNS message. */
  | { kind: 'garbage' }

export interface ActiveQueryFault {
  match: QueryMatch
  effect: QueryEffect
  remaining: number
}

export interface DnsFaults {
  inject(match: QueryMatch, effect: QueryEffect, count?: number): { remove(): void }
  drop(match?: QueryMatch, count?: number): { remove(): void }
  servfail(match?: QueryMatch, count?: number): { remove(): void }
  slow(delayMs: number, match?: QueryMatch): { remove(): void }
  active(): readonly ActiveQueryFault[]
  clear(): void
}

export interface DnsFaultRegistry extends DnsFaults {
  /** The effects for one query, in the order they were injected; each counts as used. */
  take(query: { name: string; type: string; transport: 'udp' | 'tcp' }): QueryEffect[]
}

export function createDnsFaults(): DnsFaultRegistry {
  const faults = new Set<ActiveQueryFault>()
  const inject: DnsFaults['inject'] = (match, effect, count = Number.POSITIVE_INFINITY) => {
    const fault: ActiveQueryFault = { match, effect, remaining: count }
    faults.add(fault)
    return { remove: () => void faults.delete(fault) }
  }
  return {
    inject,
    drop: (match = {}, count) => inject(match, { kind: 'drop' }, count),
    servfail: (match = {}, count) => inject(match, { kind: 'servfail' }, count),
    slow: (delayMs, match = {}) => inject(match, { kind: 'delay', delayMs }),
    active: () => [...faults],
    clear: () => faults.clear(),
    take(query) {
      const effects: QueryEffect[] = []
      for (const fault of [...faults]) {
        const { name, type, transport } = fault.match
        if ((name ?? query.name) !== query.name || (type ?? query.type) !== query.type) continue
        if ((transport ?? query.transport) !== query.transport) continue
        fault.remaining -= 1
        if (fault.remaining <= 0) faults.delete(fault)
        effects.push(fault.effect)
      }
      return effects
    },
  }
}
