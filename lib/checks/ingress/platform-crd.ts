import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { controllerKey } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { type CustomSource, listCustomSources } from '@/lib/ingress-path/external-dns/source-kinds'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { formatInstance, joinNames, repairCommands } from './controller-preconditions'
import { listCandidates } from './dns-candidates'
import { judgeDnsHost, readRecordSeverity } from './dns-preconditions'

/** external-dns gives its caches 60 seconds to fill, and ends when they do not; around that lies what its start and end take. */
const runSeconds = { from: 50, to: 90 }

const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"

/** A kind that an instance waits for, and that the API server does not serve. */
interface MissingKind {
  source: CustomSource
  kind: string
}

const ednsCrdMissing = defineCheck<DnsSubject>({
  area: 'ingress',
  hop: 'dns-record',
  severity: 'error',
  level: 'proven',
  id: 'edns-crd-missing',
  title: 'external-dns waits for kinds that are not installed',
  order: 4,
  who: 'platform',
  isShared: true,
  inputs: [...new Set([...replayInputs, 'Dns', 'ApiGroups'] as const)],
  page: {
    see: 'external-dns is not running, its last run lasted about a minute, and one of its sources reads custom kinds that the API server does not serve.',
    why: 'At its start external-dns waits 60 seconds for every source to be read once. A kind that does not exist never is, so the process ends and starts over, and makes no record of any source.',
    fix: 'Install the CRDs of the source, or take the source out of its arguments.',
    confirm: 'kubectl api-resources --api-group=gateway.networking.k8s.io',
    source: 'external-dns v0.22.0, source/informers/informers.go (WaitForCacheSync), source/store.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (replays) => {
      const candidates = listCandidates(view, replays)
      if (candidates.length === 0) return notApplicable('there is no external-dns')
      if (candidates.some(({ readyPods }) => readyPods > 0)) return clear
      const waiting = candidates.flatMap((instance) => {
        const missing = listMissingKinds(view, instance)
        if (missing.length > 0 && instance.pods === null) throwUnseenPods(instance)
        const hasTimedOut = (instance.pods ?? []).some(
          ({ lastRunSeconds: ran }) => ran !== null && ran >= runSeconds.from && ran <= runSeconds.to,
        )
        return missing.length > 0 && hasTimedOut ? [{ instance, missing }] : []
      })
      if (waiting.length === 0) return clear
      const severity = readRecordSeverity(subject, view, replays)
      return found(
        ...waiting.map(({ instance, missing }) => {
          const kinds = joinNames(missing.map(({ kind }) => kind))
          const sources = [...new Set(missing.map(({ source }) => `--source=${source.source}`))]
          const cause = `external-dns ${formatInstance(instance)} waits for ${kinds}, which ${missing.length === 1 ? 'is' : 'are'} not installed, and ends`
          return {
            severity,
            summary: `${cause} after a minute, over and over. It makes no DNS records meanwhile.`,
            inShort: { cause },
            object: instance.workload,
            evidence: [
              { object: instance.workload, field: 'spec.containers[].args', observed: sources.join(' ') },
              ...missing.map(({ source, kind }) => ({
                field: `/apis/${source.group}`,
                observed: `no kind ${kind}`,
                expected: kind,
              })),
              { object: instance.workload, observed: 'its last run lasted about a minute' },
            ],
            fix: {
              text: `Install the CRDs of ${kinds}, or take ${joinNames(sources)} out of the arguments.`,
              commands: [argsCommand, ...repairCommands(instance).slice(-1)],
            },
          }
        }),
      )
    }),
})

function listMissingKinds(view: ClusterView, instance: ControllerInstance): MissingKind[] {
  const settings = readExternalDnsSettings(instance.flags, instance.version)
  if (settings.sources.state === 'unknown') {
    throw new NotObservedError({
      what: `Flags of external-dns ${controllerKey(instance)}`,
      reason: 'not-configured',
      detail: settings.sources.because,
      need: 'the flag written in the arguments of the container',
    })
  }
  return listCustomSources(settings.sources.value, settings).flatMap((source) => {
    const served = view.servedKinds(source.group)
    if (served.state === 'unavailable') throw new NotObservedError(served.unavailable)
    return source.kinds.filter((kind) => !served.kinds.includes(kind)).map((kind) => ({ source, kind }))
  })
}

function throwUnseenPods(instance: ControllerInstance): never {
  throw new NotObservedError({
    what: `Pods of external-dns ${controllerKey(instance)}`,
    reason: 'forbidden',
    detail: 'how long its last run lasted cannot be seen',
    need: `list and watch on pods in namespace ${instance.namespace}`,
  })
}

/** Does external-dns find the kinds that it is to read (row 4 of the ingress catalogue). */
export const dnsCrdChecks: Check<DnsSubject>[] = [ednsCrdMissing]
