import 'server-only'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { kindNames } from '@/lib/model/kubernetes'
import type { ManagedCluster } from './clusters'
import { gatherFindings } from './gather-findings'
import { getLog } from './log'

const quietMs = 50
/** How often it is looked whether a judgement has ended with time: a grace period, a certificate. */
const expiryMs = 1_000
/** While kinds are read for the first time everything changes all the time; whoever asks meanwhile has it judged on the spot. */
const firstReadMaxMs = 20_000

/**
 * Judges Ingresses soon after a change outdated them, in slices of some milliseconds, so that a request finds them judged. Returns
 * how to stop it.
 */
export function judgeInBackground(cluster: ManagedCluster): () => void {
  const { ingresses, certificates, names, judgements, store, bus } = cluster
  // Ingresses first: they are what most pages and the findings are made from.
  const tables = [ingresses, certificates, names]
  const isOutdated = () => tables.some((table) => table.isOutdated)
  const work = () => tables.every((table) => !table.isOutdated || table.work())
  const beganAtMs = performance.now()
  let timer: NodeJS.Timeout | null = null
  let isRunning = false
  let isStopped = false
  const isFirstRead = () =>
    performance.now() - beganAtMs < firstReadMaxMs &&
    kindNames.some((kind) => {
      const { cluster: scope } = store.coverage(kind)
      return scope.state === 'unavailable' && scope.reason === 'pending'
    })
  const schedule = () => {
    if (timer !== null || isRunning || isStopped || !isOutdated()) return
    timer = setTimeout(() => {
      timer = null
      if (!isFirstRead()) void judgeAll()
    }, quietMs)
    timer.unref()
  }
  const judgeAll = async () => {
    isRunning = true
    try {
      while (!isStopped && !work()) await yieldToOthers()
    } catch (error) {
      getLog().error({ cluster: cluster.name, err: error }, 'judging in the background failed')
    }
    isRunning = false
    // Whoever was answered too early asks again.
    if (!isStopped && ingresses.takeReadEarly()) bus.publish(['ingresses', 'findings', 'clusters'])
    if (!isStopped && certificates.takeReadEarly()) bus.publish(['certificates'])
    if (!isStopped && names.takeReadEarly()) bus.publish(['dns-zones'])
  }
  // A finding that nobody asked about is remembered too, and "last seen" is right to a second. Without a change this costs nothing.
  const noteFindings = () => {
    if (ingresses.isOutdated || isFirstRead()) return
    try {
      gatherFindings(cluster)
    } catch (error) {
      getLog().error({ cluster: cluster.name, err: error }, 'findings could not be gathered')
    }
  }
  const expiry = setInterval(() => {
    const wasOutdated = ingresses.isOutdated
    judgements.expire(Date.now())
    if (!wasOutdated && ingresses.isOutdated)
      bus.publish(['ingresses', 'findings', 'certificates', 'dns-zones', 'clusters'])
    schedule()
    noteFindings()
  }, expiryMs)
  expiry.unref()
  const unsubscribe = store.onChange(schedule)
  return () => {
    isStopped = true
    unsubscribe()
    clearInterval(expiry)
    if (timer !== null) clearTimeout(timer)
  }
}
