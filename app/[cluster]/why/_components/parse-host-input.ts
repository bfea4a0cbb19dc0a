import { readUrlPath } from '@/lib/format/read-hostname'

/**
 * A host name ready to be looked up with the path that followed it, or why the text is none (`problem` names the fix). `*` stands for
 * rules without a host.
 */
export type HostInput =
  | { host: string; path: string | null; problem: null }
  | { host: null; path: null; problem: string }

const refuse = (problem: string): HostInput => ({ host: null, path: null, problem })

/**
 * The host name in what somebody pasted: a name, a `host:port`, or a whole URL. Scheme, login, port, query and a trailing dot are
 * dropped; upper case and international names become what DNS is asked for (the URL standard's rules).
 */
export function parseHostInput(text: string): HostInput {
  const pasted = text.trim().replace(/^["'<]+|["'>]+$/g, '')
  if (pasted === '') return refuse('Enter a host name, such as shop.example.net.')
  if (pasted === '*') return { host: '*', path: null, problem: null }
  const withoutScheme = pasted.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/^\/\//, '')
  const authority = withoutScheme.split(/[/?#\\]/, 1)[0] ?? ''
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1)
  if (hostAndPort === '') return refuse(`No host name in “${pasted}”. Enter one, such as shop.example.net.`)
  if (hostAndPort.startsWith('['))
    return refuse('This is an IP address. Enter the host name that a browser would ask for.')
  const named = hostAndPort.replace(/:\d*$/, '').replace(/\.$/, '')
  // The URL standard rewrites plain numbers to an IPv4 address, so addresses are recognised before it can.
  if (/^[\d.]+$/.test(named)) return refuse('This is an IP address. Enter the host name that a browser would ask for.')
  try {
    const { hostname } = new URL(`http://${named}`)
    if (/^[a-z0-9*_.-]+$/.test(hostname) && hostname.length <= 253)
      return { host: hostname, path: readUrlPath(pasted), problem: null }
  } catch {
    // Falls through to the same answer as a name with characters that no host has.
  }
  return refuse(`“${named}” is not a host name. Use letters, digits, dots and hyphens, such as shop.example.net.`)
}

/**
 * What the address of the page asks: its host may be a whole URL, as a form without scripts sends it, and then brings its own path.
 * A path that begins with anything but `/` is none. Without a host everything is null.
 */
export function readQuestion(host: string | null, urlPath: string | null): HostInput | NoQuestion {
  if (host === null || host === '') return { host: null, path: null, problem: null }
  const input = parseHostInput(host)
  if (input.host === null) return input
  return { ...input, path: input.path ?? (urlPath?.startsWith('/') ? urlPath : null) }
}

type NoQuestion = { host: null; path: null; problem: null }
