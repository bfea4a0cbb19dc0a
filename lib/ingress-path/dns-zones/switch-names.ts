import type { Move } from '@/lib/model/dns-names'
import type { NameRow } from './name-row'

/** What one cluster says of a name: its row; `absent`: no object declares it; `unknown`: that could not be read. */
export type NameSide = NameRow | 'absent' | 'unknown'

/**
 * What a switch from one cluster (`here`) to another (`there`) does to a name.
 *
 * | move           | here          | there            | means                                                           |
 * |----------------|---------------|------------------|-----------------------------------------------------------------|
 * | `moves`        | holds it      | wants it         | leads to `there` once `here` lets go                            |
 * | `stuck`        | holds it      | wants it         | `here` wants it no more, and its external-dns never lets go     |
 * | `lost`         | holds it      | does not want it | has no record any more once `here` lets go                      |
 * | `contested`    | wants it      | wants it         | held by neither: a third owner, no signature; or by both        |
 * | `free`         | wants it      | wants it         | has no record; the first to write it keeps it                   |
 * | `already-there`| wants it      | holds it         | moved already                                                   |
 * | `only-there`   | nothing       | wants or holds it| a switch changes nothing                                        |
 * | `none`         | holds nothing | does not want it | no record of `here` to lose                                     |
 * | `unknown`      |               |                  | something of it could not be read                               |
 */
export function judgeMove(here: NameSide, there: NameSide): Move {
  const [own, other] = [asRow(here), asRow(there)]
  const isOwnWanted = own !== null && own.wanted.length > 0
  const isOtherWanted = other !== null && other.wanted.length > 0
  // The same owner id on both sides, or resolvers that disagree.
  if (own?.holder === 'here' && other?.holder === 'here') return 'contested'
  if (own?.holder === 'here') {
    if (isOtherWanted) return own.orphan?.removal.outcome === 'left' ? 'stuck' : 'moves'
    return isUncertain(there) ? 'unknown' : 'lost'
  }
  if (other?.holder === 'here') return isOwnWanted ? 'already-there' : 'only-there'
  if (isUncertain(here) || isUncertain(there)) return 'unknown'
  if (isOwnWanted && isOtherWanted) return own.holder === 'nobody' && other.holder === 'nobody' ? 'free' : 'contested'
  if (isOtherWanted) return 'only-there'
  return 'none'
}

const asRow = (side: NameSide): NameRow | null => (typeof side === 'string' ? null : side)

/** Whether a cluster wants or holds the name cannot be told. */
const isUncertain = (side: NameSide): boolean => side === 'unknown' || asRow(side)?.state === 'unknown'
