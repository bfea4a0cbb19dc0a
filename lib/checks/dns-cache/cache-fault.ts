import type { ServerBlock } from '@/lib/dns-cache/corefile'
import type { BlockFault } from './judge-corefile'

type Fault = Omit<BlockFault, 'block'>

/** Whether the numbers of the block's cache are known and in force. */
export function hasCache(block: ServerBlock): boolean {
  return block.cache.line !== null && block.cache.enabled && block.cache.undetermined.length === 0
}

/** Whether answers of a class are kept for any name at all. */
export const isStored = (disabledZones: readonly string[]) => !disabledZones.includes('.')
/** One fault, at the line of the cache directive. */
export const at = (block: ServerBlock, observed: string, expected: string): Fault[] => [
  { line: block.cache.line ?? block.line, observed, expected },
]
export const seconds = (count: number) => `${count} s`
