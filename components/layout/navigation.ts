import type { ClusterSummary } from '@/lib/api/clusters'
import { paths } from '@/lib/paths'

/** The part of a cluster that a page is about: the second segment of its address. Empty for the overview. */
export type Section = '' | 'ingresses' | 'why' | 'certificates' | 'dns-zones' | 'dns-cache' | 'egress' | 'sources'

const sections: readonly Section[] = [
  '',
  'ingresses',
  'why',
  'certificates',
  'dns-zones',
  'dns-cache',
  'egress',
  'sources',
]

/** The section of an address such as `/blue/egress`; null outside a cluster and for unknown sections. The overview lists the findings. */
export function readSection(pathname: string): Section | null {
  const [first = '', second = ''] = pathname.split('/').filter((segment) => segment !== '')
  if (first === '' || first === 'checks') return null
  if (second === 'findings') return ''
  return sections.find((section) => section === second) ?? null
}

/** Sections that show one namespace when the reader picks one; the others are about the whole cluster. */
export const namespacedSections: ReadonlySet<Section> = new Set<Section>(['', 'ingresses', 'certificates', 'dns-zones'])

/** The address of a section of a cluster, keeping the namespace where it means something. */
export function sectionPath(cluster: string, section: Section, namespace: string | null): string {
  switch (section) {
    case '':
      return paths.overview(cluster, { namespace })
    case 'ingresses':
      return paths.ingresses(cluster, { namespace })
    case 'why':
      return paths.why(cluster)
    case 'certificates':
      return paths.certificates(cluster, { namespace })
    case 'dns-zones':
      return paths.dnsZones(cluster, { namespace })
    case 'dns-cache':
      return paths.dnsCache(cluster)
    case 'egress':
      return paths.egress(cluster)
    case 'sources':
      return paths.sources(cluster)
  }
}

export interface NavigationLink {
  label: string
  href: string
  isCurrent: boolean
  /** Something is wrong there: how much, and what the number counts. */
  trouble?: { count: number; of: string }
}

export interface NavigationGroup {
  title: string
  links: NavigationLink[]
}

interface NavigationInput {
  pathname: string
  cluster: ClusterSummary | null
  namespace: string | null
  /** Errors by area; empty while they are not known. */
  errorsByArea: Readonly<Record<string, number>>
}

/** The groups of the side navigation. Without a cluster only what belongs to none is offered. */
export function listNavigation({ pathname, cluster, namespace, errorsByArea }: NavigationInput): NavigationGroup[] {
  const catalogue = {
    label: 'Checks',
    href: paths.checks(),
    isCurrent: pathname === paths.checks() || pathname.startsWith(`${paths.checks()}/`),
  }
  const all = { label: 'Clusters', href: paths.clusters(), isCurrent: pathname === '/' }
  if (cluster === null) return [{ title: 'About', links: [all, catalogue] }]
  const current = readSection(pathname)
  const link = (label: string, section: Section, trouble?: NavigationLink['trouble']): NavigationLink => ({
    label,
    href: sectionPath(cluster.name, section, namespace),
    isCurrent: current === section,
    trouble: trouble !== undefined && trouble.count > 0 ? trouble : undefined,
  })
  const errors = (area: string) => ({ count: errorsByArea[area] ?? 0, of: 'errors' })
  return [
    {
      title: 'Traffic in',
      links: [
        link('Overview', ''),
        link('Ingresses', 'ingresses', { count: cluster.ingresses?.byVerdict.failing ?? 0, of: 'failing' }),
        link('Why?', 'why'),
        link('Certificates', 'certificates'),
        link('DNS zones', 'dns-zones'),
      ],
    },
    {
      title: 'Inside and out',
      links: [link('DNS cache', 'dns-cache', errors('dns-cache')), link('Egress', 'egress', errors('egress'))],
    },
    { title: 'About', links: [link('Sources', 'sources'), catalogue, all] },
  ]
}
