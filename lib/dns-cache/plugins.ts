import { compareReleases, isAtLeast, parseRelease, type Release } from './versions'

/** Which binary reads the Corefile: node-cache links few plugins, the standard CoreDNS build links all of its list. */
export type PluginSet = 'node-cache' | 'coredns'

/**
 * Directives that CoreDNS's parser knows, in the order in which their plugins see a query (the order in the file is irrelevant).
 * Source: coredns/coredns core/dnsserver/zdirectives.go at v1.11.3 and plugin.cfg. Those added later carry their first release;
 * older ones are taken as known everywhere, which decides between "unknown" and "not linked" only, never whether a file loads.
 */
const DIRECTIVES: readonly { name: string; since?: string }[] = [
  { name: 'root' },
  { name: 'metadata' },
  { name: 'geoip' },
  { name: 'cancel' },
  { name: 'tls' },
  { name: 'timeouts', since: '1.10.1' },
  { name: 'multisocket', since: '1.12.0' },
  { name: 'reload' },
  { name: 'nsid' },
  { name: 'bufsize' },
  { name: 'bind' },
  { name: 'debug' },
  { name: 'trace' },
  { name: 'ready' },
  { name: 'health' },
  { name: 'pprof' },
  { name: 'prometheus' },
  { name: 'errors' },
  { name: 'log' },
  { name: 'dnstap' },
  { name: 'local' },
  { name: 'dns64' },
  { name: 'acl' },
  { name: 'any' },
  { name: 'chaos' },
  { name: 'loadbalance' },
  { name: 'tsig' },
  { name: 'cache' },
  { name: 'rewrite' },
  { name: 'header' },
  { name: 'dnssec' },
  { name: 'autopath' },
  { name: 'minimal' },
  { name: 'template' },
  { name: 'transfer' },
  { name: 'hosts' },
  { name: 'route53' },
  { name: 'azure' },
  { name: 'clouddns' },
  { name: 'k8s_external' },
  { name: 'kubernetes' },
  { name: 'file' },
  { name: 'auto' },
  { name: 'secondary' },
  { name: 'etcd' },
  { name: 'loop' },
  { name: 'forward' },
  { name: 'grpc' },
  { name: 'erratic' },
  { name: 'whoami' },
  { name: 'on' },
  { name: 'sign' },
  { name: 'view' },
]

/**
 * Plugins linked into node-cache, with the first image tag that has them where that is not all of them. Source: kubernetes/dns
 * cmd/node-cache/main.go at the tags 1.16.0 to 1.26.7.
 */
const NODE_CACHE_PLUGINS: Readonly<Record<string, { sinceTag?: string; sinceCoreDns?: string }>> = {
  timeouts: { sinceCoreDns: '1.13.2' },
  reload: {},
  bufsize: { sinceTag: '1.22.7' },
  bind: {},
  debug: {},
  trace: { sinceTag: '1.17.0' },
  health: {},
  pprof: {},
  prometheus: {},
  errors: {},
  log: {},
  dns64: { sinceTag: '1.21.3' },
  loadbalance: {},
  cache: {},
  rewrite: { sinceTag: '1.17.0' },
  template: {},
  hosts: { sinceTag: '1.17.0' },
  loop: {},
  forward: {},
  whoami: {},
}

export type PluginSupport = 'linked' | 'not-linked' | 'unknown'

/** What the binary is: its plugin set, CoreDNS release and, where known, the node-cache tag. */
export type Binary = { pluginSet: PluginSet; release: Release; nodeCacheTag: Release | null }

/** Tells whether a directive works in that binary. Names are case-sensitive. */
export function judgeDirective(name: string, binary: Binary): PluginSupport {
  const known = DIRECTIVES.find((directive) => directive.name === name)
  if (known === undefined) return 'unknown'
  if (known.since !== undefined && !isAtLeast(binary.release, known.since)) return 'unknown'
  if (binary.pluginSet === 'coredns') return 'linked'
  const plugin = Object.hasOwn(NODE_CACHE_PLUGINS, name) ? NODE_CACHE_PLUGINS[name] : undefined
  if (plugin === undefined) return 'not-linked'
  if (plugin.sinceCoreDns !== undefined && !isAtLeast(binary.release, plugin.sinceCoreDns)) return 'not-linked'
  if (plugin.sinceTag !== undefined && binary.nodeCacheTag !== null) {
    const first = parseRelease(plugin.sinceTag)
    if (first !== null && compareReleases(binary.nodeCacheTag, first) < 0) return 'not-linked'
  }
  return 'linked'
}

/** The known directive closest to a misspelt one (at most two letters off, or another case); null when none is close. */
export function suggestDirective(name: string): string | null {
  let best: { name: string; distance: number } | null = null
  for (const directive of DIRECTIVES) {
    const distance = measureDistance(name.toLowerCase().replace(/[{;,:]+$/, ''), directive.name)
    if (distance <= 2 && distance < directive.name.length - 1 && (best === null || distance < best.distance)) {
      best = { name: directive.name, distance }
    }
  }
  return best?.name ?? null
}

/** Edits (insert, delete, replace, swap of neighbours) between two short words; long words are not compared. */
function measureDistance(a: string, b: string): number {
  if (a.length > 20 || Math.abs(a.length - b.length) > 2) return 3
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const read = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= b.length; column += 1) {
      const isEqual = a[row - 1] === b[column - 1]
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const edits = [
        read(row - 1, column) + 1,
        read(row, column - 1) + 1,
        read(row - 1, column - 1) + (isEqual ? 0 : 1),
      ]
      if (isSwap) edits.push(read(row - 2, column - 2) + 1)
      rows[row]?.push(Math.min(...edits))
    }
  }
  return read(a.length, b.length)
}
