import { verdictWords } from '@/components/findings/verdict-look'
import type { DnsZonePage } from '@/lib/api/dns-zones'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { Move, NameState } from '@/lib/model/dns-names'
import type { PathVerdict } from '@/lib/model/verdict'

/** How a name stands, in a word or two. */
export const stateWords: Record<NameState, string> = {
  conflict: 'Conflict',
  orphaned: 'Left over',
  unsigned: 'Unsigned',
  'held-elsewhere': 'Held elsewhere',
  unknown: 'Unknown',
  'not-taken': 'Not taken',
  free: 'Free',
  'held-here': 'Held here',
}

/** The shape for a state where no single name is meant; a row carries its own verdict. */
export const stateVerdicts: Record<NameState, PathVerdict> = {
  conflict: 'failing',
  orphaned: 'warning',
  unsigned: 'failing',
  'held-elsewhere': 'failing',
  unknown: 'undetermined',
  'not-taken': 'not-applicable',
  free: 'warning',
  'held-here': 'passing',
}

/** What a switch to `other` does to a name. */
export const moveWords: Record<Move, (other: string) => string> = {
  contested: () => 'Held by neither',
  stuck: () => 'Needs a hand',
  lost: () => 'Would be lost',
  unknown: () => 'Not known',
  moves: () => 'Moves',
  free: () => 'Free to take',
  'already-there': (other) => `Already on ${other}`,
  'only-there': (other) => `Only on ${other}`,
  none: () => 'No record here',
}

export const moveVerdicts: Record<Move, PathVerdict> = {
  contested: 'failing',
  stuck: 'warning',
  lost: 'warning',
  unknown: 'undetermined',
  moves: 'passing',
  free: 'warning',
  'already-there': 'passing',
  'only-there': 'not-applicable',
  none: 'not-applicable',
}

/** The title of the page: its verdict, and how many names the cluster holds. */
export function titleOfDnsZones(cluster: string, { all }: Pick<DnsZonePage, 'all'>): string {
  const { names, held, verdict } = all
  const counted = `${formatCount(held)} of ${formatCounted(names, 'name')} held here`
  return `DNS zones ${verdictWords[verdict].toLowerCase()}: ${counted} · ${cluster}`
}
