import type { ApiObject } from './kube-apiserver'

/**
 * One way to break an Ingress. `as` says how the check must come out: `root` the root cause of the host; `waiting` inside its
 * grace period; `consequence` explained by another finding (`root` then names the cause); `warning`/`info` found, less than an error.
 */
export interface IngressScenario {
  check: string
  as: 'root' | 'waiting' | 'consequence' | 'warning' | 'info'
  /** The root cause, when it is another check. */
  root?: string
  objects: ApiObject[]
  /** Objects of the platform to take away before `objects` are written. */
  remove?: ApiObject[]
  /** Address that DNS holds for the host: the load balancer's when absent, none when null. */
  dns?: string | null
  /** Owner in the ownership record of that address, in today's format; none when absent. */
  owner?: string
  /** Namespace and name of the Ingress that is judged. */
  at: string
  host: string
  /** Needs an old creationTimestamp, which a real API server does not let anybody choose. */
  needsAge?: boolean
  /** Deletes the judged Ingress, which its finalizer keeps. */
  deletes?: boolean
}

const hostOf = (name: string) => `${name}.example.net`

/** A scenario in a namespace and with a host named after its check. */
export function scenario(
  check: string,
  as: IngressScenario['as'],
  build: (place: { namespace: string; host: string }) => ApiObject[],
  more: Partial<IngressScenario> = {},
): IngressScenario {
  const place = { namespace: check, host: hostOf(check) }
  return { check, as, objects: build(place), at: `${check}/web`, host: place.host, ...more }
}
