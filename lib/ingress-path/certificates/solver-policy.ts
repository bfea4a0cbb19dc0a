import type { CompiledPolicy, PolicyRef } from '@/lib/network-policy/compile'
import type { PodEndpoint } from '@/lib/network-policy/endpoints'
import { evaluateSide, type PolicyVerdict } from '@/lib/network-policy/evaluate'
import type { PolicyProfile } from '@/lib/network-policy/peers'

/** The port on which the solver Pod answers (cert-manager v1.21.1, pkg/issuer/acme/http/pod.go). */
export const solverPort = 8089

/** Whether the controller's Pods reach the solver Pod, and the policies that isolate it when none of them does. */
export interface SolverReach {
  verdict: PolicyVerdict
  isolatedBy: PolicyRef[]
}

/** Nothing is known of the network plugin: what hangs on how it reads an `ipBlock` is then unknown. */
export const anyPlugin: PolicyProfile = { ipBlockMatchesPods: null, ipBlockMatchesNodes: null }

/**
 * Whether the policies of the solver Pod's namespace keep every caller from it. `denied` needs all of them to be kept out: one that is let in
 * can fetch the proof. A caller on the host network is never denied here: from the Pod's own node it always gets through.
 */
export function judgeSolverReach(
  solver: PodEndpoint,
  callers: readonly PodEndpoint[],
  policiesOf: (namespace: string) => readonly CompiledPolicy[],
  profile: PolicyProfile,
): SolverReach {
  const sides = callers.map((caller) =>
    evaluateSide(
      'ingress',
      solver,
      caller,
      { from: caller, to: solver, port: solverPort, protocol: 'TCP' },
      policiesOf,
      profile,
    ),
  )
  const isKeptOut = (position: number) =>
    sides[position]?.verdict === 'denied' && callers[position]?.usesHostNetwork === false
  const isolatedBy = sides[0]?.selectedBy ?? []
  if (sides.some(({ verdict }) => verdict === 'allowed') || sides.length === 0)
    return { verdict: 'allowed', isolatedBy }
  const isDenied = sides.every((_, position) => isKeptOut(position))
  return { verdict: isDenied ? 'denied' : 'unknown', isolatedBy }
}
