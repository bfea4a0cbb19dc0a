import { runCheck } from '@/lib/checks/run-check'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { startSentence } from '@/lib/format/sentence'
import { findDeclaring, listSimilarHosts } from '@/lib/ingress-path/declared-hosts'
import { compareWithDns, formatAnswer, isDnsName } from '@/lib/ingress-path/dns-expectation'
import { judgeHop } from '@/lib/ingress-path/hop-verdict'
import { refTo } from '@/lib/ingress-path/locations'
import { findServingPath } from '@/lib/ingress-path/serving-path'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { chooseRootCause, mergeFindings, NotCheckedList, rollUpTrace } from '@/lib/ingress-path/trace'
import type { Finding } from '@/lib/model/finding'
import { hopTitles, hostHopIds } from '@/lib/model/hop'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { AskedPath, Hop, NotChecked, RootCause, TracedHost } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { PathVerdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { askedHostChecks } from './asked-host'
import { judgeDeclaredHost } from './judge-ingress'
import { judgeServiceHost } from './judge-service-host'

/**
 * The trace of a host, whoever declares it: an Ingress, or a Service of type LoadBalancer by annotation. `hosts` holds one judgement for
 * each object of `declaredBy`, in that order; when nobody declares the host it holds one that says so. `matchedHost` is the declared name that covers it: itself, or a wildcard.
 */
export interface HostTrace {
  host: string
  object: null
  declaredBy: ObjectRef[]
  matchedHost: string | null
  /** Declared hosts among those that can be read that are spelled alike, nearest first; only when nobody declares the host. */
  similarHosts: string[]
  verdict: PathVerdict
  rootCause: RootCause | null
  hosts: TracedHost[]
  /** Null when no path was asked for. */
  askedPath: AskedPath | null
  findings: Finding[]
  notChecked: NotChecked[]
}

/**
 * Judges a host by name, in any case and with or without a trailing dot. With a path (as NGINX compares it), also which rule takes it;
 * when none does the trace fails for that, whatever the paths that are there do.
 */
export function judgeHost(view: ClusterView, name: string, path: string | null = null): HostTrace {
  const host = name.trim().toLowerCase().replace(/\.$/, '')
  const notChecked = new NotCheckedList()
  const asked = askedHostChecks.map((check) => runCheck(check, { host, path }, view, { host, path: path ?? undefined }))
  for (const { check, unavailable } of asked) if (unavailable !== null) notChecked.add(unavailable, check.id)
  const askedFindings = asked.flatMap(({ findings }) => findings)
  const askedCause = chooseRootCause(asked, host)
  const { matchedHost, ingresses, services, missing } = findDeclaring(view, host)
  if (missing !== null) notChecked.add(missing, null)
  if (ingresses.length + services.length === 0) {
    const traced = describeUndeclared(view, host, missing, notChecked)
    const similarHosts = listSimilarHosts(view, host)
    return {
      host,
      object: null,
      declaredBy: [],
      matchedHost: null,
      similarHosts,
      verdict: traced.verdict,
      rootCause: askedCause,
      hosts: [{ ...traced, rootCause: askedCause }],
      askedPath: path === null ? null : { path, servedBy: null, reason: null },
      findings: askedFindings,
      notChecked: notChecked.list(),
    }
  }
  const judged = [
    ...ingresses.map((ingress) => judgeDeclaredHost(view, { ingress, host: matchedHost }, notChecked)),
    ...services.map((service) => judgeServiceHost(view, { service, host: matchedHost }, notChecked)),
  ]
  const hosts = judged.map(({ traced }) => traced)
  const rolledUp = rollUpTrace(hosts)
  return {
    host,
    object: null,
    declaredBy: [
      ...ingresses.map((ingress) => refTo('Ingress', ingress)),
      ...services.map((service) => refTo('Service', service)),
    ],
    matchedHost,
    similarHosts: [],
    verdict: askedCause === null ? rolledUp.verdict : 'failing',
    rootCause: rolledUp.rootCause ?? askedCause,
    hosts,
    askedPath: path === null ? null : describeAskedPath(ingresses, matchedHost, path, missing),
    findings: mergeFindings([...askedFindings, ...judged.flatMap(({ findings }) => findings)]),
    notChecked: notChecked.list(),
  }
}

/** Which of the Ingresses takes the path; they stand first among the hosts of the trace. */
function describeAskedPath(
  ingresses: readonly Ingress[],
  host: string,
  path: string,
  missing: Unavailable | null,
): AskedPath {
  if (ingresses.length === 0)
    return { path, servedBy: null, reason: 'A Service has no rules: whatever listens on its port decides.' }
  const serving = findServingPath(ingresses, host, path)
  if (serving.state === 'unknown') return { path, servedBy: null, reason: serving.reason }
  // What cannot be read may have a closer rule.
  const reason = missing === null ? null : `Of the Ingresses that could be read; ${missing.detail}.`
  if (serving.state === 'none') return { path, servedBy: null, reason }
  return { path, servedBy: { declaration: ingresses.indexOf(serving.ingress), path: serving.index }, reason }
}

function describeUndeclared(
  view: ClusterView,
  host: string,
  missing: Unavailable | null,
  notChecked: NotCheckedList,
): TracedHost {
  const comparison = isDnsName(host) ? compareWithDns(view, host, null) : null
  const answer = comparison?.answer ?? null
  if (comparison?.state === 'not-known' && answer === null) notChecked.add(comparison.unavailable, null)
  const reason =
    missing === null
      ? `No Ingress and no Service declares ${host}, so nothing here answers for it.`
      : `Nothing that can be read declares ${host}. ${startSentence(describeUnavailable(missing))}.`
  const hops = hostHopIds.map((id): Hop => {
    const base = { id, title: hopTitles[id], headline: '—', objects: [], facts: [], checks: [] }
    if (id === 'ingress-rule')
      return { ...base, headline: 'no rule', verdict: missing === null ? 'failing' : 'not-checked', reason }
    if (id === 'dns-record' && answer !== null) {
      const facts = [{ label: `Answer of ${answer.resolver}`, value: formatAnswer(answer) }]
      return judgeHop(
        {
          id,
          headline: formatAnswer(answer),
          objects: [],
          facts,
          checks: [],
          blockedBy: 'no Ingress declares the host',
        },
        view,
      )
    }
    return {
      ...base,
      verdict: missing === null ? 'blocked' : 'not-checked',
      reason: missing === null ? 'after failure: no Ingress declares the host' : reason,
    }
  })
  return {
    host,
    verdict: missing === null ? 'failing' : 'undetermined',
    rootCause: null,
    sentence: reason,
    hops,
    entryPorts: [],
    paths: [],
  }
}
