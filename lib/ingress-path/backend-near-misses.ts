import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { measureEditDistance } from './backend-service'
import { refTo } from './locations'

/**
 * A Pod that a selector nearly matches, and how its labels differ. `wanted` is the selector key whose value should become
 * `observed` for the Pod to match; it is left out when a changed value alone would not do.
 */
export interface NearMiss {
  pod: ObjectRef
  text: string
  wanted?: string
  observed: string
}

interface Difference {
  score: number
  /** Tells Pods of one workload apart from those of another. */
  key: string
  text: string
  wanted?: string
  observed: string
}

const nearMissesMax = 3

/**
 * Pods of a namespace whose labels come nearest to a selector that matches none, one for each way to differ, nearest first.
 * Empty when nothing is near or Pods cannot be read.
 */
export function listNearMisses(view: ClusterView, namespace: string, selector: Record<string, string>): NearMiss[] {
  const listing = view.listing('Pod', namespace)
  if (listing.state === 'unavailable') return []
  const groups = new Map<string, Difference & { pod: ObjectRef; count: number }>()
  for (const pod of listing.objects) {
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue
    const difference = compareLabels(selector, pod.metadata.labels ?? {})
    if (difference === null) continue
    const group = groups.get(difference.key)
    if (group === undefined) groups.set(difference.key, { ...difference, pod: refTo('Pod', pod), count: 1 })
    else group.count += 1
  }
  return [...groups.values()]
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
    .slice(0, nearMissesMax)
    .map(({ pod, text, count, wanted, observed }) => {
      const others = count === 1 ? '' : ` (and ${count - 1} more)`
      return { pod, text: `Pod ${pod.name}${others} has ${text}`, wanted, observed }
    })
}

/** How labels miss a selector, or null when they are not near: too many pairs differ, or none resembles. */
function compareLabels(selector: Record<string, string>, labels: Record<string, string>): Difference | null {
  const missed = Object.entries(selector).filter(([key, value]) => labels[key] !== value)
  const [first] = missed
  if (first === undefined) return null
  const isMostlyEqual = missed.length === 1 && Object.keys(selector).length > 1
  const [key, value] = first
  const observed = labels[key]
  if (missed.length === 1 && observed !== undefined) {
    const distanceMax = Math.max(1, Math.floor(value.length / 3))
    const isAlike = measureEditDistance(value, observed, distanceMax) <= distanceMax
    if (isAlike || isMostlyEqual) {
      const text = `${key}=${observed}, the selector wants ${key}=${value}`
      // A value that merely differs may be another application's: worth showing, not worth a patch.
      if (!isAlike) return { score: 1, key: text, text, observed }
      return { score: isMostlyEqual ? 4 : 3, key: text, text, wanted: key, observed }
    }
  }
  // The usual renaming: app=checkout became app.kubernetes.io/name=checkout.
  const renamed = Object.entries(labels).find(
    ([other, text]) => other !== key && text === value && !(other in selector),
  )
  if (missed.length === 1 && renamed !== undefined) {
    const text = `${renamed[0]}=${value}, the selector wants ${key}=${value}`
    return { score: 2, key: text, text, observed: renamed[0] }
  }
  if (!isMostlyEqual) return null
  const text = `no label ${key}, the selector wants ${key}=${value}`
  return { score: 1, key: `${text}|${JSON.stringify(labels.app ?? '')}`, text, observed: '' }
}
