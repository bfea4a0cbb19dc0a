import type { ApiObject } from './kube-apiserver'

/**
 * One way to break an Ingress. `as` says how the check must come out: `root` the root cause of the host; `waiting` inside its
 * grace period; `consequence` explained by another finding; `warning`/`info` found, less than an error.
 */
export interface IngressScenario {
  check: string
  as: 'root' | 'waiting' | 'consequence' | 'warning' | 'info'
  /** The root cause of the host, when it is another check; none beside a warning unless it is named here. */
  root?: string
  /** Gravity of a consequence that is less than an error. */
  severity?: 'warning'
  objects: ApiObject[]
  /** Objects of the platform to take away before `objects` are written. */
  remove?: ApiObject[]
  /** Changes the platform of all: nothing else may stand beside it, and the platform is put back afterwards. */
  isAlone?: boolean
  /** Address that DNS holds for the host: the load balancer's when absent, none when null. */
  dns?: string | null
  /** Owner in the ownership record of that address, in today's format; none when absent. */
  owner?: string
  /** Address that DNS answers for every name that does not exist beside the host; none when absent. */
  wildcard?: string
  /** Namespace and name of the Ingress that is judged. */
  at: string
  host: string
  /** The host is asked for by name instead, with the path of a URL when there is one. */
  asks?: { path?: string }
  /** Needs an old creationTimestamp, which a real API server does not let anybody choose. */
  needsAge?: boolean
  /** What comes of it there instead: it is still inside its grace period. Not looked at when absent. */
  whenYoung?: 'waiting'
  /** Deletes the judged Ingress, which its finalizer keeps. */
  deletes?: boolean
}

const hostOf = (name: string) => `${name}.example.net`

/** A scenario in a namespace and with a host named after its check, or after `name` where a check has several. */
export function scenario(
  check: string,
  as: IngressScenario['as'],
  build: (place: { namespace: string; host: string }) => ApiObject[],
  { name = check, ...more }: Partial<IngressScenario> & { name?: string } = {},
): IngressScenario {
  const place = { namespace: name, host: hostOf(name) }
  return { check, as, objects: build(place), at: `${name}/web`, host: place.host, ...more }
}

/** What a trace must say of the host of a scenario, on a server that lets objects be old or not. */
export function expectedOutcome(one: IngressScenario, canBeOld: boolean) {
  const error = { severity: 'error', isWaiting: false, isConsequence: false }
  const as = one.needsAge && !canBeOld ? (one.whenYoung ?? one.as) : one.as
  switch (as) {
    case 'root':
      return { ...error, root: one.check, verdict: 'failing' }
    case 'consequence':
      return { ...error, severity: one.severity ?? 'error', root: one.root, isConsequence: true, verdict: 'failing' }
    case 'waiting':
      return { isWaiting: true, root: null }
    default:
      return { ...error, severity: as, root: one.root ?? null }
  }
}

/** The parts of a trace, or of the trace of a host, that a scenario is about. */
export interface JudgedTrace {
  verdict: string
  rootCause: { check: string } | null
  hosts: readonly { host: string; verdict: string; rootCause: { check: string } | null }[]
  findings: readonly {
    check: string
    host?: string
    severity: string
    waitingUntil?: string
    consequenceOf?: string
  }[]
}

/** What a trace says of the host of a scenario; nulls where it says nothing. */
export function describeOutcome(trace: JudgedTrace | null, one: Pick<IngressScenario, 'asks' | 'check' | 'host'>) {
  // What is wrong with the question stands at the trace: a host that is declared may be well itself.
  const host = one.asks === undefined ? trace?.hosts.find((candidate) => candidate.host === one.host) : trace
  const finding = trace?.findings.find(
    ({ check, host: at }) => check === one.check && (at === undefined || at === one.host),
  )
  return {
    root: host?.rootCause?.check ?? null,
    severity: finding?.severity ?? null,
    isWaiting: finding?.waitingUntil !== undefined,
    isConsequence: finding?.consequenceOf !== undefined,
    verdict: host?.verdict ?? null,
  }
}
