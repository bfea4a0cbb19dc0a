import type { CheckDescription } from './define-check'
import { dnsCacheChecks } from './dns-cache/dns-cache-checks'
import { egressChecks } from './egress/snat'
import { askedHostChecks } from './ingress/asked-host'
import { hostChecks, pathChecks } from './ingress/ingress-checks'
import { serviceEntryChecks } from './ingress/service-entry'

/** Every check there is, by area in causal order. Ids are permanent. */
export const allChecks: readonly CheckDescription[] = [
  ...askedHostChecks,
  ...hostChecks,
  ...serviceEntryChecks,
  ...pathChecks,
  ...dnsCacheChecks,
  ...egressChecks,
]
