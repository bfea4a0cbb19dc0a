import type { KindMap } from './kubernetes'
import type { ProbeResult } from './schemas/probe'

export type { ProbedAnswer, ProbeResult, ProbeStep, ProbeStepId, ServedCertificate } from './schemas/probe'

/** What was last probed of a host with one scheme: a result for each address that was asked. Times are ISO 8601 UTC. */
export interface HostProbe {
  host: string
  path: string
  scheme: 'http' | 'https'
  at: string
  results: ProbeResult[]
  /** What Ingresses asked for when it was made (`sayDeclared`); left out: it holds whatever they ask for since. */
  declaredAs?: string
}

/** What Ingresses ask for, to be compared: a probe proves nothing of what is asked for after it. */
export function sayDeclared(ingresses: readonly KindMap['Ingress'][]): string {
  const parts = ingresses.map(({ metadata: { namespace, name, annotations }, spec }) => [
    namespace,
    name,
    annotations,
    spec,
  ])
  return JSON.stringify(parts.map((part) => JSON.stringify(part)).sort())
}

/** How long a probe is proof of what is served: later the controller may have been given another certificate. */
export const probeProvesMs = 5 * 60_000

/** That a probe would show what is served, to stand behind what is not known; empty for a wildcard, which is no name to ask for. */
export const sayProbeTells = (host: string): string =>
  host.startsWith('*') ? '' : `; a probe of ${host} from its page would tell`
