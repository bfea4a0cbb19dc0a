import 'server-only'
import type { z } from 'zod'
import type { CertificateListParams, CertificatePage, CertificateRow, HostWithout } from '@/lib/api/certificates'
import type { JudgedCertificate } from '@/lib/checks/ingress/certificates/judge-certificate'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { certificateKinds, findDefaultSecrets } from './certificate-sources'
import { getJudgedCluster, type ManagedCluster } from './clusters'
import { summariseExpiry } from './expiry-weeks'
import { matchesWords, readWords } from './filter-words'
import { describeFreshness } from './freshness'
import { takePage } from './paging'

const dayMs = 24 * 60 * 60_000
/** Hosts without a certificate that one answer names; the rest is counted. */
const hostsShownMax = 50

/** Checks that leave a host without a certificate of its own, whatever an issuer does. */
const withoutChecks = new Set([
  'tls-block-missing',
  'tls-issuer-annotation-missing',
  'tls-both-issuers',
  'tls-block-incomplete',
  'tls-duplicate-secret-in-ingress',
  'tls-cert-owned-by-other',
  'tls-shim-annotation-invalid',
  'tls-host-not-in-certificate',
  'host-in-tls-only',
])

interface ListedRow {
  key: string
  row: CertificateRow
  searchText: string
}

interface Kept {
  version: number
  defaults: string
  rows: ListedRow[]
}
const keptByCluster = new WeakMap<ManagedCluster, Kept>()

/** Rows of the certificates page: filtered, sorted and paged here, with what the whole selection says about expiry and Secrets. */
export async function listCertificates(
  clusterName: string,
  params: z.input<typeof CertificateListParams>,
): Promise<CertificatePage> {
  const cluster = await getJudgedCluster(clusterName)
  await cluster.certificates.settle()
  const nowMs = Date.now()
  const found = filterRows(listRows(cluster), params)
  const byUse = params.use === undefined ? found : found.filter(({ row }) => isUse(row, params.use))
  const days = params.days === undefined ? null : Number(params.days)
  const matching = days === null ? byUse : byUse.filter(({ row }) => expiresWithin(row, nowMs + days * dayMs))
  const byVerdict: Record<string, number> = {}
  for (const { row } of matching) byVerdict[row.verdict] = (byVerdict[row.verdict] ?? 0) + 1
  const wanted = params.verdict?.split(',')
  const chosen = wanted === undefined ? matching : matching.filter(({ row }) => wanted.includes(row.verdict))
  const page = takePage(chosen, {
    compare: compareBy(params.sort ?? 'verdict'),
    keyOf: ({ key }) => key,
    limit: Number(params.limit ?? 100),
    cursor: params.cursor,
    offset: Number(params.offset ?? 0),
  })
  const isIngressKnown = found.every(({ row }) => row.usedBy !== null)
  return {
    items: page.items.map(({ row }) => row),
    total: chosen.length,
    nextCursor: page.nextCursor,
    byVerdict,
    expiry: summariseExpiry(
      found.map(({ row }) => row),
      nowMs,
    ),
    secrets: {
      unused: isIngressKnown ? found.filter(({ row }) => isUse(row, 'unused')).length : null,
      shared: found.filter(({ row }) => isUse(row, 'shared')).length,
    },
    hostsWithout: listHostsWithout(cluster, params.namespace),
    unsettled: cluster.certificates.unsettled,
    freshness: describeFreshness(cluster, certificateKinds),
  }
}

/** Rows of every judged Certificate; made anew only after one of them changed. */
function listRows(cluster: ManagedCluster): ListedRow[] {
  const defaults = findDefaultSecrets(cluster)
  const { version, rows } = cluster.certificates
  const kept = keptByCluster.get(cluster)
  const text = [...defaults].sort().join()
  if (kept?.version === version && kept.defaults === text) return kept.rows
  const made = [...rows].map(([key, judged]) => makeRow(key, judged, defaults))
  keptByCluster.set(cluster, { version, defaults: text, rows: made })
  return made
}

function makeRow(key: string, judged: JudgedCertificate, defaults: ReadonlySet<string>): ListedRow {
  const { chain, object } = judged
  const namespace = object.namespace ?? ''
  const row: CertificateRow = {
    namespace,
    name: object.name,
    hosts: chain?.hosts ?? [],
    secretName: chain?.secretName ?? null,
    issuer: chain?.issuer ?? null,
    verdict: judged.verdict,
    root: judged.root,
    sentence: judged.sentence,
    notAfter: chain?.notAfter ?? null,
    renewalTime: chain?.renewalTime ?? null,
    attempt: judged.attempt,
    nextAttemptAt: chain?.nextAttemptAt ?? null,
    failedAttempts: chain?.failedAttempts ?? null,
    usedBy: judged.usedBy,
    isDefault: chain !== null && defaults.has(`${namespace}/${chain.secretName}`),
    sharedWith: judged.sharedWith,
  }
  const searched = [key, row.secretName ?? '', row.issuer ?? '', row.root?.check ?? '', ...row.hosts]
  return { key, row, searchText: searched.join(' ').toLowerCase() }
}

function filterRows(
  rows: readonly ListedRow[],
  { namespace, q }: { namespace?: string; q?: string },
): readonly ListedRow[] {
  const words = readWords(q)
  return rows.filter(
    ({ row, searchText }) =>
      (namespace === undefined || row.namespace === namespace) && matchesWords(searchText, words),
  )
}

function isUse(row: CertificateRow, use: CertificateListParams['use']): boolean {
  if (use === 'shared') return row.sharedWith.length > 0
  return row.usedBy !== null && row.usedBy.length === 0 && !row.isDefault
}

const expiresWithin = ({ notAfter }: CertificateRow, untilMs: number) =>
  notAfter !== null && Date.parse(notAfter) <= untilMs

type Compare = (a: ListedRow, b: ListedRow) => number

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
/** What expires first comes first; what was never issued last. */
const byExpiry: Compare = (a, b) => compareText(a.row.notAfter ?? '9', b.row.notAfter ?? '9')

const comparisons: Record<string, Compare> = {
  verdict: (a, b) => compareVerdictsWorstFirst(a.row.verdict, b.row.verdict) || byExpiry(a, b),
  expiry: byExpiry,
  name: (a, b) => compareText(a.row.name, b.row.name),
}

function compareBy(sort: string): Compare {
  const compare = comparisons[sort.replace(/^-/, '')] ?? (() => 0)
  const direction = sort.startsWith('-') ? -1 : 1
  return (a, b) => direction * compare(a, b) || compareText(a.key, b.key)
}

/** Hosts that were judged and have no certificate of their own. */
function listHostsWithout(
  { ingresses }: ManagedCluster,
  namespace: string | undefined,
): CertificatePage['hostsWithout'] {
  const hosts = new Map<string, HostWithout>()
  for (const { trace } of ingresses.rows) {
    const own = trace.object.namespace ?? ''
    if (namespace !== undefined && own !== namespace) continue
    for (const { check, title, host, severity, waitingUntil } of trace.findings) {
      if (host === undefined || waitingUntil !== undefined || !withoutChecks.has(check)) continue
      // A note is only that a Certificate is looked after by somebody else; a host without any tls entry is one all the same.
      if (severity === 'info' && check !== 'tls-block-missing') continue
      const key = `${own}/${trace.object.name}/${host}`
      if (!hosts.has(key)) hosts.set(key, { host, namespace: own, ingress: trace.object.name, check, title })
    }
  }
  const sorted = [...hosts].sort(([a], [b]) => compareText(a, b)).map(([, host]) => host)
  return { total: sorted.length, items: sorted.slice(0, hostsShownMax) }
}
