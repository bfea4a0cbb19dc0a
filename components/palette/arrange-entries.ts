import type { HitKind, SearchAnswer, SearchHit } from '@/lib/api/search'
import { rankMatch, readSearchText } from '@/lib/format/rank-match'
import { readHostname, readUrlPath } from '@/lib/format/read-hostname'
import { paths } from '@/lib/paths'
import { type KnownGroup, type PaletteEntry, type PaletteGroup, plainEntry } from './palette-entry'

const groupTitles: Record<HitKind, string> = {
  host: 'Hosts',
  ingress: 'Ingresses',
  namespace: 'Namespaces',
  node: 'Nodes',
  finding: 'Findings',
  check: 'Checks',
}

/** Where a thing that was found is shown. A host that several Ingresses declare is shown by the page that compares them. */
export function hrefOfHit(cluster: string, { kind, id, namespace, name }: SearchHit): string {
  switch (kind) {
    case 'ingress':
      return paths.ingress(cluster, namespace ?? '', name ?? '')
    case 'host':
      return namespace === null || name === null
        ? paths.why(cluster, { host: id })
        : paths.ingress(cluster, namespace, name, { host: id })
    case 'namespace':
      return paths.ingresses(cluster, { namespace: id })
    case 'node':
      return paths.egress(cluster)
    case 'finding':
      return paths.finding(cluster, id)
    case 'check':
      return paths.check(id)
  }
}

interface Arranged {
  /** As it stands in the field. */
  typed: string
  /** Null when no cluster is chosen: nothing is then asked of a server. */
  cluster: string | null
  /** Pages, clusters and actions: everything of them is shown while nothing is typed. */
  known: readonly KnownGroup[]
  /** What the server found; null before it answered. */
  answer: SearchAnswer | null
}

/**
 * What the palette lists, best first. A pasted address asks why it does not answer; then come names of pages and clusters that begin
 * with what was typed, what the server found in its order, and what else of the page fits.
 */
export function arrangeEntries({ typed, cluster, known, answer }: Arranged): PaletteGroup[] {
  const text = readSearchText(typed)
  if (text.whole === '') return known.map(({ value, items }) => ({ key: value, value, total: null, items: [...items] }))
  const host = readHostname(typed)
  const ranked = known.map(({ value, items }) => ({
    value,
    fitting: items
      .flatMap((item) => {
        const rank = rankMatch(text, [item.label.toLowerCase()], item.words)
        return rank === null ? [] : [{ item, rank }]
      })
      .sort((a, b) => a.rank - b.rank),
  }))
  const listKnown = (key: string, fits: (rank: number) => boolean): PaletteGroup[] =>
    ranked.map(({ value, fitting }) => ({
      key: `${key} ${value}`,
      value,
      total: null,
      items: fitting.filter(({ rank }) => fits(rank)).map(({ item }) => item),
    }))
  // Without a cluster there are only checks among what was found, and they belong to none.
  const found = answer === null ? [] : answer.groups.map((group) => listFound(cluster ?? '', group))
  return [
    ...(cluster === null || host === null ? [] : [askWhy(cluster, host, readUrlPath(typed))]),
    ...listKnown('beginning', (rank) => rank <= beginningRank),
    ...found,
    ...listKnown('other', (rank) => rank > beginningRank),
    ...(cluster === null ? [] : [listMore(cluster, host ?? typed.trim(), answer)]),
  ].filter(({ items }) => items.length > 0)
}

/** The worst rank of `rankMatch` for a text that begins with what was typed. */
const beginningRank = 1

function askWhy(cluster: string, host: string, path: string | null): PaletteGroup {
  const entry: PaletteEntry = {
    ...plainEntry,
    key: 'why',
    kind: 'why',
    label: `Why does ${host} not answer?`,
    detail: path === null ? 'follow it from DNS record to Pod' : `follow ${path} from DNS record to Pod`,
    target: { href: paths.why(cluster, { host, path }) },
  }
  return { key: 'ask', value: 'Ask', total: null, items: [entry] }
}

function listFound(cluster: string, { kind, hits, total }: SearchAnswer['groups'][number]): PaletteGroup {
  return {
    key: `found ${kind}`,
    value: groupTitles[kind],
    total: total > hits.length ? total : null,
    items: hits.map((hit) => ({
      key: `${kind} ${hit.id}`,
      kind,
      label: hit.label,
      detail: hit.detail,
      verdict: hit.verdict,
      severity: hit.severity,
      keys: null,
      target: { href: hrefOfHit(cluster, hit) },
    })),
  }
}

/** The way to everything that fits, where the palette shows only the best. */
function listMore(cluster: string, q: string, answer: SearchAnswer | null): PaletteGroup {
  const isCut = (kind: HitKind) =>
    answer?.groups.some((group) => group.kind === kind && group.total > group.hits.length) ?? false
  const items: PaletteEntry[] = []
  if (isCut('ingress') || isCut('host'))
    items.push({
      ...plainEntry,
      key: 'more ingresses',
      kind: 'more',
      label: `List the ingresses that match “${q}”`,
      target: { href: paths.ingresses(cluster, { q }) },
    })
  if (isCut('check'))
    items.push({
      ...plainEntry,
      key: 'more checks',
      kind: 'more',
      label: `List the checks that match “${q}”`,
      target: { href: paths.checks({ q }) },
    })
  return { key: 'more', value: 'All of them', total: null, items }
}
