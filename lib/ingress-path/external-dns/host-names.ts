/**
 * Names of a comma list of an annotation, lower case, in their ASCII form, without blanks and trailing dots.
 * Source: external-dns v0.22.0 `source/annotations/processors.go` (`SplitHostnameAnnotation`), `internal/idna`.
 */
export function listNames(text: string | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => toAsciiName(name.replace(/\s/g, '').replace(/\.$/, '')))
  return names.filter((name) => name !== '')
}

/** The name as DNS has it: `münchen.example` is `xn--mnchen-3ya.example`. What cannot be converted stays, in lower case. */
export function toAsciiName(name: string): string {
  const lower = name.toLowerCase()
  const isAscii = [...lower].every((character) => character.charCodeAt(0) < 128)
  if (isAscii || /[/?#@:[\]\\%\s]/.test(lower)) return lower
  // The parser of URLs converts names by the same tables (UTS 46), but refuses an asterisk.
  const rest = lower.replace(/^\*\./, '')
  try {
    const converted = new URL(`http://${rest}`).hostname
    return rest === lower ? converted : `*.${converted}`
  } catch {
    return lower
  }
}

/** What is wrong with a name of a record, in a clause without full stop, and the label it lies in; null when nothing is. */
export function findNameProblem(name: string): { text: string; label: string } | null {
  const labels = name.split('.')
  const long = labels.find((label) => label.length > 63)
  if (long !== undefined)
    return { text: `its label ${long} has ${long.length} characters, and 63 are allowed`, label: long }
  if (name.length > 253) return { text: `it has ${name.length} characters, and 253 are allowed`, label: name }
  if (labels.includes('')) return { text: 'it has an empty label between two dots', label: name }
  const starred = labels.find((label, position) => label.includes('*') && !(position === 0 && label === '*'))
  if (starred !== undefined) return { text: 'an asterisk is allowed only as the whole first label', label: starred }
  const hostile = labels.find((label) => !/^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?|\*)$/.test(label))
  if (hostile !== undefined) return { text: `its label ${hostile} holds what no host name may hold`, label: hostile }
  return null
}
