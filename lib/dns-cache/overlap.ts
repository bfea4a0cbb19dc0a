import { formatIpKey, parseIpAddress } from './ip-address'
import type { Token } from './lexer'
import { type CorefileProblem, describeProblem } from './problem'
import type { ServerKey } from './server-key'

/** What one block listens for; problems of its keys are added to `problems`. No `bind` means every address. A block with `view` serves a part of the queries and may overlap. */
export type ListeningBlock = {
  keys: readonly ServerKey[]
  bind: readonly Token[]
  hasView: boolean
  problems: CorefileProblem[]
}

const OVERLAP_FIX = 'Merge the two blocks, change the port, or bind them to different addresses.'

/**
 * Reports keys that claim the same transport, zone, port and address, and bound blocks beside an unbound one; once a key, for its
 * first such zone. Source: coredns/coredns core/dnsserver/address.go and register.go at v1.10.0. Placeholders count as one unknown
 * address each; a placeholder and an address are never called equal.
 */
export function reportOverlaps(blocks: readonly ListeningBlock[]): void {
  const listeners = new Listeners()
  for (const block of blocks) {
    const addresses = block.bind.length === 0 ? [''] : block.bind.map((token) => identifyAddress(token.text))
    for (const key of block.keys) {
      if (key.unresolved.length > 0) continue
      const clashes = key.zones.flatMap((zone) =>
        addresses.map((address) => listeners.claim(key, zone, address, block.hasView)),
      )
      const message = clashes.find((clash) => clash !== null) ?? null
      if (message === null) continue
      block.problems.push(describeProblem('START', 'corefile-parse-error', key, message, OVERLAP_FIX))
    }
  }
}

/** Who listens where so far, by line of the key; the empty address is every address. */
class Listeners {
  private readonly exact = new Map<string, number>()
  private readonly unbound = new Map<string, number>()
  private readonly bound = new Map<string, number>()

  /** Registers a claim, unless the block serves a part of the queries only; answers what it clashes with, null when nothing. */
  claim(key: ServerKey, zone: string, address: string, hasView: boolean): string | null {
    const shared = `${key.transport}|${zone}|${key.port}`
    const identity = `${shared}|${address}`
    const sameLine = this.exact.get(identity)
    const overlapLine = (address === '' ? this.bound : this.unbound).get(shared)
    if (!hasView) {
      if (sameLine === undefined) this.exact.set(identity, key.line)
      const register = address === '' ? this.unbound : this.bound
      if (!register.has(shared)) register.set(shared, key.line)
    }
    const label = `Zone "${zone}" on port ${key.port} is served`
    if (sameLine !== undefined) return `${label} twice on the same address (also on line ${sameLine}).`
    if (overlapLine !== undefined) return `${label} by a block with bind and one without (line ${overlapLine}).`
    return null
  }
}

function identifyAddress(text: string): string {
  const address = parseIpAddress(text)
  return address === null ? text : formatIpKey(address)
}
