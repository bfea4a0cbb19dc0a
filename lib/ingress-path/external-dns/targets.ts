import ipaddr from 'ipaddr.js'
import type { Known } from '@/lib/ingress-path/flags'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import { readAnnotation } from './annotation-value'
import type { DnsSource, Service } from './dns-source'
import { listNames, toAsciiName } from './host-names'
import type { ReplayStep } from './replay'
import type { ExternalDnsSettings } from './settings'

/** Record values by type; a host gets one record for each type that has any. */
export interface RecordTargets {
  A: string[]
  AAAA: string[]
  CNAME: string[]
}

export type RecordType = keyof RecordTargets

/** A for IPv4, AAAA for IPv6, CNAME for everything else (external-dns v0.22.0 `endpoint/utils.go`, `SuitableType`). */
export function typeOfTarget(target: string): RecordType {
  if (isIPv4(target)) return 'A'
  return isIPv6(target) ? 'AAAA' : 'CNAME'
}

// Every Ingress passes here many times: a pattern decides, and the address library only has the doubtful last word.
const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`)

/** Four decimal numbers, as Go's `netip.ParseAddr` accepts them. */
export function isIPv4(text: string): boolean {
  return ipv4.test(text)
}

export function isIPv6(text: string): boolean {
  return text.includes(':') && ipaddr.IPv6.isValid(text)
}

export function groupTargets(targets: readonly string[]): RecordTargets {
  const ofType = (type: RecordType) => targets.filter((target) => typeOfTarget(target) === type)
  return { A: ofType('A'), AAAA: ofType('AAAA'), CNAME: ofType('CNAME') }
}

/**
 * Steps 8 to 10 of external-dns: the targets of an object for one host (annotation before status, default targets where they
 * replace them), then network filters and managed record types. `targets` is null when they are not known.
 * Source: external-dns v0.22.0 `source/ingress.go`, `source/service.go`, `source/wrappers/`, `plan/plan.go`.
 */
export function judgeTargets(
  object: DnsSource,
  host: string,
  settings: ExternalDnsSettings,
  flagsSource: string,
): { steps: ReplayStep[]; targets: string[] | null } {
  const source = `${flagsSource}, ${object.kind}`
  const found = findTargets(object, host, settings)
  const nets: ReplayStep = {
    id: 'target-nets',
    title: 'Kept by the network filters',
    outcome: 'after-failure',
    detail: 'after failure',
    source: flagsSource,
  }
  const types: ReplayStep = {
    id: 'record-types',
    title: 'Record type is managed',
    outcome: 'after-failure',
    detail: 'after failure',
    source: flagsSource,
  }
  if (found.targets === null) {
    const step: ReplayStep = {
      id: 'targets',
      title: 'Target for the record',
      outcome: 'unknown',
      detail: found.detail,
      source,
    }
    return {
      steps: [
        step,
        { ...nets, outcome: 'unknown', detail: found.detail },
        { ...types, outcome: 'unknown', detail: found.detail },
      ],
      targets: null,
    }
  }
  if (found.targets.length === 0) {
    const step: ReplayStep = {
      id: 'targets',
      title: 'No target for the record',
      outcome: 'dropped',
      detail: found.detail,
      source,
    }
    return { steps: [step, nets, types], targets: [] }
  }
  const step: ReplayStep = {
    id: 'targets',
    title: `Target ${found.targets.join(', ')}`,
    outcome: 'kept',
    detail: found.detail,
    source,
  }
  const filtered = filterByNets(found.targets, settings)
  if (filtered === null) {
    const detail = 'the network filters cannot be evaluated'
    return {
      steps: [step, { ...nets, outcome: 'unknown', detail }, { ...types, outcome: 'unknown', detail }],
      targets: null,
    }
  }
  if (filtered.length === 0) {
    const written = writeNetFlags(settings)
    const observed = found.targets.join(', ')
    const detail = `${written} removes ${observed}`
    const title = 'Dropped by the network filters'
    return {
      steps: [step, { ...nets, title, outcome: 'dropped', detail, written, observed }, types],
      targets: [],
    }
  }
  const netStep: ReplayStep = { ...nets, outcome: 'kept', detail: filtered.join(', ') }
  const typed = filterByType(filtered, settings.managedTypes)
  if (typed === null)
    return {
      steps: [step, netStep, { ...types, outcome: 'unknown', detail: 'the managed types are not known' }],
      targets: null,
    }
  const wanted = [...new Set(filtered.map(typeOfTarget))].join(' and ')
  if (typed.length === 0) {
    const written = settings.managedTypes.state === 'known' ? settings.managedTypes.written : null
    const detail = `${wanted} is not among the managed record types${written === null ? '' : ` (${written})`}`
    const dropped: ReplayStep = {
      ...types,
      title: 'Record type is not managed',
      outcome: 'dropped',
      detail,
      written: written ?? undefined,
      observed: wanted,
    }
    return {
      steps: [step, netStep, dropped],
      targets: [],
    }
  }
  const kept = [...new Set(typed.map(typeOfTarget))].join(' and ')
  return { steps: [step, netStep, { ...types, outcome: 'kept', detail: `${kept} record` }], targets: typed }
}

interface FoundTargets {
  targets: string[] | null
  detail: string
}

function findTargets(source: DnsSource, host: string, settings: ExternalDnsSettings): FoundTargets {
  const { forcesDefaultTargets, defaultTargets } = settings
  const annotation = readAnnotation(source, settings, 'target')
  if (annotation === null) {
    const { annotationPrefixes: prefixes } = settings
    const detail =
      prefixes.state === 'unknown'
        ? prefixes.because
        : `it depends on the annotation prefix (${prefixes.value.join(' or ')}), and its version is not known`
    return { targets: null, detail }
  }
  const annotated = listNames(annotation.value)
  const own: FoundTargets =
    annotated.length > 0
      ? { targets: annotated, detail: 'from the target annotation' }
      : findOwnTargets(source, host, settings)
  if (own.targets === null || own.targets.length === 0) return own
  if (defaultTargets.state === 'unknown') return { targets: null, detail: defaultTargets.because }
  if (defaultTargets.value.length > 0) {
    if (forcesDefaultTargets.state === 'unknown')
      return { targets: null, detail: `--default-targets: ${forcesDefaultTargets.because}` }
    if (forcesDefaultTargets.value) return { targets: defaultTargets.value, detail: 'from --default-targets' }
  }
  return own
}

function findOwnTargets(source: DnsSource, host: string, settings: ExternalDnsSettings): FoundTargets {
  if (source.kind === 'Service') return findServiceTargets(source.object, host, settings)
  const targets = listStatusAddresses(source.object)
  if (targets.length > 0) return { targets, detail: 'from the status of the Ingress' }
  return { targets, detail: 'the status of the Ingress has no address, and no target annotation gives one' }
}

/** The addresses of a Service: its type decides where they come from. Source: external-dns v0.22.0 `source/service.go`. */
function findServiceTargets(service: Service, host: string, settings: ExternalDnsSettings): FoundTargets {
  const { spec } = service
  const type = spec?.type ?? 'ClusterIP'
  const clusterIps = [...new Set([...(spec?.clusterIPs ?? []), spec?.clusterIP ?? ''])].filter(
    (address) => address !== '' && address !== 'None',
  )
  const hostname = readAnnotation({ kind: 'Service', object: service }, settings, 'hostname')
  const isInternal = hostname !== null && !listNames(hostname.value).includes(toAsciiName(host))
  if (type === 'LoadBalancer') {
    if (isInternal) return { targets: clusterIps, detail: 'from the cluster IP, for the internal-hostname annotation' }
    const external = spec?.externalIPs ?? []
    if (external.length > 0) return { targets: external, detail: 'from spec.externalIPs' }
    const targets = listStatusAddresses(service)
    if (targets.length === 0)
      return { targets, detail: 'the status of the Service has no address, and no target annotation gives one' }
    const { resolvesLoadBalancerNames: resolves } = settings
    const isNamed = targets.some((target) => typeOfTarget(target) === 'CNAME')
    if (isNamed && resolves.state === 'unknown') return { targets: null, detail: resolves.because }
    if (isNamed && resolves.state === 'known' && resolves.value) {
      const detail = `--resolve-service-load-balancer-hostname: external-dns asks DNS for ${targets.join(', ')} itself`
      return { targets: null, detail }
    }
    return { targets, detail: 'from the status of the Service' }
  }
  if (type === 'ExternalName') {
    const target = toAsciiName((spec?.externalName ?? '').replace(/\.$/, ''))
    return { targets: target === '' ? [] : [target], detail: 'from spec.externalName' }
  }
  if (type === 'ClusterIP' && spec?.clusterIP !== 'None') {
    const { publishesInternal } = settings
    if (publishesInternal.state === 'unknown' && !isInternal)
      return { targets: null, detail: publishesInternal.because }
    if (isInternal || (publishesInternal.state === 'known' && publishesInternal.value))
      return { targets: clusterIps, detail: 'from the cluster IP' }
    return { targets: [], detail: 'a Service of type ClusterIP has no target without --publish-internal-services' }
  }
  return {
    targets: null,
    detail: `the targets of a ${type === 'NodePort' ? 'NodePort' : 'headless'} Service are not followed here`,
  }
}

function filterByNets(
  targets: readonly string[],
  { targetNets, excludedTargetNets }: ExternalDnsSettings,
): string[] | null {
  if (targetNets.state === 'unknown' || excludedTargetNets.state === 'unknown') return null
  const included = parseNets(targetNets.value)
  const excluded = parseNets(excludedTargetNets.value)
  return targets.filter((target) => {
    if (typeOfTarget(target) === 'CNAME') return true
    const address = ipaddr.parse(target)
    const lies = (net: Net) => net[0].kind() === address.kind() && address.match(net)
    return (included.length === 0 || included.some(lies)) && !excluded.some(lies)
  })
}

function writeNetFlags({ targetNets, excludedTargetNets }: ExternalDnsSettings): string {
  const written = [targetNets, excludedTargetNets].flatMap((nets) =>
    nets.state === 'known' && nets.written !== null ? [nets.written] : [],
  )
  return written.join(' ')
}

type Net = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Networks of a list of CIDR blocks; external-dns ignores what is none, and so does this. */
function parseNets(texts: readonly string[]): Net[] {
  return texts.flatMap((text) => (ipaddr.isValidCIDR(text) ? [ipaddr.parseCIDR(text)] : []))
}

function filterByType(targets: readonly string[], managed: Known<string[]>): string[] | null {
  if (managed.state === 'unknown') return null
  return targets.filter((target) => managed.value.includes(typeOfTarget(target)))
}
