import 'server-only'
import { domainToASCII } from 'node:url'

/**
 * The name as it is asked: lower case, without trailing dot, international names in their ASCII form. A leading `*` label is
 * kept, for a wildcard record is asked literally. `problem` says why a name is not asked at all.
 * Fact: RFC 1035 §2.3.4: a label has at most 63 octets, a name 255 on the wire, that is 253 as text.
 */
export function readQueryName(text: string): { name: string } | { problem: string } {
  const trimmed = text.trim().replace(/\.$/, '').toLowerCase()
  if (trimmed === '') return { problem: 'the name is empty' }
  const isWildcard = trimmed.startsWith('*.')
  const plain = isWildcard ? trimmed.slice(2) : trimmed
  // domainToASCII reads a URL host: it would turn "0x7f.1" into an address and refuse underscores in some versions.
  const isAscii = /^[\x21-\x7e]*$/.test(plain)
  const ascii = isAscii ? plain : domainToASCII(plain)
  if (ascii === '') return { problem: 'the name is not a host name' }
  const name = isWildcard ? `*.${ascii}` : ascii
  if (name.length > 253) return { problem: `the name has ${name.length} characters; DNS allows 253` }
  for (const label of ascii.split('.')) {
    if (label === '') return { problem: 'the name has an empty label' }
    if (label.length > 63)
      return { problem: `the label "${label.slice(0, 20)}…" has ${label.length} characters; DNS allows 63` }
    if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label))
      return { problem: `the label "${label}" is not one of a host name` }
  }
  return { name }
}
