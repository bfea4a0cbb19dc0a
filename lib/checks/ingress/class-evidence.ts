import type { EvidenceDraft } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Claim } from '@/lib/ingress-path/claim'
import { findIngressControllers } from '@/lib/ingress-path/controllers'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** `shop/checkout`. */
export const nameOf = (ingress: Ingress) => `${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`

/** Names of all classes, and of those marked as default; empty when they cannot be read (the finding does not depend on them). */
export function listClasses(view: ClusterView): { names: string[]; defaults: string[] } {
  const listing = view.listing('IngressClass')
  if (listing.state === 'unavailable') return { names: [], defaults: [] }
  const isDefault = 'ingressclass.kubernetes.io/is-default-class'
  return {
    names: listing.objects.map(({ metadata }) => metadata.name),
    defaults: listing.objects
      .filter(({ metadata }) => metadata.annotations?.[isDefault] === 'true')
      .map(({ metadata }) => metadata.name),
  }
}

/** The `--controller-class` values of the controllers that are there, as what would be right. */
export function listControllerClasses(view: ClusterView): string {
  const classes = findIngressControllers(view).instances.flatMap(
    ({ flags }) => flags.flags['controller-class']?.values ?? ['k8s.io/ingress-nginx'],
  )
  return classes.length === 0
    ? 'the controller class of an installed controller'
    : `one of ${[...new Set(classes)].join(', ')}`
}

/** What each controller says to the Ingress, as evidence. */
export function describeAnswers(claim: Claim): EvidenceDraft[] {
  return claim.answers.map(({ controller, because }) => ({
    observed: `${controller}: ${because}`,
    source: 'Kubernetes API, arguments of the controller',
  }))
}

/** The command that gives the Ingress a class; none when it is not clear which. */
export function patchClass(ingress: Ingress, className: string | undefined): string[] {
  if (className === undefined) return []
  const patch = JSON.stringify({ spec: { ingressClassName: className } })
  const { namespace = '', name } = ingress.metadata
  return [formatCommand('kubectl', 'patch', 'ingress', name, '-n', namespace, '--type=merge', '-p', patch)]
}
