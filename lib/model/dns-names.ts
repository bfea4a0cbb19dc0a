/** How a name stands in one cluster, the ones to look at first. */
export const nameStates = [
  'conflict',
  'orphaned',
  'unsigned',
  'held-elsewhere',
  'unknown',
  'not-taken',
  'free',
  'held-here',
] as const
export type NameState = (typeof nameStates)[number]

/** What a switch from one cluster to another does to a name; see `judgeMove`. The ones to look at first. */
export const moves = [
  'contested',
  'stuck',
  'lost',
  'unknown',
  'moves',
  'free',
  'already-there',
  'only-there',
  'none',
] as const
export type Move = (typeof moves)[number]
