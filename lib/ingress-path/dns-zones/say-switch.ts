import type { RegistryUser } from './registries'

/** One cluster of a switch, and the external-dns of it that write the names. */
export interface SwitchSide {
  cluster: string
  users: readonly RegistryUser[]
}

/** A way to bring names over, in steps for a reader. `isPossible`: false when the settings do not allow it, null when they are not known. */
export interface SwitchWay {
  title: string
  isPossible: boolean | null
  steps: string[]
}

/**
 * How the names that a switch moves come over, by the policies as they are configured: the holder lets go, or ownership is handed over.
 * Source: external-dns v0.22.0 `plan/policy.go`, `plan/plan.go`, `docs/registry/txt.md` (`--migrate-from-txt-owner`).
 */
export function listSwitchWays(from: SwitchSide, to: SwitchSide): SwitchWay[] {
  return [letGo(from, to), handOver(from, to)]
}

function letGo(from: SwitchSide, to: SwitchSide): SwitchWay {
  const title = `Take the hosts away on ${from.cluster}`
  const policies = listPolicies(from)
  const between = 'In between the names have no record, and resolvers remember that for the negative TTL of the zone.'
  const takes = `external-dns of ${to.cluster} finds them free and writes its own records${sayInterval(to)}. ${between}`
  if (policies === null) return { title, isPossible: null, steps: [sayUnknown(from)] }
  if (policies.every((policy) => policy === 'sync'))
    return {
      title,
      isPossible: true,
      steps: [
        `Remove the hosts from the objects on ${from.cluster}, or what makes its external-dns take them (a label, a class).`,
        `external-dns of ${from.cluster} (policy sync) deletes records and signatures${sayInterval(from)}.`,
        takes,
      ],
    }
  const words = policies.filter((policy) => policy !== 'sync').join(', ')
  return {
    title,
    isPossible: false,
    steps: [
      `external-dns of ${from.cluster} runs with policy ${words} and never deletes: the records go on leading to ${from.cluster}.`,
      'Delete each record and its ownership record in the zone by hand, after the host is gone from the objects.',
      takes,
    ],
  }
}

function handOver(from: SwitchSide, to: SwitchSide): SwitchWay {
  const title = `Hand the ownership over to ${to.cluster}`
  const [old, next] = [listOwnerIds(from), listOwnerIds(to)]
  const policies = listPolicies(to)
  if (policies === null || old === null || next === null)
    return { title, isPossible: null, steps: [sayUnknown(old === null ? from : to)] }
  if (old.length !== 1 || next.length !== 1)
    return {
      title,
      isPossible: null,
      steps: [
        `It takes one owner id on each side; ${from.cluster} has ${old.join(', ') || 'none'}, ${to.cluster} has ${next.join(', ') || 'none'}.`,
      ],
    }
  if (old[0] === next[0])
    return {
      title,
      isPossible: false,
      steps: [
        `Both sign as ${old[0]}: there is nothing to hand over, and with policy sync each deletes what the other wants.`,
      ],
    }
  if (!policies.every((policy) => policy === 'sync' || policy === 'upsert-only'))
    return {
      title,
      isPossible: false,
      steps: [
        `external-dns of ${to.cluster} runs with policy ${policies.join(', ')} and changes no record that exists.`,
      ],
    }
  return {
    title,
    isPossible: true,
    steps: [
      `Stop external-dns of ${from.cluster}: while it runs under its owner id, handing over is not safe.`,
      `Start external-dns of ${to.cluster} with --migrate-from-txt-owner=${old[0]} (with --dry-run first).`,
      `It signs the records as ${next[0]} and points them to ${to.cluster}${sayInterval(to)}. No name is without a record in between.`,
      `Look at the dry run for deletions: names that ${to.cluster} does not want may lose their records.`,
    ],
  }
}

function listPolicies({ users }: SwitchSide): string[] | null {
  const policies = new Set<string>()
  for (const { policy } of users) {
    if (policy === null) return null
    policies.add(policy)
  }
  return policies.size === 0 ? null : [...policies].sort()
}

function listOwnerIds({ users }: SwitchSide): string[] | null {
  if (
    users.length === 0 ||
    users.some(({ registry, ownerId }) => registry === null || (registry === 'txt' && ownerId === null))
  )
    return null
  return [...new Set(users.flatMap(({ txt }) => (txt === null ? [] : [txt.ownerId])))].sort()
}

function sayUnknown({ cluster, users }: SwitchSide): string {
  const because = users.find((user) => user.because !== null)?.because
  return users.length === 0
    ? `No external-dns can be seen on ${cluster}, so what it does to the names is not known.`
    : `What external-dns of ${cluster} does is not known: ${because ?? 'a flag is not known'}.`
}

function sayInterval({ users }: SwitchSide): string {
  const seconds = users.map(({ intervalSeconds }) => intervalSeconds)
  if (seconds.length === 0 || seconds.some((one) => one === null)) return ''
  const longest = Math.max(...seconds.map((one) => one ?? 0))
  return longest % 60 === 0 ? ` within ${longest / 60} min` : ` within ${longest} s`
}
