/** One measured number of the bench. `budget` is null where none was set, `isMet` where there is nothing to compare. */
export interface Figure {
  what: string
  value: string
  budget: string | null
  isMet: boolean | null
}
