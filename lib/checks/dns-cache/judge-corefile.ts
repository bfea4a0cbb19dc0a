import type { CorefileReading, ServerBlock } from '@/lib/dns-cache/corefile'
import {
  type CorefileText,
  type NodeCacheDaemonSet,
  type Part,
  readInstallation,
  readInstalledCorefile,
} from '@/lib/dns-cache/installation'
import { formatNames } from '@/lib/format/count'
import { quoteShellWord } from '@/lib/format/shell-word'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ClusterSubject } from '../cluster-subject'
import {
  type Check,
  type CheckOutcome,
  type CheckPage,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
} from '../define-check'

/** The Corefile in force, and the DaemonSet that runs it as far as it is known. */
export interface InstalledCorefile {
  corefile: CorefileText
  reading: CorefileReading
  blocks: ServerBlock[]
  daemonSet: Part<NodeCacheDaemonSet>
}

export const notInstalled = 'NodeLocal DNS is not installed.'

/** Judges the Corefile. Not installed is not applicable; a Corefile that could not be read ends as `not-run`. */
export function judgeCorefile(view: ClusterView, judge: (installed: InstalledCorefile) => CheckOutcome): CheckOutcome {
  const { corefile, daemonSet } = readInstallation(view)
  const reading = readInstalledCorefile(view)
  if (corefile.state === 'unavailable') throw new NotObservedError(corefile.unavailable)
  if (corefile.state === 'absent' || reading.state !== 'found') {
    if (daemonSet.state === 'unavailable') throw new NotObservedError(daemonSet.unavailable)
    return notApplicable(notInstalled)
  }
  return judge({ corefile: corefile.part, reading: reading.part, blocks: reading.part.serverBlocks, daemonSet })
}

/** Judges the DaemonSet that runs node-cache; without one there is nothing to judge. */
export function judgeDaemonSet(
  view: ClusterView,
  judge: (daemonSet: NodeCacheDaemonSet) => CheckOutcome,
): CheckOutcome {
  const { daemonSet } = readInstallation(view)
  if (daemonSet.state === 'unavailable') throw new NotObservedError(daemonSet.unavailable)
  return daemonSet.state === 'absent' ? notApplicable('No DaemonSet runs node-cache.') : judge(daemonSet.part)
}

/** The DaemonSet when it is known to exist or not (null); not knowing ends as `not-run`. */
export function requireDaemonSet({ daemonSet }: InstalledCorefile): NodeCacheDaemonSet | null {
  if (daemonSet.state === 'unavailable') throw new NotObservedError(daemonSet.unavailable)
  return daemonSet.state === 'found' ? daemonSet.part : null
}

/** What is wrong with one server block, at which line, and what should stand there. */
export interface BlockFault {
  block: ServerBlock
  line: number
  observed: string
  expected?: string
}

/** The keys of a block as they are written: `.:53`. */
export function nameBlock(block: ServerBlock): string {
  return block.keys.map((key) => key.written).join(' ') || '(no zone)'
}

export function nameBlocks(faults: readonly { block: ServerBlock }[]): string {
  const names = [...new Set(faults.map(({ block }) => nameBlock(block)))]
  return `${names.length === 1 ? 'server block' : 'server blocks'} ${formatNames(names, 5)}`
}

export function showFault({ corefile }: InstalledCorefile, fault: BlockFault): EvidenceDraft {
  const field = `${corefile.key} line ${fault.line}, block ${nameBlock(fault.block)}`
  return { object: corefile.ref, field, observed: fault.observed, expected: fault.expected }
}

/** Edits load on their own within a minute or two, on every node, and each reload begins with empty caches. */
export const reloadNote = 'The edit loads on every node within about two minutes, and the caches start empty.'

export function listCorefileCommands({ corefile }: InstalledCorefile): string[] {
  const namespace = quoteShellWord(corefile.ref.namespace ?? '')
  const name = quoteShellWord(corefile.ref.name)
  return [`kubectl -n ${namespace} edit configmap ${name}`, `kubectl -n ${namespace} get configmap ${name} -o yaml`]
}

/** Where most of the words of these checks come from. */
export const sources = {
  cache: 'coredns/coredns plugin/cache at v1.10.0, read up to v1.14.7',
  manifest: 'kubernetes/kubernetes cluster/addons/dns/nodelocaldns/nodelocaldns.yaml',
  nodeCache: 'kubernetes/dns cmd/node-cache at 1.22.20 to 1.26.7',
  parser: 'coredns/caddy caddyfile at v1.1.1; coredns/coredns core/dnsserver at v1.10.0',
}

export const confirmCorefile = 'kubectl -n kube-system get configmap node-local-dns -o yaml'

export interface BlockCheck {
  id: string
  title: string
  severity: Check<ClusterSubject>['severity']
  order: number
  /** Defaults to ConfigMap and DaemonSet, which every Corefile is read with. */
  inputs?: Check<ClusterSubject>['inputs']
  /** The faults of one block; none when it is in order. */
  findFaults: (block: ServerBlock, installed: InstalledCorefile, view: ClusterView) => Omit<BlockFault, 'block'>[]
  /** Completes "In server blocks .:53 and cluster.local:53, …". */
  say: (faults: readonly BlockFault[], installed: InstalledCorefile) => string
  fix: string | ((installed: InstalledCorefile) => string)
  page: Omit<CheckPage, 'confirm'> & { confirm?: string }
}

export const corefileInputs = ['ConfigMap', 'DaemonSet'] as const

/** A check that looks at every server block and reports all that are at fault in one finding. */
export function defineBlockCheck(check: BlockCheck): Check<ClusterSubject> {
  const { id, title, severity, order, findFaults, say, fix, page } = check
  return defineCheck<ClusterSubject>({
    id,
    title,
    severity,
    level: 'proven',
    area: 'dns-cache',
    order,
    who: 'platform',
    inputs: check.inputs ?? corefileInputs,
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        if (installed.blocks.length === 0) return notApplicable('The Corefile has no server block.')
        const faults = installed.blocks.flatMap((block) =>
          findFaults(block, installed, view).map((fault) => ({ ...fault, block })),
        )
        if (faults.length === 0) return clear
        const text = `${typeof fix === 'string' ? fix : fix(installed)} ${reloadNote}`
        return found({
          summary: `In ${nameBlocks(faults)}, ${say(faults, installed)}`,
          object: installed.corefile.ref,
          evidence: faults.map((fault) => showFault(installed, fault)),
          fix: { text, commands: listCorefileCommands(installed) },
        })
      }),
    page: { confirm: confirmCorefile, ...page },
  })
}
