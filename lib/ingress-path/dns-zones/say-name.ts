import { endSentence, startSentence } from '@/lib/format/sentence'
import { nameResource } from '@/lib/ingress-path/external-dns/name-owner'
import type { NameState } from '@/lib/model/dns-names'
import type { PathVerdict } from '@/lib/model/verdict'
import type { NameRow } from './name-row'

/** The cluster that signs with an owner id, as far as it is known: null for an id that no watched cluster uses. */
export type FindClusterOf = (ownerId: string) => string | null

/** How good or bad it is for the cluster of the row. Whether traffic arrives is judged for each Ingress, not here. */
export function rateName({ state, isRight }: Pick<NameRow, 'state' | 'isRight'>): PathVerdict {
  switch (state) {
    case 'conflict':
      return 'failing'
    case 'held-elsewhere':
    case 'unsigned':
      return isRight === true ? 'warning' : 'failing'
    case 'orphaned':
    case 'free':
      return 'warning'
    case 'unknown':
      return 'undetermined'
    case 'not-taken':
      return 'not-applicable'
    case 'held-here':
      return isRight === false ? 'warning' : 'passing'
  }
}

const sayings: Record<NameState, (row: NameRow, clusterOf: FindClusterOf) => string> = {
  conflict: ({ conflict }) => startSentence(conflict ?? 'several wishes exclude each other'),
  orphaned: sayOrphan,
  unsigned: (row) =>
    `There is a record, and no signature of external-dns beside it, so it is left alone; ${sayAnswer(row)}`,
  'held-elsewhere': (row, clusterOf) =>
    `${sayOwner(row, clusterOf)}, so external-dns here leaves it alone; ${sayAnswer(row)}`,
  unknown: ({ unavailable }) => startSentence(unavailable?.detail ?? 'something of it could not be read'),
  'not-taken': (row, clusterOf) => {
    const dropped = `${row.dropped ?? 'Not wanted'}: no external-dns here makes a record of it`
    return row.holder === 'elsewhere' ? `${dropped}. ${sayOwner(row, clusterOf)}` : dropped
  },
  free: ({ signature, wanted, answer }) => {
    const left = signature === null ? '' : `; a signature of owner ${signature.owner} is left over and stops nobody`
    const none = isNegative(answer) ? 'No record yet' : `No record of its own (a wildcard answers ${answer})`
    return `${none}: external-dns may write ${wanted[0]?.targets ?? 'one'}${left}`
  },
  'held-here': (row) => {
    const stamp = findOtherStamp(row)
    const stamped = stamp === null ? '' : `; the signature still names ${stamp}`
    if (row.isRight === false) return `Signed here, yet ${sayAnswer(row)}${stamped}`
    return `Signed here${row.answer === null ? '' : `, and DNS answers ${row.answer}`}${stamped}`
  },
}

/** The state of a name in one sentence. */
export function sayName(row: NameRow, clusterOf: FindClusterOf): string {
  return endSentence(sayings[row.state](row, clusterOf))
}

function sayOwner({ signature }: NameRow, clusterOf: FindClusterOf): string {
  if (signature === null) return 'Signed by another owner'
  const cluster = clusterOf(signature.owner)
  const stamp = signature.resource === null ? '' : ` for ${signature.resource}`
  if (cluster !== null) return `Signed by cluster ${cluster}${stamp}`
  return `Signed${stamp} by owner ${signature.owner}, whom no watched cluster has`
}

function sayAnswer({ answer, wanted, isRight }: NameRow): string {
  if (isRight === true) return `DNS answers what is wanted here all the same (${answer})`
  const instead = wanted[0] === undefined ? '' : ` instead of ${wanted[0].targets}`
  return `DNS answers ${answer ?? 'something that is not known'}${instead}`
}

function sayOrphan({ orphan, signature, declaredBy }: NameRow): string {
  const stamp = signature?.resource ?? null
  const named =
    orphan?.resource === 'gone'
      ? `Signed here for ${stamp}, which is gone`
      : orphan?.resource === 'there'
        ? `Signed here for ${stamp}, which is there and does not want it any more`
        : 'Signed here'
  const wish =
    declaredBy.length > 0 ? 'no external-dns here takes the name any more' : 'nothing here wants the name any more'
  const others = orphan?.otherSources ?? []
  const unless = others.length === 0 ? '' : ` (unless ${others.join(' or ')} does, which Fairlead does not read)`
  return `${named}; ${wish}${unless}. ${startSentence(orphan?.removal.because ?? 'what becomes of it is not known')}`
}

/** The object that a signature names when it is none of those that want the name now. */
function findOtherStamp({ signature, wanted }: NameRow): string | null {
  const stamp = signature?.resource ?? null
  if (stamp === null) return null
  return wanted.some(({ object }) => stamp === nameResource(object)) ? null : stamp
}

const isNegative = (answer: string | null) => answer === null || /^(NXDOMAIN|no address)/.test(answer)
