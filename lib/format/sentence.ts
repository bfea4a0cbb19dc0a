/** A clause as the beginning of a sentence. Names are written as they are, so only a first word in lower case changes. */
export function startSentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1)
}

/** A clause as a whole sentence: with a full stop, unless it ends with a mark of its own. */
export function endSentence(clause: string): string {
  return /[.!?]$/.test(clause) ? clause : `${clause}.`
}
