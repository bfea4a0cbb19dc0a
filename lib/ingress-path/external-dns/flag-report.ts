import type { FlagSet, Known } from '@/lib/ingress-path/flags'
import type { EffectiveFlag } from '@/lib/model/trace'
import { allowedValues, describeFlagLifetime, externalDnsSchema } from './flag-schema'
import { type ExternalDnsSettings, readExternalDnsSettings } from './settings'

/** Flags whose default decides about records, in the order in which they are shown when nobody set them. */
const shownDefaults: readonly (readonly [string, (settings: ExternalDnsSettings) => Known<unknown>])[] = [
  ['policy', ({ policy }) => policy],
  ['registry', ({ registry }) => registry],
  ['txt-owner-id', ({ owner }) => owner],
  ['annotation-prefix', ({ annotationPrefixes }) => annotationPrefixes],
  ['managed-record-types', ({ managedTypes }) => managedTypes],
  ['interval', ({ intervalSeconds }) => intervalSeconds],
]

/**
 * The flags of an external-dns as the process sees them: what arguments and environment set, what cannot be known, and the
 * defaults of its version that decide about records. Secret values never stand here.
 */
export function listEffectiveFlags(flags: FlagSet, version: string | null): EffectiveFlag[] {
  const report: EffectiveFlag[] = []
  for (const [name, { values, from }] of Object.entries(flags.flags)) {
    if (name in flags.unknown) continue
    for (const value of values) report.push({ name, value, origin: from })
  }
  for (const [name, because] of Object.entries(flags.unknown))
    report.push({ name: name === '*' ? 'any other flag' : name, value: because, origin: 'unknown' })
  if (flags.opaque !== null) return [{ name: 'every flag', value: flags.opaque, origin: 'unknown' }]
  const settings = readExternalDnsSettings(flags, version)
  for (const [name, read] of shownDefaults) {
    if (flags.flags[name] !== undefined || flags.unknown[name] !== undefined) continue
    const known = read(settings)
    if (known.state === 'unknown')
      report.push({ name, value: known.because.replace(`--${name}: `, ''), origin: 'unknown' })
    else report.push({ name, value: formatDefault(name, known.value), origin: 'default' })
  }
  return report
}

/**
 * Mistakes that the process refuses to start with, each as a clause without full stop: of the command line, of single values, of
 * flags that its version does not have, and of flags that exclude one another.
 * Source: external-dns v0.22.0 `pkg/apis/externaldns/types.go`, `validation/validation.go`, `source/ingress.go`.
 */
export function listFlagProblems(flags: FlagSet, version: string | null): string[] {
  const problems = [...flags.problems]
  if (flags.opaque !== null) return problems
  const isSet = (name: string) => (flags.flags[name]?.values.at(-1) ?? '') !== ''
  const isKnown = (name: string) => flags.unknown[name] === undefined
  for (const [name, { values, from }] of Object.entries(flags.flags)) {
    // Variables of the environment that are no flags of this version are not read at all.
    const lifetime = from === 'argument' ? describeFlagLifetime(name, version) : null
    if (lifetime !== null) problems.push(`${lifetime}, and this is ${version}`)
    const allowed = allowedValues[name]
    const odd = isKnown(name) ? values.find((value) => allowed !== undefined && !allowed.includes(value)) : undefined
    if (odd !== undefined) problems.push(`--${name}=${odd} is none of ${allowed?.join(', ')}`)
  }
  const settings = readExternalDnsSettings(flags, version)
  if (settings.policy.state === 'unknown' && settings.policy.because.includes('is required'))
    problems.push(settings.policy.because.replace('--policy: ', ''))
  for (const name of ['source', 'provider']) {
    if (flags.flags[name] === undefined && isKnown(name) && isKnown('*'))
      problems.push(`--${name} is required and is not set`)
  }
  const comma = isKnown('source') ? flags.flags.source?.values.find((value) => value.includes(',')) : undefined
  if (comma !== undefined) problems.push(`--source=${comma} is taken as one source; each needs a flag of its own`)
  if (isSet('txt-prefix') && isSet('txt-suffix') && isKnown('txt-prefix') && isKnown('txt-suffix'))
    problems.push('--txt-prefix and --txt-suffix exclude each other')
  const ignores = settings.isHostnameAnnotationIgnored
  const templates = settings.fqdnTemplates
  if (ignores.state === 'known' && ignores.value && templates.state === 'known' && templates.value.length === 0)
    problems.push('--ignore-hostname-annotation is allowed only together with --fqdn-template')
  const prefix = flags.flags['annotation-prefix']?.values.at(-1)
  if (prefix !== undefined && isKnown('annotation-prefix') && !prefix.endsWith('/'))
    problems.push(`--annotation-prefix=${prefix} does not end with a slash`)
  const { ingressClasses, annotationFilter } = settings
  if (
    ingressClasses.state === 'known' &&
    ingressClasses.value.length > 0 &&
    annotationFilter.state === 'known' &&
    annotationFilter.value.includes('kubernetes.io/ingress.class')
  )
    problems.push('--ingress-class and an --annotation-filter on kubernetes.io/ingress.class exclude each other')
  return problems
}

function formatDefault(name: string, value: unknown): string {
  if (name === 'interval') return `${String(value)} s`
  return Array.isArray(value) ? value.join(name === 'annotation-prefix' ? ' or ' : ', ') : String(value)
}

/** Whether Fairlead knows a flag of this name; one that it does not know is newer or a typing error. */
export function isFlagKnown(name: string): boolean {
  const { booleans, lists, scalars } = externalDnsSchema
  return booleans.has(name) || lists.has(name) || scalars.has(name)
}
