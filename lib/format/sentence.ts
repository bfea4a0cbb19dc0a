/** A clause as the beginning of a sentence. Names are written as they are, so only a first word in lower case changes. */
export function startSentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1)
}

/** A clause that comes from elsewhere as a sentence of its own. An address or URL keeps how it is written. */
export function formSentence(clause: string): string {
  return endSentence(/^[a-z]+( |:|$)/.test(clause) && !/^[a-z]+:\/\//.test(clause) ? startSentence(clause) : clause)
}

/** A clause as a whole sentence: with a full stop, unless it ends with a mark of its own. */
export function endSentence(clause: string): string {
  return /[.!?]$/.test(clause) ? clause : `${clause}.`
}

/**
 * A sentence without its subject, where that stands beside it in a table: there is room for the rest then.
 *
 *     a.example.net has no DNS record.  ->  Has no DNS record.
 */
export function dropSubject(sentence: string, subject: string): string {
  return sentence.startsWith(`${subject} `) ? startSentence(sentence.slice(subject.length + 1)) : sentence
}
