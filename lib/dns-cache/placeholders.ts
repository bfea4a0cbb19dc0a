import type { Token } from './lexer'
import type { PluginSet } from './plugins'

/**
 * A word that node-cache fills in when it renders the Corefile. `meaning` completes "node-cache fills this in: …".
 * Source: kubernetes/dns cmd/node-cache/app/configmap.go at 1.22.20.
 */
export type Placeholder = { name: string; meaning: string; line: number; column: number }

const MEANINGS: Readonly<Record<string, string>> = {
  __PILLAR__LOCAL__DNS__: 'the listen addresses of -localip',
  __PILLAR__CLUSTER__DNS__: 'the ClusterIP of the Service named by -upstreamsvc',
  __PILLAR__UPSTREAM__SERVERS__: '/etc/resolv.conf, or the upstreamNameservers of the kube-dns ConfigMap',
  __PILLAR__DNS__SERVER__: 'nothing: it is removed',
}

const REMOVED = '__PILLAR__DNS__SERVER__'

/** Names of the placeholders in a word that the binary fills in; none for plain CoreDNS, which knows no placeholders. */
export function listFilledPlaceholders(text: string, pluginSet: PluginSet): string[] {
  if (pluginSet !== 'node-cache' || !text.includes('__PILLAR__')) return []
  return Object.keys(MEANINGS).filter((name) => text.includes(name))
}

/** True when the word's value is decided at run time: a placeholder that is filled in, or an unresolved reference. */
export function isHole(token: Token, pluginSet: PluginSet): boolean {
  return token.unresolved.length > 0 || listFilledPlaceholders(token.text, pluginSet).length > 0
}

/** True for a word that disappears when node-cache renders the file. */
export function isRemovedWord(token: Token, pluginSet: PluginSet): boolean {
  return pluginSet === 'node-cache' && token.text === REMOVED
}

/** True for a placeholder that nothing fills in at run time, such as the cluster domain, which is due at deploy time. */
export function hasLeftPlaceholder(token: Token, pluginSet: PluginSet): boolean {
  return /__PILLAR__\w+?__/.test(token.text) && listFilledPlaceholders(token.text, pluginSet).length === 0
}

/** Lists the words of a block that node-cache fills in, in file order. */
export function listPlaceholders(tokens: readonly Token[], pluginSet: PluginSet): Placeholder[] {
  return tokens.flatMap((token) =>
    listFilledPlaceholders(token.text, pluginSet).map((name) => ({
      name,
      meaning: MEANINGS[name] ?? '',
      line: token.line,
      column: token.column,
    })),
  )
}
