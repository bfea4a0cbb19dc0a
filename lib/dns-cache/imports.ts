import type { Token } from './lexer'
import { lexCorefile } from './lexer'

/** Files beside the Corefile by path relative to it, such as the other keys of its ConfigMap. */
export type CorefileFiles = Readonly<Record<string, string>>

/** `warning` is set when the import could not be followed although CoreDNS may be able to. */
export type ImportOutcome =
  | { kind: 'expanded'; tokens: Token[] }
  | { kind: 'unseen'; message: string; fix: string }
  | { kind: 'refused'; message: string; fix: string }

const FIX_PATTERN = 'Use one file name, or one pattern with at most one "*" and one "?".'

/**
 * Follows an import that names no snippet. CoreDNS reads the container's file system; Fairlead sees only `files`. A relative plain
 * name that is not among them is refused as CoreDNS would refuse a missing file; an absolute path, or a relative one with a
 * pattern, may exist there and is reported as unseen.
 *
 * Source of the pattern rules: coredns/caddy caddyfile/parse.go doImport at v1.1.1.
 */
export function resolveFileImport(pattern: string, files: CorefileFiles): ImportOutcome {
  if (pattern === '') {
    return { kind: 'refused', message: 'import has an empty name.', fix: 'Name a snippet or a file.' }
  }
  const stars = pattern.split('*').length - 1
  const questions = pattern.split('?').length - 1
  if (stars > 1 || questions > 1 || (pattern.includes('[') && pattern.includes(']'))) {
    return { kind: 'refused', message: `import "${pattern}" has more than one wildcard or a [set].`, fix: FIX_PATTERN }
  }
  const path = pattern.replace(/^(\.\/)+/, '')
  const isPattern = /[*?[\]]/.test(pattern)
  const matches = Object.keys(files)
    .filter((name) => (isPattern ? matchesPattern(name, path) : name === path))
    .sort()
  if (matches.length > 0) {
    return { kind: 'expanded', tokens: matches.flatMap((name) => lexCorefile(files[name] ?? '', `/${name}`)) }
  }
  if (isPattern) {
    const message = `No file that Fairlead can see matches import "${pattern}"; CoreDNS only logs a warning when none exists.`
    return { kind: 'unseen', message, fix: 'Check the files mounted beside the Corefile, or remove the import.' }
  }
  if (pattern.startsWith('/')) {
    const message = `The content of import "${pattern}" is in the container and cannot be seen from outside.`
    return { kind: 'unseen', message, fix: 'Keep the imported lines in the ConfigMap, beside the Corefile.' }
  }
  const message = `import "${pattern}" names no snippet defined above this line and no file beside the Corefile.`
  return {
    kind: 'refused',
    message,
    fix: `Define the snippet (${pattern}) { … } before its first use, or mount the file.`,
  }
}

function matchesPattern(name: string, pattern: string): boolean {
  const source = [...pattern]
    .map((character) => {
      if (character === '*') return '[^/]*'
      if (character === '?') return '[^/]'
      return character.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`).test(name)
}
