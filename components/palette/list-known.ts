import { findShortcut, type ShortcutId } from '@/components/keyboard/shortcuts'
import type { ClusterSummary } from '@/lib/api/clusters'
import { formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type KnownEntry, type KnownGroup, plainEntry } from './palette-entry'

/** What can be done from everywhere. */
export interface PaletteActions {
  isPaused: boolean
  togglePause: () => void
  copyLink: () => void
  openHelp: () => void
  /** `light`, `dark` or `system`; undefined while it is not known. */
  theme: string | undefined
  setTheme: (theme: string) => void
}

interface KnownInput {
  cluster: string | null
  clusters: readonly ClusterSummary[]
  /** The page that breaks the demo is there. */
  canBreak: boolean
  actions: PaletteActions
}

/** Pages, clusters and actions, which are found without asking the server. */
export function listKnown({ cluster, clusters, canBreak, actions }: KnownInput): KnownGroup[] {
  const others = clusters.filter(({ name }) => name !== cluster)
  return [
    { value: 'Pages', items: listPages(cluster, canBreak) },
    { value: cluster === null ? 'Clusters' : 'Other clusters', items: others.map(toClusterEntry) },
    { value: 'Actions', items: listActions(actions) },
  ].filter(({ items }) => items.length > 0)
}

function listPages(cluster: string | null, canBreak: boolean): KnownEntry[] {
  const page = (label: string, href: string, words: readonly string[], shortcut?: ShortcutId): KnownEntry => ({
    ...plainEntry,
    key: `page ${href}`,
    kind: 'page',
    label,
    keys: shortcut === undefined ? null : findShortcut(shortcut).keys,
    target: { href },
    words,
  })
  const ofCluster =
    cluster === null
      ? []
      : [
          page(`Overview of ${cluster}`, paths.overview(cluster), ['findings', 'home'], 'go-overview'),
          page('Ingresses', paths.ingresses(cluster), ['hosts', 'traffic in'], 'go-ingresses'),
          page('Why does a host not answer?', paths.why(cluster), ['dns record', 'trace', 'url'], 'go-why'),
          page(
            'DNS zones',
            paths.dnsZones(cluster),
            ['names', 'owner', 'txt', 'blue green', 'switch', 'external-dns'],
            'go-dns-zones',
          ),
          page('DNS cache', paths.dnsCache(cluster), ['node-local', 'nodelocal', 'corefile', 'ttl'], 'go-dns-cache'),
          page('Egress', paths.egress(cluster), ['snat', 'ports', 'outbound', 'nodes', 'nat'], 'go-egress'),
          page('Sources', paths.sources(cluster), ['permissions', 'rbac', 'role', 'not checked'], 'go-sources'),
        ]
  return [
    ...ofCluster,
    page('Checks', paths.checks(), ['catalogue', 'rules'], 'go-checks'),
    page('Clusters', paths.clusters(), ['all clusters', 'home'], 'go-clusters'),
    ...(canBreak ? [page('Break something', paths.faults(), ['demo', 'faults'])] : []),
  ]
}

const toClusterEntry = ({ name, verdict, ingresses }: ClusterSummary): KnownEntry => ({
  ...plainEntry,
  key: `cluster ${name}`,
  kind: 'cluster',
  label: name,
  detail: ingresses === null ? 'ingresses unknown' : formatCounted(ingresses.total, 'ingress', 'ingresses'),
  verdict,
  target: { href: paths.overview(name) },
  words: ['cluster'],
})

const themes = [
  { value: 'light', label: 'Use the light theme' },
  { value: 'dark', label: 'Use the dark theme' },
  { value: 'system', label: 'Use the theme of the system' },
]

function listActions({ isPaused, togglePause, copyLink, openHelp, theme, setTheme }: PaletteActions): KnownEntry[] {
  const action = (label: string, run: () => void, words: readonly string[], shortcut?: ShortcutId): KnownEntry => ({
    ...plainEntry,
    key: `action ${label}`,
    kind: 'action',
    label,
    keys: shortcut === undefined ? null : findShortcut(shortcut).keys,
    target: { run },
    words,
  })
  return [
    action('Copy the link of this page', copyLink, ['share', 'url', 'address'], 'copy-link'),
    isPaused
      ? action('Resume updates', togglePause, ['live', 'continue', 'follow', 'pause'], 'pause')
      : action('Pause updates', togglePause, ['live', 'hold', 'stop', 'freeze'], 'pause'),
    ...themes
      .filter(({ value }) => value !== theme)
      .map(({ value, label }) => action(label, () => setTheme(value), ['colours', 'appearance', 'mode'])),
    action('Keyboard shortcuts', openHelp, ['help', 'keys'], 'help'),
  ]
}
