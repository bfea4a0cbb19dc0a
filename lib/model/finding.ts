export type { Evidence, EvidenceLevel, Finding, Fix } from './schemas/finding'

/** `error`: traffic fails or will. `warning`: works, but fragile. `info`: worth knowing. */
export const severities = ['error', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

export const areas = ['ingress', 'dns-cache', 'egress', 'network-policy'] as const
export type Area = (typeof areas)[number]
