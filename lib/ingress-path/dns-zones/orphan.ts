import { controllerKey } from '@/lib/ingress-path/claim'
import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { filterDomain } from '@/lib/ingress-path/external-dns/domain-filter'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findHostSources } from '@/lib/ingress-path/external-dns/same-host'
import { readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Signature } from './name-holder'
import { findRegistryUsers, type RegistryUser } from './registries'

/** What becomes of a record that a cluster signed and wants no more. */
export interface Removal {
  outcome: 'removed' | 'left' | 'unknown'
  /** A clause without its end: `external-dns takes it away with its next run, within 1 minute (policy sync)`. */
  because: string
}

/**
 * A record that carries the owner id of this cluster for a host that no object of the cluster declares. `resource`: whether the object that the
 * signature names is there. Null when the signature is not of this cluster, or when an object declares the host after all.
 */
export interface Orphan {
  resource: 'gone' | 'there' | 'unknown'
  removal: Removal
  /** Sources that Fairlead does not read, which may want the name after all. */
  otherSources: string[]
  unavailable: Unavailable | null
}

/** Judges a record that another cluster saw signed with an owner id of this one. */
export function findOrphan(view: ClusterView, host: string, signature: Signature): Orphan | null {
  const { users, missing } = findRegistryUsers(view)
  const user = users.find(({ txt }) => txt?.ownerId === signature.owner)
  if (user === undefined) return null
  const { sources, missing: unread } = findHostSources(view, host)
  if (sources.length > 0) return null
  const templates = users.find(({ hasTemplates }) => hasTemplates !== false)
  return {
    resource: lookUpResource(view, signature.resource),
    removal: judgeRemoval(view, host, user),
    otherSources: [...new Set(users.flatMap(({ otherSources }) => otherSources))].sort(),
    unavailable: unread ?? missing ?? (templates === undefined ? null : describeTemplates(host, templates)),
  }
}

/** What the external-dns that signed a record does once nothing wants the name. Source: external-dns v0.22.0 `plan/policy.go`. */
export function judgeRemoval(view: ClusterView, host: string, user: RegistryUser): Removal {
  const instance = findExternalDnsInstances(view).instances.find((one) => controllerKey(one) === user.instance)
  if (instance === undefined) return { outcome: 'unknown', because: 'its external-dns cannot be seen' }
  if (!user.isRunning)
    return { outcome: 'left', because: 'no Pod of its external-dns is ready, so nobody takes it away' }
  const { outcome } = filterDomain(toAsciiName(host), readExternalDnsSettings(instance.flags, instance.version))
  if (outcome === 'dropped')
    return {
      outcome: 'left',
      because: 'its external-dns does not work on this name (domain filter), so nobody takes it away',
    }
  if (user.policy === null || outcome === 'unknown')
    return { outcome: 'unknown', because: user.because ?? 'a flag of its external-dns is not known' }
  if (user.policy !== 'sync')
    return { outcome: 'left', because: `policy ${user.policy} of its external-dns takes no record away` }
  return { outcome: 'removed', because: 'its external-dns (policy sync) takes it away with the next run' }
}

const kinds = { ingress: 'Ingress', service: 'Service' } as const

/** Whether the object that a signature names is there: `ingress/shop/checkout`. */
function lookUpResource(view: ClusterView, resource: string | null): Orphan['resource'] {
  const [word = '', namespace = '', name = ''] = (resource ?? '').split('/')
  if (!(word in kinds) || name === '') return 'unknown'
  const lookup = view.lookUp(kinds[word as keyof typeof kinds], namespace, name)
  if (lookup.state === 'unavailable') return 'unknown'
  return lookup.state === 'found' ? 'there' : 'gone'
}

function describeTemplates(host: string, { instance, hasTemplates, because }: RegistryUser): Unavailable {
  return {
    what: `Objects that want ${host}`,
    reason: 'not-configured',
    detail:
      hasTemplates === true
        ? `external-dns ${instance} makes names from templates (--fqdn-template), which stand in no object`
        : `whether external-dns ${instance} makes names from templates is not known${because === null ? '' : `: ${because}`}`,
    need: null,
  }
}
