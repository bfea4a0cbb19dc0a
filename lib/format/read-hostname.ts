const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?'
const hostnamePattern = new RegExp(`^(\\*\\.)?(${label}\\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

/**
 * The hostname in what a person pasted: an address from the browser, a host with a port or a path, a bare host; lower case, without
 * a final dot. Null when it holds none: a single word is a name in the cluster, and an IP address is not a host that is declared.
 */
export function readHostname(typed: string): string | null {
  const text = typed.trim().toLowerCase()
  const host = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
  return host.length <= 253 && hostnamePattern.test(host) ? host : null
}

/**
 * The path of a pasted address, without query and fragment: null when it has none. `/` counts, as a browser writes it after a host.
 *
 *     https://shop.example.net/cart?id=1  ->  /cart
 */
export function readUrlPath(typed: string): string | null {
  const text = typed
    .trim()
    .replace(/^["'<]+|["'>]+$/g, '')
    .replace(/^([a-z][a-z0-9+.-]*:)?\/\//i, '')
  return text.match(/^[^/?#\\]+(\/[^?#]*)/)?.[1] ?? null
}
