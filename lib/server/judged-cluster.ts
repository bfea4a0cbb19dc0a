import 'server-only'
import type { ClusterSubject } from '@/lib/checks/cluster-subject'
import type { Check } from '@/lib/checks/define-check'
import { dnsCacheChecks } from '@/lib/checks/dns-cache/dns-cache-checks'
import { egressChecks } from '@/lib/checks/egress/snat'
import { type CheckRun, runCheck } from '@/lib/checks/run-check'
import type { Finding } from '@/lib/model/finding'
import type { CheckResult, NotChecked } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ManagedCluster } from './clusters'

/** What the checks of one area say about the whole cluster. */
export interface AreaJudgement {
  findings: Finding[]
  results: CheckResult[]
  notChecked: NotChecked[]
}

const areas = { 'dns-cache': dnsCacheChecks, egress: egressChecks } satisfies Record<
  string,
  readonly Check<ClusterSubject>[]
>

/** Judges a cluster-wide area, from memory when nothing that it read has changed. */
export function judgeArea(cluster: ManagedCluster, area: keyof typeof areas): AreaJudgement {
  return cluster.judgements.get(`area:${area}`, Date.now(), (view) => {
    const runs: CheckRun[] = areas[area].map((check) => runCheck(check, { cluster: cluster.name }, view))
    return {
      findings: runs.flatMap((run) => run.findings),
      results: runs.map((run) => run.result),
      notChecked: gatherNotChecked(runs),
    }
  })
}

/** One row per thing that could not be read, with the checks that it stopped. */
function gatherNotChecked(runs: readonly { check: { id: string }; unavailable: Unavailable | null }[]): NotChecked[] {
  const rows = new Map<string, NotChecked>()
  for (const { check, unavailable } of runs) {
    if (unavailable === null) continue
    const key = `${unavailable.what}|${unavailable.reason}`
    const row = rows.get(key) ?? { ...unavailable, checks: [] }
    row.checks.push(check.id)
    rows.set(key, row)
  }
  return [...rows.values()]
}
