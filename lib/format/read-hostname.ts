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
