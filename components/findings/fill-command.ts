import type { Finding } from '@/lib/model/finding'
import type { ObjectRef } from '@/lib/model/object-ref'

/**
 * A command of the catalogue with NAME and NAMESPACE replaced by what a finding is about, so that it can be run as it stands. An
 * object is taken only where the command names its kind; what is not certain keeps its place holder.
 */
export function fillCommand(command: string, finding: Pick<Finding, 'object' | 'evidence'>): string {
  const objects = [finding.object, ...finding.evidence.flatMap(({ object }) => object ?? [])]
  const find = (kind: string) => objects.find((object) => object.kind.toLowerCase() === kind.toLowerCase())
  let subject: ObjectRef | undefined
  const named = command
    .replace(/\b([a-z]+) NAME\b/g, (whole, kind: string) => {
      subject = find(kind) ?? subject
      return find(kind) === undefined ? whole : `${kind} ${find(kind)?.name}`
    })
    .replace(/\bkubernetes\.io\/service-name=NAME\b/g, (whole) => {
      subject = find('Service') ?? subject
      return find('Service') === undefined ? whole : `kubernetes.io/service-name=${find('Service')?.name}`
    })
  // A name that is still open may live in another namespace than the object of the finding.
  if (/\bNAME\b/.test(named)) return named
  const namespace = (subject ?? finding.object).namespace
  return namespace === null ? named : named.replace(/\bNAMESPACE\b/g, namespace)
}
