import type { RunningCluster } from '@/lib/demo/clock/running-platform'
import { readRecord } from '@/lib/demo/json'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import { completeCertificate } from '@/lib/demo/scenarios/certificates'
import { renderFailedRenewal } from '@/lib/demo/scenarios/unissued-certificates'

/** Long enough overdue that it is no longer a matter of waiting. */
const overdueMs = 5 * 3_600_000

/** The renewal of a Certificate, due for hours, fails; the old certificate stays valid. */
export function failRenewal({ api }: RunningCluster, namespace: string, name: string, nowMs: number): void {
  const moments = { now: formatTime(nowMs), due: formatTime(nowMs - overdueMs) }
  api.store.update('Certificate', namespace, name, (draft) => {
    draft.status = renderFailedRenewal(readRecord(draft, 'status'), moments)
  })
}

/** The next attempt succeeds. */
export function completeRenewal({ built, api }: RunningCluster, namespace: string, name: string): void {
  const certificate = api.store.get('Certificate', namespace, name)
  if (certificate) for (const object of completeCertificate(built.context, certificate)) api.store.put(object)
}
