import type { CatalogueFault, DemoFaults, LastingFault } from '@/lib/api/demo-faults'
import { paths } from '@/lib/paths'

/** What the reader has chosen; null stands for every kind, every namespace. */
export interface FaultChoice {
  cluster: string
  kind: string | null
  namespace: string | null
  seconds: number
}

export const durations: readonly { seconds: number; label: string }[] = [
  { seconds: 20, label: '20 seconds' },
  { seconds: 60, label: '1 minute' },
  { seconds: 300, label: '5 minutes' },
  { seconds: 1800, label: '30 minutes' },
]

const pageWords: Record<CatalogueFault['page'], string> = {
  overview: 'the overview',
  ingresses: 'the ingresses',
  sources: 'the sources',
}

/** Where a fault's effect is seen best: a page of the cluster it hits, or of the chosen one for DNS. */
export function linkEffect(fault: CatalogueFault, cluster: string): { href: string; label: string } {
  const label = `See ${pageWords[fault.page]} of ${cluster}`
  switch (fault.page) {
    case 'overview':
      return { href: paths.overview(cluster), label }
    case 'ingresses':
      return { href: paths.ingresses(cluster), label }
    case 'sources':
      return { href: paths.sources(cluster), label }
  }
}

/** What a fault would hit with this choice: "Services of blue", "every kind in blue", "DNS of every cluster". */
export function sayTarget(fault: CatalogueFault, { cluster, kind, namespace }: FaultChoice): string {
  if (fault.target === 'dns') return 'DNS of every cluster'
  if (!fault.takes.includes('kind')) return cluster
  const where =
    namespace !== null && fault.takes.includes('namespace') ? `namespace ${namespace} of ${cluster}` : cluster
  return kind === null ? `every kind in ${where}` : `${kind} in ${where}`
}

/** What a lasting fault hits, in the same words. */
export function sayLastingTarget({ cluster, kind, namespace, host }: LastingFault): string {
  if (cluster === '') return host === null ? 'DNS of every cluster' : `DNS of ${host}`
  const where = namespace === null ? cluster : `namespace ${namespace} of ${cluster}`
  return kind === null ? where : `${kind} in ${where}`
}

/** Why the fault cannot be started with this choice, or null. */
export function sayWhyNot(fault: CatalogueFault, choice: FaultChoice): string | null {
  return fault.needs.includes('kind') && choice.kind === null ? 'Choose a kind above first' : null
}

/** The wish for a fault: only what it takes, as anything else is refused. */
export function toWish(fault: CatalogueFault, { cluster, kind, namespace, seconds }: FaultChoice) {
  return {
    fault: fault.id,
    durationSeconds: seconds,
    ...(fault.target === 'kubernetes' ? { cluster } : {}),
    ...(kind !== null && fault.takes.includes('kind') ? { kind } : {}),
    ...(namespace !== null && fault.takes.includes('namespace') ? { namespace } : {}),
  }
}

/** The choice in the address, brought to what there is: an unknown cluster, kind or namespace counts as none. */
export function settleChoice(
  { clusters }: Pick<DemoFaults, 'clusters'>,
  wanted: { cluster: string | null; kind: string | null; namespace: string | null; seconds: number },
): FaultChoice {
  const cluster = clusters.find(({ name }) => name === wanted.cluster) ?? clusters[0]
  const known = (names: readonly string[] = [], name: string | null) =>
    name !== null && names.includes(name) ? name : null
  return {
    cluster: cluster?.name ?? '',
    kind: known(cluster?.kinds, wanted.kind),
    namespace: known(cluster?.namespaces, wanted.namespace),
    seconds: durations.some(({ seconds }) => seconds === wanted.seconds) ? wanted.seconds : 60,
  }
}
