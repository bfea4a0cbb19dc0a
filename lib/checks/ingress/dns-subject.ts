import type { Check } from '@/lib/checks/define-check'
import {
  asIngressSource,
  asServiceSource,
  type DnsSubject,
  type ServiceHostSubject,
} from '@/lib/ingress-path/external-dns/dns-source'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { InputName } from '@/lib/snapshot/read-keys'

/** A check of external-dns for a host of an Ingress. */
export function forIngress(check: Check<DnsSubject>): Check<HostSubject> {
  return {
    ...check,
    evaluate: ({ ingress, host }, view) => check.evaluate({ source: asIngressSource(ingress), host }, view),
  }
}

/** The same check for a host of a Service: it reads Services where the other reads Ingresses, unless it reads both. */
export function forService(check: Check<DnsSubject>): Check<ServiceHostSubject> {
  const readsBoth = check.inputs.includes('Service')
  const inputs = readsBoth
    ? check.inputs
    : check.inputs.map((input): InputName => (input === 'Ingress' ? 'Service' : input))
  return {
    ...check,
    title: check.title.replace('Ingresses', 'Services').replace('Ingress', 'Service'),
    inputs,
    evaluate: ({ service, host }, view) => check.evaluate({ source: asServiceSource(service), host }, view),
  }
}
