import type { ServerBlock } from '@/lib/dns-cache/corefile'
import type { ClusterSubject } from '../cluster-subject'
import { type Check, clear, defineCheck, found, notApplicable } from '../define-check'
import {
  confirmCorefile,
  corefileInputs,
  defineBlockCheck,
  judgeCorefile,
  listCorefileCommands,
  requireDaemonSet,
  sources,
} from './judge-corefile'
import { isRootBlock } from './zones'

const lacks = (block: ServerBlock, plugin: string) => !block.plugins.includes(plugin)

/**
 * Where `log` writes a line for every successful query: without a class, or with class `all` or `success`. Null when it does not.
 * Source: coredns/coredns plugin/log/setup.go at v1.10.0 (classes default to all).
 */
function findLoudLog(block: ServerBlock): { line: number; observed: string } | null {
  const log = block.directives.find((directive) => directive.name === 'log')
  if (log === undefined) return null
  const observed = log.words.join(' ')
  const uses = log.words.filter((word) => word === 'log').length
  const classAt = log.words.flatMap((word, position) => (word === 'class' ? [position] : []))
  if (classAt.length < uses) return { line: log.line, observed }
  const isLoud = classAt.some((position) => {
    const end = log.words.indexOf('}', position)
    const named = log.words.slice(position + 1, end === -1 ? undefined : end)
    return named.length === 0 || named.includes('all') || named.includes('success')
  })
  return isLoud ? { line: log.line, observed } : null
}

/** Checks of the plugins around the cache: protection, reloading and being seen. */
export const pluginChecks: Check<ClusterSubject>[] = [
  defineBlockCheck({
    id: 'loop-missing',
    title: 'Forwarding loops would go unnoticed',
    severity: 'warning',
    order: 40,
    findFaults: (block) =>
      block.forwards.length > 0 && lacks(block, 'loop')
        ? [{ line: block.line, observed: 'forward without loop', expected: 'loop' }]
        : [],
    say: () => 'forward stands without loop: a forwarding loop ends in an out-of-memory kill instead of a clear error.',
    fix: 'Add "loop" to the block.',
    page: {
      see: 'A server block has forward and no loop.',
      why: 'loop detects that queries come back and stops with a message; without it memory fills until the kernel kills the process, and DNS on the node stays dead.',
      fix: 'Add loop.',
      source: sources.manifest,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'reload-missing',
    title: 'Edits of the Corefile are never loaded',
    severity: 'warning',
    level: 'proven',
    area: 'dns-cache',
    order: 41,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        if (installed.blocks.length === 0) return notApplicable('The Corefile has no server block.')
        if (installed.blocks.some((block) => !lacks(block, 'reload'))) return clear
        const flag = requireDaemonSet(installed)?.flags.reloadwithsignal
        if (flag !== undefined && flag !== 'false') return clear
        return found({
          summary:
            'No server block has reload: edits of the ConfigMap reach the node, but the process keeps what it read at its start.',
          object: installed.corefile.ref,
          evidence: [
            {
              object: installed.corefile.ref,
              field: installed.corefile.key,
              observed: 'no reload in any block',
              expected: 'reload',
            },
          ],
          fix: {
            text: 'Add "reload" to a block and restart the Pods once, so that they read it.',
            commands: listCorefileCommands(installed),
          },
        })
      }),
    page: {
      see: 'reload is in no server block, and the DaemonSet does not set -reloadwithsignal.',
      why: 'node-cache writes the new file, and CoreDNS never looks at it.',
      fix: 'Add reload to one block; it counts for the whole process.',
      confirm: confirmCorefile,
      ignore: 'The Pods are restarted with every change.',
      source: sources.nodeCache,
    },
  }),
  defineBlockCheck({
    id: 'errors-missing',
    title: 'Failures are not logged',
    severity: 'warning',
    order: 42,
    findFaults: (block) =>
      lacks(block, 'errors') ? [{ line: block.line, observed: 'no errors', expected: 'errors' }] : [],
    say: () => 'errors is missing: timeouts and refused upstreams leave no trace.',
    fix: 'Add "errors" to the block.',
    page: {
      see: 'A server block has no errors directive.',
      why: 'Failures of the upstream are then invisible in the log.',
      fix: 'Add errors.',
      source: sources.manifest,
    },
  }),
  defineBlockCheck({
    id: 'log-enabled',
    title: 'Every query is logged',
    severity: 'warning',
    order: 43,
    findFaults: (block) => {
      const loud = findLoudLog(block)
      return loud === null ? [] : [{ ...loud, expected: 'no log, or class error' }]
    },
    say: () => 'log writes a line for every query: CPU, disk and log cost on every node.',
    fix: 'Remove "log", or limit it: log . { class error }.',
    page: {
      see: 'log stands without a class, or with class all or success.',
      why: 'A node answers thousands of queries a second, and each one becomes a line.',
      fix: 'Remove it, or use class error or denial.',
      ignore: 'You are looking for a fault right now.',
      source: 'coredns/coredns plugin/log at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'prometheus-missing',
    title: 'Server block is invisible in metrics',
    severity: 'warning',
    order: 44,
    findFaults: (block) =>
      lacks(block, 'prometheus') ? [{ line: block.line, observed: 'no prometheus', expected: 'prometheus :9253' }] : [],
    say: () => 'prometheus is missing: its queries do not count in coredns_dns_* series.',
    fix: 'Add "prometheus :9253" to the block.',
    page: {
      see: 'A server block has no prometheus directive.',
      why: 'Rates, errors and latencies of its zones are missing from every dashboard and alert.',
      fix: 'Add prometheus with the same address as the other blocks.',
      source: sources.manifest,
    },
  }),
  defineBlockCheck({
    id: 'debug-enabled',
    title: 'Debug mode is on',
    severity: 'warning',
    order: 46,
    findFaults: (block) => {
      const debug = block.directives.find((directive) => directive.name === 'debug')
      return debug === undefined ? [] : [{ line: debug.line, observed: 'debug', expected: 'no debug' }]
    },
    say: () => 'debug is on: the process no longer recovers from a panic, and it logs much.',
    fix: 'Remove "debug".',
    page: {
      see: 'A server block has the debug directive.',
      why: 'A panic in one query then ends the process, and DNS on the node with it.',
      fix: 'Remove it.',
      ignore: 'You are looking for a fault right now.',
      source: 'coredns/coredns plugin/debug at v1.10.0',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'root-missing',
    title: 'Names outside the cluster are refused',
    severity: 'warning',
    level: 'proven',
    area: 'dns-cache',
    order: 39,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        if (installed.blocks.length === 0) return notApplicable('The Corefile has no server block.')
        if (installed.blocks.some((block) => block.unresolved.length > 0))
          return notApplicable('Zones come from variables that are not known.')
        if (installed.blocks.some(isRootBlock)) return clear
        const zones = installed.blocks.flatMap((block) => block.zones).join(', ')
        return found({
          summary: `The Corefile has no block for ".": only ${zones || 'no zone'} is answered, every other name is REFUSED.`,
          object: installed.corefile.ref,
          evidence: [
            {
              object: installed.corefile.ref,
              field: installed.corefile.key,
              observed: `zones: ${zones}`,
              expected: 'a block .:53',
            },
          ],
          fix: {
            text: 'Add a block ".:53" that forwards to __PILLAR__UPSTREAM__SERVERS__.',
            commands: listCorefileCommands(installed),
          },
        })
      }),
    page: {
      see: 'No server block serves the root zone.',
      why: 'CoreDNS refuses names that no block serves, so nothing outside the listed zones resolves.',
      fix: 'Add a root block.',
      confirm: confirmCorefile,
      source: sources.parser,
    },
  }),
]
