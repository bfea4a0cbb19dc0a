import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { coversHost, isCanary, listRuleHosts, readEffectiveClass, refTo, wildcardOf } from './locations'
import type { Ingress } from './subjects'

/** The rule that makes NGINX answer for a host: its Ingress, and the host as the rule writes it (`*.x`, or `*` for no host). */
export interface HostServer {
  ingress: ObjectRef
  host: string
}

/** Ingresses that share a server name, oldest knowledge first; `missing` names what else may exist but could not be read. */
export interface SharedHost {
  ingresses: Ingress[]
  missing: Unavailable | null
}

/**
 * Every Ingress of the same class with a rule for exactly this host (`*.x` and `*` as written), canaries left out. The given
 * Ingress is among them when it has such a rule. Ingresses that cannot be read at all leave only the given one.
 */
export function listIngressesWithRule(view: ClusterView, ingress: Ingress, host: string): SharedHost {
  const listing = view.listingByIndex('Ingress', 'host', host, null)
  const ingresses = listing.state === 'observed' ? listing.objects : [ingress]
  const ownClass = readEffectiveClass(ingress)
  return {
    ingresses: ingresses.filter(
      (other) => !isCanary(other) && readEffectiveClass(other) === ownClass && listRuleHosts(other).includes(host),
    ),
    missing: listing.state === 'observed' ? listing.missing : listing.unavailable,
  }
}

/**
 * Finds the rule that answers for a host: exact, then a wildcard of one label, then the rule without host of the given Ingress
 * (a catch-all of somebody else is no server for this host). `server` null means none among the Ingresses that can be read.
 */
export function findHostServer(
  view: ClusterView,
  ingress: Ingress,
  host: string,
): { server: HostServer | null; missing: Unavailable | null } {
  const own = listRuleHosts(ingress)
  const ref = refTo('Ingress', ingress)
  const ownRule = own.find((ruleHost) => ruleHost === host) ?? own.find((ruleHost) => coversHost(ruleHost, host))
  if (ownRule !== undefined) return { server: { ingress: ref, host: ownRule }, missing: null }
  let missing: Unavailable | null = null
  for (const name of [host, wildcardOf(host)]) {
    if (name === null) continue
    const shared = listIngressesWithRule(view, ingress, name)
    const [first] = shared.ingresses
    if (first !== undefined) return { server: { ingress: refTo('Ingress', first), host: name }, missing: null }
    missing ??= shared.missing
  }
  if (own.includes('*')) return { server: { ingress: ref, host: '*' }, missing: null }
  return { server: null, missing }
}
