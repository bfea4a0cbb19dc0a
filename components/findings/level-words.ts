import type { EvidenceLevel } from '@/lib/model/finding'

export const levelWords: Record<EvidenceLevel, string> = {
  proven: 'proven by the objects below',
  inferred: 'inferred: rests on an assumption, shown below',
  external: 'taken from outside the cluster',
}
