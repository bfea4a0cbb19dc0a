import type { ProbeResult } from './schemas/probe'

export type { ProbedAnswer, ProbeResult, ProbeStep, ProbeStepId, ServedCertificate } from './schemas/probe'

/** What was last probed of a host with one scheme: a result for each address that was asked. Times are ISO 8601 UTC. */
export interface HostProbe {
  host: string
  path: string
  scheme: 'http' | 'https'
  at: string
  results: ProbeResult[]
}

/** How long a probe is proof of what is served: later the controller may have been given another certificate. */
export const probeProvesMs = 5 * 60_000

/** What would show the certificate that is served; null for a wildcard, which is no name to ask for. */
export const probeNeed = (host: string): string | null =>
  host.startsWith('*')
    ? null
    : `a probe of ${host} from its page; where probes are off, probe.enabled: true for this cluster`
