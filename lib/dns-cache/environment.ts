export type Environment = Readonly<Record<string, string>>

/** `text` after substitution; `unresolved` names the references that stayed because their value is not known. */
export type Substitution = { text: string; unresolved: string[] }

/** A value that refers to itself would never end in Caddy; past these limits the word stays as written, unresolved. */
const SUBSTITUTIONS_MAX = 100
const LENGTH_MAX = 16_384

/**
 * Replaces `{%NAME%}`, then `{$NAME}`, again and again until none is left, as coredns/caddy caddyfile/parse.go at v1.1.1 does.
 *
 * Deviation: Caddy reads its process environment and takes an unset name as empty. Fairlead sees at most the variables in the
 * DaemonSet, so a name that is missing from `env` stays as written and is listed as unresolved; an empty value is substituted.
 */
export function substituteEnvironment(text: string, env: Environment): Substitution {
  if (!text.includes('{%') && !text.includes('{$')) return { text, unresolved: [] }
  const unresolved = new Set<string>()
  let result = text
  for (const [open, close] of [
    ['{%', '%}'],
    ['{$', '}'],
  ] as const) {
    result = substituteForm(result, open, close, env, unresolved)
  }
  return { text: result, unresolved: [...unresolved] }
}

function substituteForm(text: string, open: string, close: string, env: Environment, unresolved: Set<string>): string {
  let result = text
  let from = 0
  for (let count = 0; count < SUBSTITUTIONS_MAX; count += 1) {
    const start = result.indexOf(open, from)
    if (start === -1) return result
    const end = result.indexOf(close, start)
    // An unclosed or empty reference ends the substitution of this form.
    if (end === -1 || end <= start + open.length) return result
    const name = result.slice(start + open.length, end)
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    if (value === undefined) {
      unresolved.add(name)
      from = end + close.length
      continue
    }
    result = result.replaceAll(open + name + close, () => value)
    if (result.length > LENGTH_MAX) break
  }
  const start = text.indexOf(open) + open.length
  unresolved.add(text.slice(start, text.indexOf(close, start)))
  return text
}
