import type { ServerBlock } from './corefile'
import { formatIpKey, parseIpAddress } from './ip-address'
import { listFilledPlaceholders } from './placeholders'
import { isInZone, makeFullyQualified } from './zone-name'

/** `zone` is the one that matched, the longest suffix of the name. */
export type BlockMatch = { block: ServerBlock; zone: string }

/**
 * The block that answers a query: among the blocks that listen on the address and port, the one with the longest zone that the
 * lower-cased name ends in. Undefined when none does, which CoreDNS answers with REFUSED; a block without plugins refuses too.
 *
 * Without `bindAddress` every block counts. A block without `bind`, or with a bind that is filled in at run time, counts for any
 * address. Queries over other transports than plain DNS are not looked at. Source: coredns/coredns core/dnsserver/server.go at
 * v1.10.0; its detour for DS queries is left out.
 */
export function findBlockMatch(
  queryName: string,
  blocks: readonly ServerBlock[],
  bindAddress?: string,
  port = 53,
): BlockMatch | undefined {
  const name = makeFullyQualified(queryName.toLowerCase())
  let best: BlockMatch | undefined
  for (const block of blocks) {
    if (bindAddress !== undefined && !listensOn(block, bindAddress)) continue
    for (const key of block.keys) {
      if (key.transport !== 'dns' || key.port !== port) continue
      for (const zone of key.zones) {
        if (isInZone(name, zone) && (best === undefined || zone.length > best.zone.length)) best = { block, zone }
      }
    }
  }
  return best
}

/** The block of `findBlockMatch`. */
export function findBlockFor(
  queryName: string,
  blocks: readonly ServerBlock[],
  bindAddress?: string,
  port = 53,
): ServerBlock | undefined {
  return findBlockMatch(queryName, blocks, bindAddress, port)?.block
}

function listensOn(block: ServerBlock, address: string): boolean {
  const wanted = identify(address)
  return (
    block.bind.length === 0 ||
    block.bind.some(
      (bound) =>
        identify(bound) === wanted ||
        bound === '0.0.0.0' ||
        bound === '::' ||
        bound.includes('{$') ||
        bound.includes('{%') ||
        listFilledPlaceholders(bound, 'node-cache').length > 0,
    )
  )
}

function identify(text: string): string {
  const address = parseIpAddress(text)
  return address === null ? text : formatIpKey(address)
}
