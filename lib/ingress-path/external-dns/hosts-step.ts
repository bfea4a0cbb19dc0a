import type { Known } from '@/lib/ingress-path/flags'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { Judgement } from './annotation-value'
import { kept, unknown, withAnnotation } from './annotation-value'
import type { DnsSource } from './dns-source'
import { evaluateTemplate } from './fqdn-template'
import { listNames, toAsciiName } from './host-names'
import type { ExternalDnsSettings } from './settings'

const hostnameSources = ['defined-hosts-only', 'annotation-only']

/**
 * Whether the host is among the names that external-dns takes from the object: rules, tls entries and the hostname annotation of an
 * Ingress, the hostname annotations of a Service, then templates. `cause` says which rule takes the host away.
 * Source: external-dns v0.22.0 `source/ingress.go` (`endpointsFromIngress`), `source/service.go`, `source/template/engine.go`.
 */
export function judgeHosts(source: DnsSource, host: string, settings: ExternalDnsSettings): Judgement {
  const { isTlsIgnored, areRulesIgnored, isHostnameAnnotationIgnored } = settings
  const flags = source.kind === 'Ingress' ? [isTlsIgnored, areRulesIgnored] : []
  for (const flag of [...flags, isHostnameAnnotationIgnored]) {
    if (flag.state === 'unknown') return unknown(flag.because)
  }
  const collected =
    source.kind === 'Ingress'
      ? collectFromIngress(source.object, host, settings)
      : collectFromService(source, host, settings)
  if (collected.outcome !== 'dropped') return collected
  return judgeTemplates(source, host, settings, collected)
}

/** Where an Ingress names a host, whatever a flag or annotation makes of it. */
export function listPlaces(ingress: Ingress, host: string, hostname: string | undefined): HostPlaces {
  return {
    rules: (ingress.spec?.rules ?? []).some((rule) => rule.host?.toLowerCase() === host),
    tls: (ingress.spec?.tls ?? []).some((entry) => entry.hosts?.some((name) => name.toLowerCase() === host)),
    annotation: listNames(hostname).includes(toAsciiName(host)),
  }
}

export interface HostPlaces {
  rules: boolean
  tls: boolean
  annotation: boolean
}

function collectFromIngress(ingress: Ingress, host: string, settings: ExternalDnsSettings): Judgement {
  const source: DnsSource = { kind: 'Ingress', object: ingress }
  return withAnnotation(source, settings, 'ingress-hostname-source', (wantedText, sourceKey) =>
    withAnnotation(source, settings, 'hostname', (hostname, hostnameKey) => {
      const wanted = wantedText?.toLowerCase()
      if (wanted !== undefined && !hostnameSources.includes(wanted)) {
        const detail = `${sourceKey} is ${wantedText || '(empty)'}, which no name survives`
        return {
          outcome: 'dropped',
          detail,
          cause: 'hostname-source-invalid',
          written: sourceKey,
          observed: wantedText,
        }
      }
      const inPlaces = listPlaces(ingress, host, hostname)
      const places = [
        wanted !== 'annotation-only' && inPlaces.rules && !isOn(settings.areRulesIgnored) ? 'spec.rules' : '',
        wanted !== 'annotation-only' && inPlaces.tls && !isOn(settings.isTlsIgnored) ? 'spec.tls' : '',
        wanted !== 'defined-hosts-only' && inPlaces.annotation && !isOn(settings.isHostnameAnnotationIgnored)
          ? 'the hostname annotation'
          : '',
      ].filter((place) => place !== '')
      if (places.length > 0) return kept(`from ${places.join(' and ')}`)
      const ignoring = [
        inPlaces.rules && isOn(settings.areRulesIgnored) ? '--ignore-ingress-rules-spec' : '',
        inPlaces.tls && isOn(settings.isTlsIgnored) ? '--ignore-ingress-tls-spec' : '',
        inPlaces.annotation && isOn(settings.isHostnameAnnotationIgnored) ? '--ignore-hostname-annotation' : '',
      ].filter((flag) => flag !== '')
      if (wanted !== undefined && isExcluded(wanted, inPlaces)) {
        const detail = `${sourceKey} is ${wantedText}, and the host stands in ${describePlaces(inPlaces)} only`
        return {
          outcome: 'dropped',
          detail,
          cause: 'hostname-source-excludes',
          written: sourceKey,
          observed: wantedText,
        }
      }
      if (ignoring.length > 0) {
        const written = ignoring.join(' ')
        const detail = `${written}: the host stands in ${describePlaces(inPlaces)} only`
        return { outcome: 'dropped', detail, cause: 'host-fields-ignored', written, observed: describePlaces(inPlaces) }
      }
      const detail = `the host is in no rule, no tls entry and not in ${hostnameKey}`
      return { outcome: 'dropped', detail, cause: 'annotation-prefix', written: hostnameKey }
    }),
  )
}

/** `annotation-only` with a host of rules or tls, or `defined-hosts-only` with one of the annotation: nothing else would take it. */
function isExcluded(wanted: string, places: HostPlaces): boolean {
  const isDefined = places.rules || places.tls
  return wanted === 'annotation-only' ? !places.annotation && isDefined : !isDefined && places.annotation
}

function describePlaces({ rules, tls, annotation }: HostPlaces): string {
  const places = [rules ? 'spec.rules' : '', tls ? 'spec.tls' : '', annotation ? 'the hostname annotation' : '']
  return places.filter((place) => place !== '').join(' and ')
}

function collectFromService(source: DnsSource, host: string, settings: ExternalDnsSettings): Judgement {
  const wanted = toAsciiName(host)
  return withAnnotation(source, settings, 'hostname', (hostname, key) =>
    withAnnotation(source, settings, 'internal-hostname', (internal, internalKey) => {
      const isPublic = listNames(hostname).includes(wanted)
      const isInternal = listNames(internal).includes(wanted)
      if (!isPublic && !isInternal) {
        const detail = `the host is not in ${key}`
        return { outcome: 'dropped', detail, cause: 'annotation-prefix', written: key }
      }
      if (!isOn(settings.isHostnameAnnotationIgnored)) return kept(`from ${isPublic ? key : internalKey}`)
      const written = '--ignore-hostname-annotation'
      const detail = `${written}: the host stands in the hostname annotation only`
      return { outcome: 'dropped', detail, cause: 'host-fields-ignored', written, observed: 'the hostname annotation' }
    }),
  )
}

/** Templates run when nothing else gave a name, or always with `--combine-fqdn-annotation`. */
function judgeTemplates(
  source: DnsSource,
  host: string,
  settings: ExternalDnsSettings,
  otherwise: Judgement,
): Judgement {
  const { fqdnTemplates, combinesFqdn } = settings
  if (fqdnTemplates.state === 'unknown') return unknown(fqdnTemplates.because)
  if (fqdnTemplates.value.length === 0) return otherwise
  if (combinesFqdn.state === 'unknown') return unknown(combinesFqdn.because)
  if (!combinesFqdn.value && hasOtherNames(source, settings)) return otherwise
  for (const template of fqdnTemplates.value) {
    const made = evaluateTemplate(template, source)
    if ('problem' in made) return unknown(`--fqdn-template=${template} may make the name: ${made.problem}`)
    if (made.names.includes(toAsciiName(host))) return kept(`made by --fqdn-template=${template}`)
  }
  return otherwise
}

/** Whether the object gives any name without a template. Then the template does not run. */
function hasOtherNames(source: DnsSource, settings: ExternalDnsSettings): boolean {
  const names = source.kind === 'Ingress' ? listIngressNames(source.object, settings) : listAnnotated(source, settings)
  return names.some((name) => {
    const judged =
      source.kind === 'Ingress'
        ? collectFromIngress(source.object, name, settings)
        : collectFromService(source, name, settings)
    return judged.outcome === 'kept'
  })
}

function listIngressNames(ingress: Ingress, settings: ExternalDnsSettings): string[] {
  const rules = (ingress.spec?.rules ?? []).map(({ host }) => host?.toLowerCase() ?? '')
  const tls = (ingress.spec?.tls ?? []).flatMap(({ hosts }) => (hosts ?? []).map((name) => name.toLowerCase()))
  return [...rules, ...tls, ...listAnnotated({ kind: 'Ingress', object: ingress }, settings)].filter(
    (name) => name !== '',
  )
}

function listAnnotated({ object }: DnsSource, { annotationPrefixes }: ExternalDnsSettings): string[] {
  if (annotationPrefixes.state === 'unknown') return []
  return annotationPrefixes.value.flatMap((prefix) =>
    ['hostname', 'internal-hostname'].flatMap((name) => listNames(object.metadata.annotations?.[`${prefix}${name}`])),
  )
}

function isOn(flag: Known<boolean>): boolean {
  return flag.state === 'known' && flag.value
}
