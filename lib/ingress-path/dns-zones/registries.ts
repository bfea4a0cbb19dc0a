import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { readTxtRegistry, type TxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** What one external-dns goes by where names are concerned. Values that are not known are null; `because` says why. */
export interface RegistryUser {
  /** `namespace/name`. */
  instance: string
  /** Where it keeps ownership: `txt`, `noop`, `dynamodb`, `aws-sd`, … */
  registry: string | null
  /** As whom it signs; null when not known, or when its registry keeps no owner (`noop`). */
  ownerId: string | null
  /** Set for the registry `txt` only. */
  txt: TxtRegistry | null
  policy: string | null
  provider: string | null
  intervalSeconds: number | null
  isRunning: boolean
  because: string | null
  /** Sources that Fairlead does not read, which may want names too: `gateway-httproute`. */
  otherSources: string[]
  /** It makes names from templates, which stand in no object. Null when that is not known. */
  hasTemplates: boolean | null
}

/** Every external-dns of a cluster that can be seen, and why there may be more. */
export interface RegistryUsers {
  users: RegistryUser[]
  missing: Unavailable | null
}

const readSources = new Set(['ingress', 'service'])

/** Who signs names in this cluster, and by which policy. */
export function findRegistryUsers(view: ClusterView): RegistryUsers {
  return view.fact('dns-registry-users', (inner) => {
    const { instances, missing } = findExternalDnsInstances(inner)
    return { users: instances.map(readUser), missing }
  })
}

function readUser(instance: ControllerInstance): RegistryUser {
  const settings = readExternalDnsSettings(instance.flags, instance.version)
  const { registry, owner, policy, provider, intervalSeconds, sources, fqdnTemplates } = settings
  const txt = readTxtRegistry(instance.flags)
  const unknown = [registry, owner, policy, txt].find((known) => known.state === 'unknown')
  const keepsOwner = registry.state === 'known' && registry.value !== 'noop'
  return {
    instance: controllerKey(instance),
    registry: registry.state === 'known' ? registry.value : null,
    ownerId: keepsOwner && owner.state === 'known' ? owner.value : null,
    txt: txt.state === 'known' ? txt.value : null,
    policy: policy.state === 'known' ? policy.value : null,
    provider: provider.state === 'known' && provider.value !== '' ? provider.value : null,
    intervalSeconds: intervalSeconds.state === 'known' ? intervalSeconds.value : null,
    isRunning: instance.readyPods > 0,
    because: unknown?.state === 'unknown' ? unknown.because : null,
    otherSources: sources.state === 'known' ? sources.value.filter((source) => !readSources.has(source)) : [],
    hasTemplates: fqdnTemplates.state === 'known' ? fqdnTemplates.value.length > 0 : null,
  }
}
