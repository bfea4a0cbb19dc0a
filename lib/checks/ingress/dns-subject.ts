import type { Check } from '@/lib/checks/define-check'
import {
  asIngressSource,
  asServiceSource,
  type DnsSource,
  type Service,
} from '@/lib/ingress-path/external-dns/dns-source'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { InputName } from '@/lib/snapshot/read-keys'

/** What a check of external-dns judges: one host of an object that external-dns can make a record from. */
export interface DnsSubject {
  source: DnsSource
  host: string
}

/** One host of a Service of type LoadBalancer. */
export interface ServiceHostSubject {
  service: Service
  host: string
}

/** A check of external-dns for a host of an Ingress. */
export function forIngress(check: Check<DnsSubject>): Check<HostSubject> {
  return {
    ...check,
    evaluate: ({ ingress, host }, view) => check.evaluate({ source: asIngressSource(ingress), host }, view),
  }
}

/** The same check for a host of a Service, which reads that Service too. */
export function forService(check: Check<DnsSubject>): Check<ServiceHostSubject> {
  const inputs: InputName[] = [...new Set([...check.inputs, 'Service'] as const)]
  return {
    ...check,
    title: check.title.replace('Ingresses', 'Services').replace('Ingress', 'Service'),
    inputs,
    evaluate: ({ service, host }, view) => check.evaluate({ source: asServiceSource(service), host }, view),
  }
}
