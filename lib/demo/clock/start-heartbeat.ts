import type { RunningPlatform } from '@/lib/demo/clock/running-platform'
import { readRecord, readString } from '@/lib/demo/json'

/** Controllers renew their lease well within its 30 seconds. */
const renewIntervalMs = 10_000

/** Renews once every lease whose holder is a Pod that exists; the others stay expired. */
export function renewLeases(platform: RunningPlatform): void {
  const renewTime = new Date(platform.now()).toISOString().replace('Z', '000Z')
  for (const { api } of platform.clusters.values()) {
    for (const lease of api.store.list('Lease')) {
      const holder = readString(lease, 'spec', 'holderIdentity') ?? ''
      const { name, namespace } = lease.metadata
      if (!api.store.get('Pod', namespace, holder)) continue
      api.store.update('Lease', namespace, name, (draft) => {
        draft.spec = { ...readRecord(draft, 'spec'), renewTime }
      })
    }
  }
}

/** Keeps leader election alive; it runs also when the script stands still, or every leader would be lost after 30 seconds. */
export function startHeartbeat(platform: RunningPlatform): { stop(): void } {
  renewLeases(platform)
  const timer = setInterval(() => renewLeases(platform), renewIntervalMs)
  return { stop: () => clearInterval(timer) }
}
