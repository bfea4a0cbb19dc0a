import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { nameDnsSource, replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { sourceFlags } from '@/lib/ingress-path/external-dns/dns-source'
import { readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import { controllerPlatformChecks } from './controller-platform'
import { describeNotRunning, describePods, formatInstance, joinNames, repairCommands } from './controller-preconditions'
import { listCandidates } from './dns-candidates'
import { judgeDnsHost, readRecordSeverity, throwUnknownReplay } from './dns-preconditions'
import { forIngress } from './dns-subject'
import { dnsCrdChecks } from './platform-crd'
import { dnsFlagChecks } from './platform-flags'

const dns = { area: 'ingress', hop: 'dns-record', severity: 'error', who: 'platform', isShared: true } as const
const dnsInputs = [...new Set([...replayInputs, 'Dns'] as const)]

const ednsNotInstalled = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-not-installed',
  title: 'No external-dns in the cluster',
  level: 'inferred',
  order: 1,
  inputs: dnsInputs,
  page: {
    see: 'No Deployment, DaemonSet, StatefulSet or Pod of the cluster looks like external-dns, by label, image or arguments.',
    why: 'Nothing turns the hosts of Ingresses into DNS records. Names answer only if somebody keeps their records by hand or elsewhere.',
    fix: 'Install external-dns. If it runs outside the cluster, make it known in the configuration.',
    confirm: 'kubectl get deployments -A -l app.kubernetes.io/name=external-dns',
    ignore: 'When DNS records are made by other means.',
    source: 'Labels and image of the charts external-dns 1.19 to 1.21 (kubernetes-sigs) and bitnami/external-dns',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      const { instances, missing } = findExternalDnsInstances(view)
      if (instances.length > 0) return clear
      if (missing !== null) throw new NotObservedError(missing)
      const asked = view.dnsAnswer(subject.host)
      const isAbsent = asked.state === 'observed' && asked.answer.outcome !== 'answered'
      const observed = asked.state === 'observed' ? asked.answer.outcome : asked.unavailable.detail
      return found({
        severity: isAbsent && readRecordSeverity(subject, view, replays) === 'error' ? 'error' : 'warning',
        summary: isAbsent
          ? 'There is no external-dns in this cluster, and the name has no DNS record.'
          : 'There is no external-dns in this cluster, so nothing keeps the DNS records of its hosts up to date.',
        inShort: { cause: 'there is no external-dns in this cluster' },
        object: { kind: 'Deployment', namespace: null, name: 'external-dns' },
        evidence: [
          {
            observed: 'no Deployment, DaemonSet or StatefulSet looks like external-dns',
            expected: 'at least one, in any namespace',
          },
          {
            observed: `DNS of ${subject.host}: ${observed}`,
            source: asked.state === 'observed' ? nameDnsSource(asked.answer) : 'DNS',
          },
        ],
        fix: {
          text: 'Install external-dns, or keep the records by other means.',
          commands: ['kubectl get deployments -A -l app.kubernetes.io/name=external-dns'],
        },
      })
    }),
})

const ednsNotRunning = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-not-running',
  title: 'external-dns is not running',
  level: 'proven',
  order: 2,
  causes: ['edns-flags-invalid', 'edns-crd-missing'],
  inputs: dnsInputs,
  page: {
    see: 'Every external-dns that would keep the host has no ready Pod.',
    why: 'No record is made or changed. Records that exist stay as they are.',
    fix: 'Repair the Pod: look at its last log lines first. A wrong flag makes it exit at once, a missing CRD or permission after about 60 seconds.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/name=external-dns',
    source: 'external-dns v0.22.0, controller/controller.go, source/informers/informers.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      const candidates = listCandidates(view, replays)
      if (candidates.length === 0) return notApplicable('there is no external-dns')
      if (candidates.some(({ readyPods }) => readyPods > 0)) return clear
      const severity = readRecordSeverity(subject, view, replays)
      return found(
        ...candidates.map((instance) => ({
          severity,
          inShort: {
            cause: `external-dns ${formatInstance(instance)} is not running: ${describeNotRunning(instance)}`,
          },
          summary: `external-dns ${formatInstance(instance)} is not running: ${describeNotRunning(instance)}. It makes no DNS records until it does.`,
          object: instance.workload,
          evidence: describePods(instance),
          fix: {
            text: 'Repair the Pod of external-dns; its last log lines say why it stopped.',
            commands: repairCommands(instance),
          },
        })),
      )
    }),
})

const ednsSourceMissing = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-source-missing',
  title: 'No external-dns reads Ingresses',
  level: 'proven',
  order: 5,
  inputs: dnsInputs,
  page: {
    see: 'No external-dns has ingress among its --source flags.',
    why: 'The hosts of Ingresses never become DNS records.',
    fix: 'Add --source=ingress to an external-dns.',
    confirm: "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'",
    source: 'external-dns v0.22.0, source/store.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      if (replays.replays.some(({ readsKind }) => readsKind === true)) return clear
      if (replays.missing !== null) throw new NotObservedError(replays.missing)
      const unknown = replays.replays.find(({ readsKind }) => readsKind === null)
      if (unknown !== undefined) throwUnknownReplay(unknown)
      const { instances } = findExternalDnsInstances(view)
      const [first] = instances
      if (first === undefined) return notApplicable('there is no external-dns')
      const { kind } = subject.source
      const wanted = `--source=${sourceFlags[kind]}`
      return found({
        severity: readRecordSeverity(subject, view, replays),
        summary: `external-dns ${joinNames(instances.map(formatInstance))} does not read ${kind === 'Ingress' ? 'Ingresses' : 'Services'}, so none of their hosts becomes a DNS record.`,
        object: first.workload,
        evidence: instances.map(({ workload, flags }) => ({
          object: workload,
          field: 'spec.containers[].args',
          observed:
            (flags.flags.source?.values ?? []).map((source) => `--source=${source}`).join(' ') || 'no --source flag',
          expected: wanted,
        })),
        fix: {
          text: `Add ${wanted} to the arguments of external-dns.`,
          commands: [editCommand(first.workload)],
        },
      })
    }),
})

const ednsDryRun = defineCheck<DnsSubject>({
  ...dns,
  id: 'edns-dry-run',
  title: 'external-dns writes nothing',
  level: 'proven',
  order: 6,
  inputs: dnsInputs,
  page: {
    see: 'Every external-dns that would keep the host runs with --dry-run or --once.',
    why: 'With --dry-run it only logs what it would change; with --once it stops after one pass.',
    fix: 'Remove the flag.',
    confirm: "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'",
    source: 'external-dns v0.22.0, pkg/apis/externaldns/types.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      const candidates = listCandidates(view, replays)
      if (candidates.length === 0) return notApplicable('there is no external-dns')
      const judged = candidates.map((instance) => ({ instance, ...readWriting(instance) }))
      if (judged.some(({ flag }) => flag === null)) return clear
      const unknown = judged.find(({ because }) => because !== null)
      if (unknown !== undefined) {
        const what = `Flags of external-dns ${controllerKey(unknown.instance)}`
        throw new NotObservedError({
          what,
          reason: 'not-configured',
          detail: unknown.because ?? '',
          need: 'the flag written in the arguments of the container',
        })
      }
      const severity = readRecordSeverity(subject, view, replays)
      return found(
        ...judged.map(({ instance, flag }) => ({
          severity,
          summary: `external-dns ${formatInstance(instance)} runs with ${flag}, so it ${flag === '--once' ? 'stops after one pass' : 'only logs what it would change'} and keeps no record up to date.`,
          object: instance.workload,
          evidence: [
            { object: instance.workload, field: 'spec.containers[].args', observed: flag ?? '', expected: 'not set' },
          ],
          fix: {
            text: `Remove ${flag} from the arguments of external-dns.`,
            commands: [editCommand(instance.workload)],
          },
        })),
      )
    }),
})

/** Are the controllers there and running (rows 1 to 10 of the ingress catalogue). */
export const dnsPlatformChecks: Check<DnsSubject>[] = [
  ednsNotInstalled,
  ednsNotRunning,
  ...dnsFlagChecks,
  ...dnsCrdChecks,
  ednsSourceMissing,
  ednsDryRun,
]

export const platformChecks: Check<HostSubject>[] = [...dnsPlatformChecks.map(forIngress), ...controllerPlatformChecks]

/** Why an instance writes nothing: `flag` is null when it writes, `because` is set when that is not known. */
function readWriting(instance: ControllerInstance): { flag: string | null; because: string | null } {
  const { isDryRun, isOnce } = readExternalDnsSettings(instance.flags, instance.version)
  if (isDryRun.state === 'known' && isDryRun.value) return { flag: '--dry-run', because: null }
  if (isOnce.state === 'known' && isOnce.value) return { flag: '--once', because: null }
  if (isDryRun.state === 'unknown') return { flag: '--dry-run', because: isDryRun.because }
  if (isOnce.state === 'unknown') return { flag: '--once', because: isOnce.because }
  return { flag: null, because: null }
}

function editCommand({ kind, name, namespace }: ObjectRef): string {
  return formatCommand('kubectl', 'edit', kind.toLowerCase(), name, '-n', namespace ?? '')
}
