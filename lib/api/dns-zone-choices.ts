/** Orders of the list of names; each may be reversed with a `-`. */
export const nameSorts = ['state', '-state', 'name', '-name', 'zone', '-zone'] as const

/** What the filter for a zone says for names that no known zone holds. */
export const noZone = 'none'
