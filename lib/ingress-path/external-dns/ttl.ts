import { readAnnotation } from './annotation-value'
import type { DnsSource } from './dns-source'
import { type ExternalDnsSettings, parseGoDuration } from './settings'

const ttlSecondsMax = 2 ** 31 - 1

/**
 * The TTL that external-dns asks for, in seconds: the annotation (a whole number or a Go duration, of which the fraction is left
 * out), else `--min-ttl`. Null when there is none, so that the provider decides, or when it is not known.
 * Source: external-dns v0.22.0 `source/annotations/processors.go` (`TTLFromAnnotations`), `source/wrappers/post_processor.go`.
 */
export function readTtlSeconds(source: DnsSource, settings: ExternalDnsSettings): number | null {
  const annotation = readAnnotation(source, settings, 'ttl')
  const own = annotation?.value === undefined ? null : parseTtl(annotation.value)
  if (own !== null) return own
  const { minTtlSeconds } = settings
  return annotation !== null && minTtlSeconds.state === 'known' ? minTtlSeconds.value : null
}

function parseTtl(text: string): number | null {
  const seconds = /^[+-]?\d+$/.test(text) ? Number(text) : parseGoDuration(text)
  if (seconds === null) return null
  const whole = Math.trunc(seconds)
  return whole >= 1 && whole <= ttlSecondsMax ? whole : null
}
