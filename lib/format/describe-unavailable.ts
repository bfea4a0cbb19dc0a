import type { Unavailable } from '@/lib/model/unavailable'

/**
 * Why something is not known, short enough for a card; a clause without full stop. What would allow it stands with the sources and in
 * the list of what could not be checked, so a permission is not named here.
 *
 *     no permission to read pods in namespace shop
 *     still reading nodes
 *     DNS: 10.0.0.10:53 answered REFUSED (needs a DNS server that answers)
 */
export function describeUnavailable({ what, reason, detail, need }: Unavailable): string {
  if (reason === 'forbidden') return `no permission to read ${what}`
  if (reason === 'pending') return `still reading ${what}`
  return `${what}: ${detail}${need === null ? '' : ` (needs ${need})`}`
}
