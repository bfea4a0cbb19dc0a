import { controllerKey } from '@/lib/ingress-path/claim'
import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { filterDomain } from '@/lib/ingress-path/external-dns/domain-filter'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
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

/** A record that is signed here while no object here wants the name. */
export interface Orphan {
  /** Whether the object that the signature names is there. */
  resource: 'gone' | 'there' | 'unknown'
  removal: Removal
  /** Sources that Fairlead does not read, which may want the name after all. */
  otherSources: string[]
}

export function describeOrphan(view: ClusterView, host: string, signature: Signature): Orphan {
  const { users } = findRegistryUsers(view)
  const user = users.find(({ txt }) => txt?.ownerId === signature.owner)
  return {
    resource: lookUpResource(view, signature.resource),
    removal:
      user === undefined
        ? { outcome: 'unknown', because: 'its external-dns cannot be seen' }
        : judgeRemoval(view, host, user),
    otherSources: [...new Set(users.flatMap(({ otherSources }) => otherSources))].sort(),
  }
}

/** What the external-dns that signed a record does once nothing wants the name. Source: external-dns v0.22.0 `plan/policy.go`. */
function judgeRemoval(view: ClusterView, host: string, user: RegistryUser): Removal {
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

/** Why no object may declare a name and one still wants it: templates make names that stand in none. Null when there are none. */
export function explainTemplates(host: string, users: readonly RegistryUser[]): Unavailable | null {
  const user = users.find(({ hasTemplates }) => hasTemplates !== false)
  if (user === undefined) return null
  const { instance, hasTemplates, because } = user
  const detail =
    hasTemplates === true
      ? `external-dns ${instance} makes names from templates (--fqdn-template), which stand in no object`
      : `whether external-dns ${instance} makes names from templates is not known${because === null ? '' : `: ${because}`}`
  return { what: `Objects that want ${host}`, reason: 'not-configured', detail, need: null }
}
