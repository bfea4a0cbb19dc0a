import { verdictWords } from '@/components/findings/verdict-look'
import type { CertificateAnswer } from '@/lib/api/certificates'

/** The title of one certificate: its verdict, and what to look at first. */
export function titleOfCertificate(
  cluster: string,
  { object, verdict, root }: Pick<CertificateAnswer, 'object' | 'verdict' | 'root'>,
): string {
  const cause = root === null ? '' : `: ${root.title}`
  return `${object.namespace}/${object.name} ${verdictWords[verdict].toLowerCase()}${cause} · ${cluster}`
}
