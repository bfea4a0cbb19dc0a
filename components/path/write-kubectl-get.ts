import type { ObjectRef } from '@/lib/model/object-ref'

/** `kubectl get service checkout -n shop -o yaml`. Kubernetes names and kinds need no quoting in a shell. */
export function writeKubectlGet({ kind, namespace, name }: ObjectRef): string {
  const scope = namespace === null ? '' : ` -n ${namespace}`
  return `kubectl get ${kind.toLowerCase()} ${name}${scope} -o yaml`
}
