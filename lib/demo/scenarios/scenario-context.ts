import { createHash } from 'node:crypto'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import type { ClusterPlan } from '@/lib/demo/scenarios/cluster-plans'

/**
 * What every generator needs. All names, uids and ages follow from the seed and the parts given, never from the order of
 * calls, so that adding an object to a scenario changes no other.
 */
export interface ScenarioContext {
  plan: ClusterPlan
  startedAtMs: number
  /** A random-looking name suffix in the alphabet Kubernetes uses. */
  suffix(length: number, ...parts: string[]): string
  uid(kind: string, namespace: string, name: string): string
  /** A number from 0 up to but not including `bound`. */
  pick(bound: number, ...parts: string[]): number
  /** The moment `age` before the platform started, such as `41d`, `5h`, `10m`, `30s`. */
  ago(age: string): string
}

/** The alphabet of generated names (`k8s.io/apimachinery/pkg/util/rand`): no vowels, no digits that look like letters. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of an age such as `41d`; throws on anything else, naming it. */
export function parseAgeMs(age: string): number {
  const match = /^(\d+)([smhd])$/.exec(age)
  const unit = unitMs[match?.[2] ?? '']
  if (!match || unit === undefined)
    throw new Error(`Cannot read the age "${age}"; write a number with s, m, h or d, such as 41d`)
  return Number(match[1]) * unit
}

export function createScenarioContext(plan: ClusterPlan, seed: string, startedAtMs: number): ScenarioContext {
  const digest = (parts: string[]) =>
    createHash('sha1')
      .update([seed, plan.name, ...parts].join('|'))
      .digest()
  return {
    plan,
    startedAtMs,
    suffix(length, ...parts) {
      const bytes = digest(['suffix', ...parts])
      let text = ''
      for (let index = 0; index < length; index += 1)
        text += alphabet[(bytes[index % bytes.length] ?? 0) % alphabet.length]
      return text
    },
    uid(kind, namespace, name) {
      const hex = digest(['uid', kind, namespace, name]).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    },
    pick: (bound, ...parts) => digest(['pick', ...parts]).readUInt32BE(0) % bound,
    ago: (age) => formatTime(startedAtMs - parseAgeMs(age)),
  }
}
