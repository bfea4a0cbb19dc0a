import 'server-only'
import type { ManagedCluster } from './clusters'
import { judgeOneIngress } from './judged-ingresses'
import { getLog } from './log'

const quietMs = 150
const sliceMs = 15

/**
 * Judges changed Ingresses soon after a change, in slices of some milliseconds, so that a request finds them judged and no
 * request waits for thousands of them. What it has not reached is judged by the request itself.
 */
export function judgeInBackground(cluster: ManagedCluster): void {
  let timer: NodeJS.Timeout | null = null
  let isRunning = false
  const schedule = () => {
    if (timer !== null || isRunning) return
    timer = setTimeout(() => {
      timer = null
      void judgeAll()
    }, quietMs)
    timer.unref()
  }
  const judgeAll = async () => {
    isRunning = true
    const { revision } = cluster.store
    try {
      let sliceStart = performance.now()
      for (const ingress of cluster.store.list('Ingress', null)) {
        judgeOneIngress(cluster, ingress)
        if (performance.now() - sliceStart < sliceMs) continue
        await new Promise((resume) => setImmediate(resume))
        sliceStart = performance.now()
      }
    } catch (error) {
      getLog().error({ cluster: cluster.name, err: error }, 'judging in the background failed')
    }
    isRunning = false
    if (cluster.store.revision !== revision) schedule()
  }
  cluster.store.onChange(schedule)
}
