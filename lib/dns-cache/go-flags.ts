/** Flags of a Go program by name without dashes; a flag without value is `true`. The last of a repeated flag counts, as in Go. */
export type GoFlags = Readonly<Record<string, string>>

/** Flags of node-cache and CoreDNS that take no value as a word of its own. Source: kubernetes/dns cmd/node-cache/main.go at 1.26.7. */
const booleanFlags = new Set([
  'setupinterface',
  'setupiptables',
  'setupebtables',
  'skipteardown',
  'reloadwithsignal',
  'quiet',
  'plugins',
  'version',
])

/**
 * Reads the words of a command line as Go's package flag does: `-name value`, `-name=value`, one dash or two, `--` and the first word
 * without a dash end the flags. A word with a space in its name (two words in one YAML string) is a name of its own, as in Go.
 */
export function readGoFlags(words: readonly string[]): GoFlags {
  const flags: Record<string, string> = Object.create(null)
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const match = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(word)
    const [, name, value] = match ?? []
    if (name === undefined) break
    if (value !== undefined) flags[name] = value
    else if (booleanFlags.has(name)) flags[name] = 'true'
    else {
      index += 1
      flags[name] = words[index] ?? ''
    }
  }
  return { ...flags }
}
