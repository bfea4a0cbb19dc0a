import ipaddr from 'ipaddr.js'
import type { Known } from '@/lib/ingress-path/flags'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { ReplayStep } from './replay'
import { listNames, withAnnotation } from './selection'
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
 * Steps 8 to 10 of external-dns: the targets of an Ingress (annotation before status, default targets where they replace them),
 * then network filters and managed record types. `targets` is null when they are not known.
 * Source: external-dns v0.22.0 `source/ingress.go`, `source/wrappers/`, `plan/plan.go`.
 */
export function judgeTargets(
  ingress: Ingress,
  settings: ExternalDnsSettings,
  flagsSource: string,
): { steps: ReplayStep[]; targets: string[] | null } {
  const source = `${flagsSource}, Ingress`
  const found = findTargets(ingress, settings)
  const nets: ReplayStep = {
    id: 'target-nets',
    title: 'Target passes the network filters',
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
    const detail = `--target-net-filter or --exclude-target-net removes ${found.targets.join(', ')}`
    return {
      steps: [step, { ...nets, title: 'Dropped by the network filters', outcome: 'dropped', detail }, types],
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
    const detail = `${wanted} is not among the managed record types`
    return {
      steps: [step, netStep, { ...types, title: 'Record type is not managed', outcome: 'dropped', detail }],
      targets: [],
    }
  }
  const kept = [...new Set(typed.map(typeOfTarget))].join(' and ')
  return { steps: [step, netStep, { ...types, outcome: 'kept', detail: `${kept} record` }], targets: typed }
}

function findTargets(ingress: Ingress, settings: ExternalDnsSettings): { targets: string[] | null; detail: string } {
  const { forcesDefaultTargets, defaultTargets } = settings
  let annotated: string[] = []
  const judgement = withAnnotation(ingress, settings, 'target', (value) => {
    const names = listNames(value)
    if (names.length > 0) annotated = names
    return { outcome: names.length > 0 ? 'dropped' : 'kept', detail: '' }
  })
  if (judgement.outcome === 'unknown') return { targets: null, detail: judgement.detail }
  const own = annotated.length > 0 ? annotated : listStatusAddresses(ingress)
  if (own.length === 0)
    return { targets: [], detail: 'the status of the Ingress has no address, and no target annotation gives one' }
  if (defaultTargets.state === 'unknown') return { targets: null, detail: defaultTargets.because }
  if (defaultTargets.value.length > 0) {
    if (forcesDefaultTargets.state === 'unknown')
      return { targets: null, detail: `--default-targets: ${forcesDefaultTargets.because}` }
    if (forcesDefaultTargets.value) return { targets: defaultTargets.value, detail: 'from --default-targets' }
  }
  return {
    targets: own,
    detail: annotated.length > 0 ? 'from the target annotation' : 'from the status of the Ingress',
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

type Net = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Networks of a list of CIDR blocks; external-dns ignores what is none, and so does this. */
function parseNets(texts: readonly string[]): Net[] {
  return texts.flatMap((text) => (ipaddr.isValidCIDR(text) ? [ipaddr.parseCIDR(text)] : []))
}

function filterByType(targets: readonly string[], managed: Known<string[]>): string[] | null {
  if (managed.state === 'unknown') return null
  return targets.filter((target) => managed.value.includes(typeOfTarget(target)))
}
