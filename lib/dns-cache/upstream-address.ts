import { parseIpAddress } from './ip-address'
import type { Token } from './lexer'
import { hasLeftPlaceholder } from './placeholders'
import { isUndecided, refuse, refusePlaceholder, type SetupContext, supports } from './setup'
import { isDomainName } from './zone-name'

const UPSTREAM_FIX = 'Write an IP address, IP:port, tls://IP or the path of a resolv.conf file.'

/** Removes `:port` and brackets from an address; the text itself when there is none. */
export function stripPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::[^:]*)?$/.exec(text)
  if (bracketed !== null) return bracketed[1] ?? ''
  const parts = text.split(':')
  return parts.length === 2 ? (parts[0] ?? '') : text
}

/**
 * Judges one upstream of `forward`. A path is taken on trust, because the file is in the container. Source: coredns/coredns
 * plugin/pkg/parse/host.go at v1.10.0; host names are legal from 1.14.4 on.
 */
export function judgeUpstream(context: SetupContext, token: Token): void {
  const text = token.text
  if (isUndecided(context, token)) return
  if (hasLeftPlaceholder(token, context.binary.pluginSet)) {
    refusePlaceholder(context, 'forward', token)
    return
  }
  if (text === '<nil>') {
    const message =
      'forward: "<nil>" is what node-cache writes when the upstream Service has no environment variable in its pod.'
    const fix = 'Create the Service named by -upstreamsvc (kube-dns-upstream) before the pods start, then restart them.'
    refuse(context, token, message, fix)
    return
  }
  const scheme = /^([a-z0-9]+):\/\//.exec(text)
  const host = scheme === null ? text : text.slice(scheme[0].length)
  const allowed = supports(context, '1.14.5') ? ['dns', 'tls', 'https'] : ['dns', 'tls']
  if (scheme !== null && !allowed.includes(scheme[1] ?? '')) {
    const fix = `Use ${allowed.map((name) => `${name}://`).join(' or ')}.`
    refuse(context, token, `forward: "${scheme[0]}" is not a protocol for upstreams.`, fix)
    return
  }
  const address = stripPort(host).replace(/%[^%]*$/, '')
  if (parseIpAddress(address) !== null || (scheme === null && host.startsWith('/'))) return
  if (supports(context, '1.14.4') && !/\s/.test(address) && isDomainName(address)) return
  refuse(context, token, `forward: upstream "${text}" is neither an IP address nor a file.`, UPSTREAM_FIX)
}
