import { type CheckOutcome, notApplicable } from '@/lib/checks/define-check'
import type { HostReplays } from '@/lib/ingress-path/dns-expectation'
import type { Replay } from '@/lib/ingress-path/external-dns/replay'
import { type ExternalDnsSettings, readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { findKnownZones } from '@/lib/ingress-path/external-dns/zones'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findInstance, throwUnknownReplay } from './dns-preconditions'

/** An external-dns that keeps a host, and what it goes by. */
export interface KeptReplay {
  replay: Replay
  settings: ExternalDnsSettings
  provider: string | null
}

export function listKept(view: ClusterView, replays: readonly Replay[]): KeptReplay[] {
  return replays.flatMap((replay) => {
    const instance = replay.outcome === 'kept' ? findInstance(view, replay) : undefined
    if (instance === undefined) return []
    const settings = readExternalDnsSettings(instance.flags, instance.version)
    return [{ replay, settings, provider: settings.provider.state === 'known' ? settings.provider.value : null }]
  })
}

const azureProviders = new Set(['azure', 'azure-dns', 'azure-private-dns'])

export const isAzureProvider = ({ provider }: KeptReplay) => azureProviders.has(provider ?? '')

/** Not applicable, unless an external-dns that cannot be seen or judged may keep the host. */
export function endUnkept({ replays, missing }: HostReplays, reason: string): CheckOutcome {
  if (missing !== null) throw new NotObservedError(missing)
  const unknown = replays.find(({ outcome, readsKind }) => outcome === 'unknown' && readsKind !== false)
  if (unknown !== undefined) throwUnknownReplay(unknown)
  return notApplicable(reason)
}

/** The known zones, or a reason why a check of them does not apply. Throws `NotObservedError` when they could not be read. */
export function requireZones(view: ClusterView): { zones: string[]; namedBy: string } | { none: string } {
  const { zones, namedBy, missing } = findKnownZones(view)
  if (zones.length > 0) return { zones, namedBy }
  if (missing !== null && missing.reason !== 'not-installed') throw new NotObservedError(missing)
  return { none: 'neither a ClusterIssuer nor the configuration names a DNS zone' }
}
