import { readClusterDns } from '@/lib/dns-cache/cluster-dns'
import type { ServerBlock } from '@/lib/dns-cache/corefile'
import type { NodeCacheDaemonSet } from '@/lib/dns-cache/installation'
import { quoteShellWord } from '@/lib/format/shell-word'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterSubject } from '../cluster-subject'
import {
  type Check,
  type CheckOutcome,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
} from '../define-check'
import { listDaemonSetCommands, showArgs } from './arguments'
import {
  confirmCorefile,
  corefileInputs,
  defineBlockCheck,
  type InstalledCorefile,
  judgeCorefile,
  listCorefileCommands,
  nameBlock,
  requireDaemonSet,
  sources,
} from './judge-corefile'
import { isAnyAddress, isLinkLocal, listBoundIps, readIpKey } from './zones'

const noDaemonSet = 'No DaemonSet runs node-cache.'
const notOnHost = 'The DaemonSet does not use the host network, so its addresses are those of its Pods.'

const listLocalIps = (daemonSet: NodeCacheDaemonSet | null) =>
  daemonSet?.localIpElements.map((ip) => ip.trim()).filter((ip) => ip !== '') ?? null

/** Blocks whose addresses are all known, with them; those that bind interfaces or unresolved references are left out. */
function listBound(
  blocks: readonly ServerBlock[],
  localIps: readonly string[] | null,
): { block: ServerBlock; ips: string[] }[] {
  return blocks.flatMap((block) => {
    const ips = block.bind.length === 0 ? null : listBoundIps(block, localIps)
    return ips === null ? [] : [{ block, ips }]
  })
}

function without(ips: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map(readIpKey))
  return [...new Set(ips)].filter((ip) => !known.has(readIpKey(ip)))
}

function showBinds(
  installed: InstalledCorefile,
  bound: readonly { block: ServerBlock; ips: string[] }[],
  expected: string,
): EvidenceDraft[] {
  return bound.map(({ block, ips }) => ({
    object: installed.corefile.ref,
    field: `${installed.corefile.key} line ${block.directives.find(({ name }) => name === 'bind')?.line ?? block.line}, block ${nameBlock(block)}`,
    observed: `bind ${ips.join(' ')}`,
    expected,
  }))
}

function judgeLocalIps(installed: InstalledCorefile): CheckOutcome {
  const daemonSet = requireDaemonSet(installed)
  if (daemonSet === null) return notApplicable(noDaemonSet)
  if (!daemonSet.isHostNetwork) return notApplicable(notOnHost)
  const localIps = listLocalIps(daemonSet) ?? []
  const bound = listBound(installed.blocks, localIps)
  if (bound.length === 0) return notApplicable('No server block binds addresses that are known.')
  const all = bound.flatMap(({ ips }) => ips)
  if (all.some(isAnyAddress)) return notApplicable('A server block binds all addresses.')
  // A block with unknown addresses may be the one that binds what the others leave out.
  const isComplete = bound.length === installed.blocks.length
  const unserved = isComplete ? without(localIps, all) : []
  const unconfigured = without(all, localIps)
  if (unserved.length === 0 && unconfigured.length === 0) return clear
  const faults: string[] = []
  if (unconfigured.length > 0)
    faults.push(
      `${unconfigured.join(', ')} is bound but not in -localip, so nothing configures that address on the node`,
    )
  if (unserved.length > 0)
    faults.push(`${unserved.join(', ')} is in -localip but no block binds it, so queries to it get no answer`)
  return found({
    summary: `bind and -localip differ: ${faults.join('; ')}.`,
    object: installed.corefile.ref,
    evidence: [
      showArgs(daemonSet, `-localip ${daemonSet.flags.localip ?? '(not set)'}`, 'the addresses that the blocks bind'),
      ...showBinds(installed, bound, `bind ${localIps.join(' ')}`),
    ],
    fix: {
      text: 'Use the same addresses in "bind" of every block and in -localip.',
      commands: [...listCorefileCommands(installed), ...listDaemonSetCommands(daemonSet)],
    },
  })
}

/** Checks of the addresses that node-cache listens on. */
export const bindChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'bind-localip-mismatch',
    title: 'Bound addresses differ from -localip',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 15,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) => judgeCorefile(view, judgeLocalIps),
    page: {
      see: 'The addresses of bind in the Corefile and of -localip in the DaemonSet are not the same.',
      why: 'node-cache configures interface and packet filter for -localip only; CoreDNS listens on bind only. An address in one of them is unreachable or unanswered.',
      fix: 'Use the same list in both.',
      confirm: confirmCorefile,
      source: sources.nodeCache,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'bind-kubedns-mismatch',
    title: 'The cluster DNS address is not the one intercepted',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 16,
    who: 'platform',
    inputs: [...corefileInputs, 'Service'],
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        const daemonSet = requireDaemonSet(installed)
        if (daemonSet !== null && !daemonSet.isHostNetwork) return notApplicable(notOnHost)
        if (daemonSet?.flags.setupiptables === 'false')
          return notApplicable('node-cache sets up no packet filter (-setupiptables=false).')
        const localIps = listLocalIps(daemonSet) ?? []
        const ips = [...localIps, ...listBound(installed.blocks, localIps).flatMap((bound) => bound.ips)]
        const intercepted = [...new Set(ips)].filter(
          (ip) => readIpKey(ip) !== null && !isLinkLocal(ip) && !isAnyAddress(ip),
        )
        if (intercepted.length === 0)
          return notApplicable('Only link-local addresses are bound; Pods must then be given them by the kubelet.')
        const { kubeDns } = readClusterDns(view)
        if (kubeDns.state === 'unavailable') throw new NotObservedError(kubeDns.unavailable)
        if (kubeDns.state === 'absent')
          return notApplicable('There is no Service kube-system/kube-dns to compare with.')
        const wrong = without(intercepted, kubeDns.part.clusterIps)
        if (wrong.length === 0) return clear
        const actual = kubeDns.part.clusterIps.join(', ') || 'none'
        const service = `${kubeDns.part.ref.namespace}/${kubeDns.part.ref.name}`
        return found({
          summary: `${wrong.join(', ')} is bound as the cluster DNS address, but the ClusterIP of Service ${service} is ${actual}: queries of Pods bypass the cache, and the wrong address is taken over on every node.`,
          object: installed.corefile.ref,
          evidence: [
            { object: kubeDns.part.ref, field: 'spec.clusterIP', observed: actual, expected: wrong.join(', ') },
            ...showBinds(
              installed,
              listBound(installed.blocks, localIps),
              `bind … ${kubeDns.part.clusterIps[0] ?? ''}`.trim(),
            ),
          ],
          fix: {
            text: `Replace ${wrong.join(', ')} by ${actual} in "bind" and -localip.`,
            commands: [
              `kubectl -n ${quoteShellWord(kubeDns.part.ref.namespace ?? '')} get service ${quoteShellWord(kubeDns.part.ref.name)}`,
              ...listCorefileCommands(installed),
            ],
          },
        })
      }),
    page: {
      see: 'An address that is not link-local is bound, and it is not the ClusterIP of the cluster’s DNS Service.',
      why: 'Pods ask the ClusterIP. When node-cache listens elsewhere their queries never reach it, and whatever has the other address is cut off on each node.',
      fix: 'Write the real ClusterIP in bind and -localip.',
      confirm: 'kubectl -n kube-system get service kube-dns',
      source: `${sources.manifest}; ${sources.nodeCache}`,
    },
  }),
  defineBlockCheck({
    id: 'bind-missing',
    title: 'Server block listens on every address of the node',
    severity: 'error',
    order: 17,
    findFaults: (block, installed) => {
      if (block.bind.length > 0) return []
      const daemonSet = requireDaemonSet(installed)
      if (daemonSet === null || !daemonSet.isHostNetwork) return []
      return [
        {
          line: block.line,
          observed: 'no bind, on the host network',
          expected: `bind ${(listLocalIps(daemonSet) ?? []).join(' ')}`.trim(),
        },
      ]
    },
    say: () =>
      'bind is missing on the host network: it listens on every address of the node, collides with the resolver there and answers outsiders.',
    fix: 'Add bind with the addresses of -localip.',
    page: {
      see: 'A server block has no bind while the DaemonSet uses the host network.',
      why: 'It opens port 53 on all addresses of the node: a local resolver there blocks it, or it answers whoever reaches the node.',
      fix: 'Bind the listen addresses only.',
      source: sources.manifest,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'bind-inconsistent',
    title: 'Server blocks listen on different addresses',
    severity: 'warning',
    level: 'proven',
    area: 'dns-cache',
    order: 35,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        const localIps = listLocalIps(installed.daemonSet.state === 'found' ? installed.daemonSet.part : null)
        const byPort = new Map<number, { block: ServerBlock; ips: string[] }[]>()
        for (const bound of listBound(installed.blocks, localIps)) {
          for (const port of new Set(bound.block.keys.map((key) => key.port)))
            byPort.set(port, [...(byPort.get(port) ?? []), bound])
        }
        const keyOf = (ips: readonly string[]) => [...new Set(ips.map(readIpKey))].sort().join()
        const mixed = [...byPort.values()].find((group) => new Set(group.map(({ ips }) => keyOf(ips))).size > 1)
        if (mixed === undefined) return clear
        const sets = [...new Map(mixed.map(({ ips }) => [keyOf(ips), ips])).values()]
        return found({
          summary: `Server blocks on one port bind different addresses (${sets.map((ips) => ips.join(' ')).join(' | ')}): a name is answered by another block, or refused, depending on the address that is asked.`,
          object: installed.corefile.ref,
          evidence: showBinds(installed, mixed, 'the same addresses in every block'),
          fix: { text: 'Bind the same addresses in every block.', commands: listCorefileCommands(installed) },
        })
      }),
    page: {
      see: 'Two server blocks on one port have different addresses after bind.',
      why: 'Blocks are looked up for each listening address, so cluster names may fall to the root block on one of them.',
      fix: 'Use one list of addresses.',
      confirm: confirmCorefile,
      ignore: 'Two audiences are served on purpose, as AKS LocalDNS does.',
      source: 'coredns/coredns core/dnsserver/server.go at v1.10.0',
    },
  }),
]
