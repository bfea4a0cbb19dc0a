import type { Area } from '@/lib/model/finding'

/** The parts of the network that checks look at, as their headings. */
export const areaWords: Record<Area, string> = {
  ingress: 'Ingress path',
  'dns-cache': 'DNS cache',
  egress: 'Egress',
  'network-policy': 'Network policies',
}
