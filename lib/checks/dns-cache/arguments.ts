import type { NodeCacheDaemonSet } from '@/lib/dns-cache/installation'
import { parseIpAddress } from '@/lib/dns-cache/ip-address'
import { isAtLeast, readNodeCacheTag } from '@/lib/dns-cache/versions'
import { quoteShellWord } from '@/lib/format/shell-word'
import type { ClusterSubject } from '../cluster-subject'
import { type Check, clear, defineCheck, type EvidenceDraft, found, notApplicable } from '../define-check'
import { corefileInputs, judgeDaemonSet, sources } from './judge-corefile'
import { readIpKey } from './zones'

const confirmArgs = 'kubectl -n kube-system get daemonset node-local-dns -o yaml'
const removedFlags = [
  { name: 'setupebtables', since: '1.19.0' },
  { name: 'i', since: '1.22.19' },
]

/** The arguments of node-cache as evidence. */
export const showArgs = (daemonSet: NodeCacheDaemonSet, observed: string, expected: string): EvidenceDraft => ({
  object: daemonSet.ref,
  field: 'spec.template.spec.containers[node-cache].args',
  observed,
  expected,
})

export function listDaemonSetCommands({ ref }: NodeCacheDaemonSet): string[] {
  const namespace = quoteShellWord(ref.namespace ?? '')
  const name = quoteShellWord(ref.name)
  return [`kubectl -n ${namespace} edit daemonset ${name}`, `kubectl -n ${namespace} rollout status daemonset ${name}`]
}

/** Checks of the arguments that node-cache is started with. */
export const argumentChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'localip-empty-element',
    title: 'The list of listen addresses is malformed',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 13,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const { localIpElements, flags } = daemonSet
        if (flags.localip === undefined) {
          return found({
            summary: `${daemonSet.ref.name} runs without -localip, which is mandatory: node-cache does not start.`,
            object: daemonSet.ref,
            evidence: [showArgs(daemonSet, '-localip is not set', '-localip 169.254.20.10,CLUSTER_DNS_IP')],
            fix: { text: 'Add -localip with the listen addresses.', commands: listDaemonSetCommands(daemonSet) },
          })
        }
        const empty = localIpElements.some((ip) => ip === '')
        const unreadable = localIpElements.filter((ip) => ip !== '' && readIpKey(ip) === null)
        const families = new Set(localIpElements.flatMap((ip) => parseIpAddress(ip)?.length ?? []))
        if (!empty && unreadable.length === 0 && families.size <= 1) return clear
        const why = empty
          ? 'has an empty element (a comma too many)'
          : unreadable.length > 0
            ? `has ${unreadable.join(', ')}, which is no address`
            : 'mixes IPv4 and IPv6'
        return found({
          summary: `-localip "${flags.localip}" ${why}: node-cache stops at its start, so nodes lose their cache as Pods restart.`,
          object: daemonSet.ref,
          evidence: [
            showArgs(daemonSet, `-localip ${flags.localip}`, 'addresses of one family, separated by single commas'),
          ],
          fix: {
            text: 'Write the addresses with single commas between them, all of one family.',
            commands: listDaemonSetCommands(daemonSet),
          },
        })
      }),
    page: {
      see: '-localip is missing, has an empty element, a word that is no address, or mixes IPv4 and IPv6.',
      why: 'node-cache treats it as fatal.',
      fix: 'List the addresses with single commas. For IPVS remove the comma with the second address.',
      confirm: confirmArgs,
      source: `${sources.nodeCache}; kubernetes/website issue 27898`,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'conf-flag-missing',
    title: 'node-cache is not told where to write its Corefile',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 14,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        if (daemonSet.flags.conf) return clear
        return found({
          summary: `${daemonSet.ref.name} runs without -conf: node-cache cannot write the rendered Corefile, and CoreDNS starts with its built-in whoami server or a stray file.`,
          object: daemonSet.ref,
          evidence: [showArgs(daemonSet, '-conf is not set', '-conf /etc/Corefile')],
          fix: { text: 'Add -conf /etc/Corefile.', commands: listDaemonSetCommands(daemonSet) },
        })
      }),
    page: {
      see: 'The arguments of node-cache have no -conf.',
      why: 'It overrides -corefile even when empty, so without it there is no file to load.',
      fix: 'Add -conf /etc/Corefile.',
      confirm: confirmArgs,
      source: sources.nodeCache,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'flag-removed',
    title: 'node-cache is started with a flag that its image no longer knows',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 19,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const tag = daemonSet.image === null ? null : readNodeCacheTag(daemonSet.image)
        const used = removedFlags.filter(({ name }) => daemonSet.flags[name] !== undefined)
        if (used.length === 0) return clear
        if (tag === null) return notApplicable('The tag of the image is not a version, so its flags are not known.')
        const removed = used.filter(({ since }) => isAtLeast(tag, since))
        if (removed.length === 0) return clear
        const names = removed.map(({ name }) => `-${name}`).join(', ')
        return found({
          summary: `${names} is no flag of image ${daemonSet.image} any more: node-cache does not start.`,
          object: daemonSet.ref,
          evidence: removed.map(({ name, since }) =>
            showArgs(daemonSet, `-${name}`, `no such flag (removed in ${since})`),
          ),
          fix: { text: `Remove ${names}.`, commands: listDaemonSetCommands(daemonSet) },
        })
      }),
    page: {
      see: 'The arguments hold -setupebtables (removed in 1.19.0) or -i (removed in 1.22.19).',
      why: 'An unknown flag ends the process at its start.',
      fix: 'Remove the flag.',
      confirm: confirmArgs,
      source: sources.nodeCache,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'syncinterval-unit',
    title: 'The sync interval of node-cache is not what it looks like',
    severity: 'error',
    level: 'proven',
    area: 'dns-cache',
    order: 18,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeDaemonSet(view, (daemonSet) => {
        const interval = daemonSet.flags.syncinterval
        if (interval === undefined || /^[1-9]\d{0,5}ns$/.test(interval)) return clear
        return found({
          summary: `-syncinterval ${interval} is multiplied by a second once more: node-cache stops at its start or never syncs its rules.`,
          object: daemonSet.ref,
          evidence: [showArgs(daemonSet, `-syncinterval ${interval}`, '60ns, or no flag')],
          fix: {
            text: 'Leave the flag out (60 s), or write the seconds with the unit ns, such as 60ns.',
            commands: listDaemonSetCommands(daemonSet),
          },
        })
      }),
    page: {
      see: '-syncinterval has a unit other than ns, or none.',
      why: 'The flag is read as a duration and multiplied by one second: 30s overflows and stops the process, 1s becomes 31 years. 60ns means 60 seconds.',
      fix: 'Leave it out, or use a count of ns.',
      confirm: confirmArgs,
      source: sources.nodeCache,
    },
  }),
]
