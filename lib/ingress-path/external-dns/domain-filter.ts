import type { ExternalDnsSettings } from './settings'

/** Whether a name passes the domain filter, and the filter that decided, as written. */
export type DomainFilterResult =
  | { outcome: 'kept'; detail: string }
  | { outcome: 'dropped'; detail: string; written: string; commaFilters: string[] }
  | { outcome: 'unknown'; detail: string }

/**
 * The domain filter of external-dns. A filter `example.com` keeps that name and everything below it, `.example.com` only what
 * lies below; a value with a comma is one impossible name. A regular expression replaces the lists: the exclusion is tried first.
 * Source: external-dns v0.22.0 `endpoint/domain_filter.go`.
 */
export function filterDomain(name: string, settings: ExternalDnsSettings): DomainFilterResult {
  const { domainFilters, excludedDomains, domainRegex, domainRegexExclusion } = settings
  if (domainRegex.state === 'unknown') return { outcome: 'unknown', detail: domainRegex.because }
  if (domainRegexExclusion.state === 'unknown') return { outcome: 'unknown', detail: domainRegexExclusion.because }
  if (domainRegex.value !== '' || domainRegexExclusion.value !== '') {
    return filterByRegex(name, domainRegex.value, domainRegexExclusion.value)
  }
  if (domainFilters.state === 'unknown') return { outcome: 'unknown', detail: domainFilters.because }
  if (excludedDomains.state === 'unknown') return { outcome: 'unknown', detail: excludedDomains.because }
  const excludedBy = excludedDomains.value.find((filter) => matchesSuffix(name, filter))
  if (excludedBy !== undefined) {
    const written = `--exclude-domains=${excludedBy}`
    return { outcome: 'dropped', detail: `${written} excludes the name`, written, commaFilters: [] }
  }
  const filters = domainFilters.value
  if (filters.length === 0) return { outcome: 'kept', detail: 'no --domain-filter flag: all names' }
  const keptBy = filters.find((filter) => matchesSuffix(name, filter))
  if (keptBy !== undefined) return { outcome: 'kept', detail: `--domain-filter=${keptBy}` }
  const written = domainFilters.written ?? filters.map((filter) => `--domain-filter=${filter}`).join(' ')
  const commaFilters = filters.filter((filter) => filter.includes(','))
  const comma = commaFilters.length > 0 ? '; a value with a comma is taken as one name and matches nothing' : ''
  return { outcome: 'dropped', detail: `${written}${comma}`, written, commaFilters }
}

/** Whether a name is a domain of a filter or lies below it; a filter with a dot in front means only what lies below. */
export function matchesSuffix(name: string, filter: string): boolean {
  const wanted = filter.trim().replace(/\.$/, '')
  if (wanted === '') return true
  if (wanted.startsWith('.')) return name.endsWith(wanted)
  return name === wanted || name.endsWith(`.${wanted}`)
}

const notEvaluated = 'cannot be evaluated here: it means something else in Go, or could take very long'

function filterByRegex(name: string, include: string, exclude: string): DomainFilterResult {
  const excluded = exclude === '' ? false : testGoRegex(exclude, name)
  if (excluded === null) return { outcome: 'unknown', detail: `--regex-domain-exclusion=${exclude} ${notEvaluated}` }
  if (excluded) {
    const written = `--regex-domain-exclusion=${exclude}`
    return { outcome: 'dropped', detail: `${written} excludes the name`, written, commaFilters: [] }
  }
  const included = include === '' ? true : testGoRegex(include, name)
  if (included === null) return { outcome: 'unknown', detail: `--regex-domain-filter=${include} ${notEvaluated}` }
  const written = `--regex-domain-filter=${include}`
  if (!included && exclude !== '') {
    // Older versions ask the exclusion alone when there is one; which is the first that asks both is not settled.
    const detail = `${written} beside --regex-domain-exclusion: versions differ in whether both are asked`
    return { outcome: 'unknown', detail }
  }
  return included
    ? { outcome: 'kept', detail: written }
    : { outcome: 'dropped', detail: written, written, commaFilters: [] }
}

/**
 * Whether an unanchored Go regular expression matches; null when it uses syntax that means something else here (RE2:
 * `\A`, `\z`, `\Q`, POSIX classes, named groups, flags other than a leading `(?i)`; references and look-around do not exist there),
 * or could take very long: RE2 never does. Source: Go `regexp/syntax`.
 */
export function testGoRegex(pattern: string, text: string): boolean | null {
  const isCaseless = pattern.startsWith('(?i)')
  const body = isCaseless ? pattern.slice(4) : pattern
  if (/\\[AzQECpP0-9kuc]|\[\[?:|\(\?[^:]/.test(body)) return null
  if (mayTakeLong(body)) return null
  try {
    return new RegExp(body, isCaseless ? 'i' : '').test(text)
  } catch {
    return null
  }
}

/** A repeated group that repeats or chooses inside, or so many repetitions that trying them all could take minutes. */
function mayTakeLong(body: string): boolean {
  const plain = body.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x')
  return (
    /[+*}|][^()]*\)[+*{]/.test(plain) ||
    /\)[^()]*\)[+*{]/.test(plain) ||
    (plain.match(/[+*]|\{\d+,\d*\}/g) ?? []).length > 3
  )
}
