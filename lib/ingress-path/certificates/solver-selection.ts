import type { SolverShape } from './cert-manager-shapes'

/** What one solver of an issuer says to one name: chosen, or why not. */
export interface SolverAnswer {
  /** `dns01 azureDNS for example.net`. */
  solver: string
  isChosen: boolean
  because: string
}

/** How well a selector fits; compared part by part, the first that differs decides. */
interface Score {
  dnsNames: number
  /** Labels of the longest zone that holds the name. */
  zone: number
  matchLabels: number
}

/**
 * Re-runs the choice of a solver for one name of an Order as cert-manager does (v1.21.1, pkg/util/solverpicker/solverpicker.go): types
 * that the CA does not offer are skipped; a solver without selector is taken only while nothing else is; an exact name beats a zone, a
 * longer zone a shorter one, more labels fewer, and of equals the first stays. `domain` has its `*.`; `offered` null means the CA's
 * list is not known, and then a wildcard still allows dns-01 only.
 */
export function selectSolver(
  domain: string,
  offered: readonly string[] | null,
  labels: Readonly<Record<string, string>>,
  solvers: readonly SolverShape[],
): SolverAnswer[] {
  const isWildcard = domain.startsWith('*.')
  const types = offered?.map((type) => type.toLowerCase()) ?? (isWildcard ? ['dns-01'] : ['dns-01', 'http-01'])
  let chosen: { index: number; score: Score } | null = null
  const answers = solvers.map((solver, index): SolverAnswer => {
    const name = nameSolver(solver, index)
    const type = typeOf(solver)
    if (type === null) return { solver: name, isChosen: false, because: 'it configures neither dns01 nor http01' }
    if (!types.includes(type)) {
      const because = isWildcard
        ? 'a wildcard can only be proven with dns-01'
        : `the CA does not offer ${type} for the name`
      return { solver: name, isChosen: false, because }
    }
    const fit = fitSelector(solver.selector, domain, labels)
    if ('because' in fit) return { solver: name, isChosen: false, because: fit.because }
    const isBetter = chosen === null || (solver.selector != null && compareScores(fit.score, chosen.score) > 0)
    if (isBetter) chosen = { index, score: fit.score }
    return { solver: name, isChosen: false, because: fit.words }
  })
  const winner = (chosen as { index: number } | null)?.index
  return answers.map((answer, index) => {
    if (index === winner) return { ...answer, isChosen: true }
    const lost = winner !== undefined && answer.because.startsWith('fits')
    return lost
      ? { ...answer, because: `${answer.because}, but solver ${winner + 1} fits better or comes first` }
      : answer
  })
}

/** Whether any solver takes the name. */
export const hasSolver = (answers: readonly SolverAnswer[]) => answers.some(({ isChosen }) => isChosen)

function typeOf(solver: SolverShape): 'dns-01' | 'http-01' | null {
  if (solver.dns01 != null) return 'dns-01'
  return solver.http01 != null ? 'http-01' : null
}

function nameSolver(solver: SolverShape, index: number): string {
  const [kind, config] = solver.dns01 != null ? ['dns01', solver.dns01] : ['http01', solver.http01 ?? {}]
  const provider = Object.keys(config).find((key) => key !== 'cnameStrategy')
  const zones = solver.selector?.dnsZones ?? []
  const place = zones.length > 0 ? ` for ${zones.join(', ')}` : solver.selector == null ? ' for any name' : ''
  return `${index + 1}: ${[kind, provider].filter(Boolean).join(' ')}${place}`
}

function fitSelector(
  selector: SolverShape['selector'],
  domain: string,
  labels: Readonly<Record<string, string>>,
): { because: string } | { score: Score; words: string } {
  const score: Score = { dnsNames: 0, zone: 0, matchLabels: 0 }
  if (selector == null) return { score, words: 'fits: it has no selector' }
  const words: string[] = []
  const wanted = Object.entries(selector.matchLabels ?? {})
  const missing = wanted.find(([key, value]) => labels[key] !== value)
  if (missing !== undefined) return { because: `the Order lacks the label ${missing[0]}=${missing[1]}` }
  score.matchLabels = wanted.length
  if (wanted.length > 0) words.push(`${wanted.length} labels`)
  const names = selector.dnsNames ?? []
  if (names.length > 0) {
    if (!names.includes(domain)) return { because: `dnsNames lists ${names.join(', ')}, not ${domain}` }
    score.dnsNames = 1
    words.push('the name itself')
  }
  const zones = selector.dnsZones ?? []
  if (zones.length > 0) {
    const bare = domain.replace(/^\*\./, '')
    const holding = zones.filter((zone) => bare === zone || bare.endsWith(`.${zone}`))
    if (holding.length === 0) return { because: `${domain} lies in none of its zones: ${zones.join(', ')}` }
    const [longest = ''] = holding.sort((a, b) => countLabels(b) - countLabels(a))
    score.zone = countLabels(longest)
    words.push(`zone ${longest}`)
  }
  return { score, words: words.length === 0 ? 'fits: its selector is empty' : `fits by ${words.join(' and ')}` }
}

const countLabels = (zone: string) => zone.split('.').length

function compareScores(a: Score, b: Score): number {
  return a.dnsNames - b.dnsNames || a.zone - b.zone || a.matchLabels - b.matchLabels
}
