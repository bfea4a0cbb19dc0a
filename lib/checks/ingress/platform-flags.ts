import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { listFlagProblems } from '@/lib/ingress-path/external-dns/flag-report'
import { type ExternalDnsSettings, readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { NotObservedError } from '@/lib/model/unavailable'
import { formatInstance, joinNames, repairCommands } from './controller-preconditions'
import { listCandidates } from './dns-candidates'
import { judgeDnsHost, readRecordSeverity } from './dns-preconditions'

const dns = { area: 'ingress', hop: 'dns-record', who: 'platform', isShared: true, level: 'inferred' } as const
const dnsInputs = [...new Set([...replayInputs, 'Dns'] as const)]
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"

const ednsFlagsInvalid = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-flags-invalid',
  title: 'external-dns refuses to start with its flags',
  severity: 'error',
  order: 3,
  inputs: dnsInputs,
  page: {
    see: 'external-dns keeps ending right after its start, and its arguments hold a mistake that its parser refuses: a boolean with a value, a flag given twice, a missing policy since 0.22, a flag of another version.',
    why: 'The process exits before it reads anything. No record is made or changed.',
    fix: 'Correct the argument.',
    confirm: argsCommand,
    source:
      'external-dns v0.22.0, pkg/apis/externaldns/types.go and validation/validation.go; alecthomas/kingpin v2, parser.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      const candidates = listCandidates(view, replays)
      if (candidates.length === 0) return notApplicable('there is no external-dns')
      if (candidates.some(({ readyPods }) => readyPods > 0)) return clear
      const judged = candidates.map((instance) => ({
        instance,
        problems: listFlagProblems(instance.flags, instance.version),
      }))
      const mistaken = judged.filter(({ instance, problems }) => problems.length > 0 && isEnding(instance))
      if (mistaken.length === 0) {
        const unseen = judged.find(({ instance, problems }) => problems.length > 0 && instance.pods === null)
        if (unseen !== undefined) throwUnseenPods(unseen.instance)
        return clear
      }
      const severity = readRecordSeverity(subject, view, replays)
      return found(
        ...mistaken.map(({ instance, problems }) => {
          const cause = `external-dns ${formatInstance(instance)} refuses to start: ${problems[0]}`
          return {
            severity,
            summary: `${cause}. It ends right after each start and makes no DNS records.`,
            inShort: { cause },
            object: instance.workload,
            evidence: problems.map((problem) => ({
              object: instance.workload,
              field: 'spec.containers[].args',
              observed: problem,
            })),
            fix: {
              text: `Correct the arguments of external-dns: ${problems[0]}.`,
              commands: [argsCommand, ...repairCommands(instance).slice(-1)],
            },
          }
        }),
      )
    }),
})

/** Whether a Pod keeps ending, rather than waiting for a node or an image. */
function isEnding({ pods }: ControllerInstance): boolean {
  return (pods ?? []).some(({ trouble }) => /CrashLoopBackOff|exit code|^Error/.test(trouble ?? ''))
}

function throwUnseenPods(instance: ControllerInstance): never {
  throw new NotObservedError({
    what: `Pods of external-dns ${controllerKey(instance)}`,
    reason: 'forbidden',
    detail: 'why it is not ready cannot be seen',
    need: `list and watch on pods in namespace ${instance.namespace}`,
  })
}

const ednsTwoInstancesSameOwner = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-two-instances-same-owner',
  title: 'Two external-dns share one owner id and delete each other’s records',
  severity: 'warning',
  order: 7,
  inputs: [...replayInputs],
  page: {
    see: 'Two running external-dns use the same provider and the same --txt-owner-id, at least one has policy sync, and they select different objects or domains that overlap.',
    why: 'Each takes the records of the other for its own that nobody wants any more, and with policy sync deletes them. Records come and go.',
    fix: 'Give each external-dns an owner id of its own, or filters that do not overlap.',
    confirm: argsCommand,
    ignore: 'When their domains never overlap, because the DNS credentials of each reach different zones.',
    source: 'external-dns v0.22.0, endpoint/endpoint.go (FilterEndpointsByOwnerID), plan/policy.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, ({ replays, missing }) => {
      const { instances } = findExternalDnsInstances(view)
      const running = instances.filter(({ readyPods }) => readyPods > 0)
      const pair = findRivals(running)
      if (pair === null) {
        if (missing !== null) throw new NotObservedError(missing)
        return running.length < 2 ? notApplicable('there is at most one external-dns') : clear
      }
      // Only a host that one of the two keeps and the other does not want is in danger.
      const outcomes = pair.map(
        (instance) => replays.find((replay) => replay.instance === controllerKey(instance))?.outcome,
      )
      if (!outcomes.includes('kept') || !outcomes.includes('dropped')) return clear
      const names = joinNames(pair.map(formatInstance))
      const owner = readOwner(pair[0])
      return found({
        summary: `external-dns ${names} share the owner id ${owner}, so each deletes records that only the other wants.`,
        object: pair[1].workload,
        evidence: pair.map((instance) => ({
          object: instance.workload,
          field: 'spec.containers[].args',
          observed: describeRival(instance),
          expected: 'a --txt-owner-id of its own',
        })),
        fix: { text: 'Give each external-dns an owner id of its own.', commands: [argsCommand] },
      })
    }),
})

type Pair = [ControllerInstance, ControllerInstance]

/** Two instances that touch the same records and do not want the same ones. */
function findRivals(instances: readonly ControllerInstance[]): Pair | null {
  for (const [position, first] of instances.entries()) {
    for (const second of instances.slice(position + 1)) if (areRivals(first, second)) return [first, second]
  }
  return null
}

function areRivals(first: ControllerInstance, second: ControllerInstance): boolean {
  const [a, b] = [first, second].map(({ flags, version }) => readExternalDnsSettings(flags, version))
  if (a === undefined || b === undefined) return false
  const isSame = (key: 'provider' | 'owner' | 'registry') => {
    const [left, right] = [a[key], b[key]]
    return left.state === 'known' && right.state === 'known' && left.value === right.value
  }
  const deletes = [a, b].some(({ policy }) => policy.state === 'known' && policy.value === 'sync')
  const hasProvider = a.provider.state === 'known' && a.provider.value !== ''
  return hasProvider && isSame('provider') && isSame('owner') && isSame('registry') && deletes && doDomainsOverlap(a, b)
}

/** Without domain filters on either side everything overlaps; with lists, a domain of one lies in a domain of the other. */
function doDomainsOverlap(a: ExternalDnsSettings, b: ExternalDnsSettings): boolean {
  const [left, right] = [a, b].map(({ domainFilters }) => (domainFilters.state === 'known' ? domainFilters.value : []))
  if (left === undefined || right === undefined || left.length === 0 || right.length === 0) return true
  const plain = (domain: string) => domain.replace(/^\./, '')
  const liesIn = (inner: string, outer: string) => inner === outer || inner.endsWith(`.${outer}`)
  return left.some((one) => right.some((other) => liesIn(plain(one), plain(other)) || liesIn(plain(other), plain(one))))
}

function readOwner(instance: ControllerInstance): string {
  const { owner } = readExternalDnsSettings(instance.flags, instance.version)
  return owner.state === 'known' ? owner.value : ''
}

function describeRival(instance: ControllerInstance): string {
  const { owner, policy, sources } = readExternalDnsSettings(instance.flags, instance.version)
  const shown = [owner, policy, sources].flatMap((flag) =>
    flag.state === 'known' && flag.written !== null ? [flag.written] : [],
  )
  return owner.state === 'known' && owner.written === null
    ? `${shown.join(' ')} (owner id by default: ${owner.value})`.trim()
    : shown.join(' ')
}

/** What the flags of external-dns do to the process itself (rows 3 and 7 of the ingress catalogue). */
export const dnsFlagChecks: Check<DnsSubject>[] = [ednsFlagsInvalid, ednsTwoInstancesSameOwner]
