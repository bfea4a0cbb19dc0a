import type { Known } from '@/lib/ingress-path/flags'
import type { DnsSource } from './dns-source'
import type { ReplayStep } from './replay'
import type { ExternalDnsSettings } from './settings'

/** How a step ends, before it has its id and title. */
export type Judgement = Pick<ReplayStep, 'outcome' | 'detail'> &
  Partial<Pick<ReplayStep, 'written' | 'observed' | 'cause'>>

export const kept = (detail: string): Judgement => ({ outcome: 'kept', detail })
export const unknown = (detail: string): Judgement => ({ outcome: 'unknown', detail })

/** Judges by the value of a setting; an unknown setting is an unknown step, for the same reason. */
export function withKnown<T>(known: Known<T>, judge: (value: T, written: string | null) => Judgement): Judgement {
  return known.state === 'unknown' ? unknown(known.because) : judge(known.value, known.written)
}

/**
 * Judges by the value of an external-dns annotation. When the prefix could be either of two, the judgement stands only if both
 * lead to the same outcome.
 */
export function withAnnotation(
  { object }: DnsSource,
  { annotationPrefixes }: ExternalDnsSettings,
  name: string,
  judge: (value: string | undefined, key: string) => Judgement,
): Judgement {
  return withKnown(annotationPrefixes, (prefixes) => {
    const judgements = prefixes.map((prefix) =>
      judge(object.metadata.annotations?.[`${prefix}${name}`], `${prefix}${name}`),
    )
    const [first = unknown('no annotation prefix is known')] = judgements
    if (judgements.every(({ outcome }) => outcome === first.outcome)) return first
    return unknown(`it depends on the annotation prefix (${prefixes.join(' or ')}), and its version is not known`)
  })
}

/** The value of an external-dns annotation under the prefix that is read; null when the prefix is not known for certain. */
export function readAnnotation(
  { object }: DnsSource,
  { annotationPrefixes }: ExternalDnsSettings,
  name: string,
): { value: string | undefined } | null {
  if (annotationPrefixes.state === 'unknown') return null
  const values = annotationPrefixes.value.map((prefix) => object.metadata.annotations?.[`${prefix}${name}`])
  return values.every((value) => value === values[0]) ? { value: values[0] } : null
}
