import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

interface ForeignController {
  /** Values of IngressClass `spec.controller` and of the class annotation that belong to it. */
  name: RegExp
  title: string
  /** Image of its workload. Null: it runs outside the cluster's own workloads, so it cannot be seen there. */
  image: RegExp | null
}

/** Ingress controllers that Fairlead does not follow. Values as their own documentation gives them. */
const foreignControllers: readonly ForeignController[] = [
  {
    name: /^(ingress\.k8s\.aws\/alb|eks\.amazonaws\.com\/alb|alb)$/,
    title: 'the AWS load balancer controller',
    image: null,
  },
  { name: /^azure\/application-gateway$/, title: 'the Azure application gateway controller', image: null },
  { name: /^alb\.networking\.azure\.io\//, title: 'Azure Application Gateway for Containers', image: null },
  {
    name: /^(k8s\.io\/ingress-gce|networking\.gke\.io\/|gce|gce-internal$)/,
    title: 'the Google Cloud controller',
    image: null,
  },
  { name: /^(openshift\.io\/ingress-to-route)/, title: 'OpenShift', image: null },
  { name: /^(cilium\.io\/|cilium$)/, title: 'Cilium', image: /cilium/ },
  { name: /^(traefik\.io\/ingress-controller|traefik)/, title: 'Traefik', image: /traefik/ },
  {
    name: /^(haproxy(-ingress)?\.(org|github\.io)\/|haproxy)/,
    title: 'an HAProxy ingress controller',
    image: /haproxy/,
  },
  { name: /^(ingress-controllers\.konghq\.com\/|kong$)/, title: 'Kong', image: /kong/ },
  { name: /^(projectcontour\.io\/|contour$)/, title: 'Contour', image: /contour/ },
  { name: /^(istio\.io\/|istio$)/, title: 'Istio', image: /istio|pilot/ },
  { name: /^nginx\.org\//, title: 'NGINX Ingress Controller of F5', image: /nginx-(plus-)?ingress/ },
  { name: /^(apisix\.apache\.org\/|apisix$)/, title: 'APISIX', image: /apisix/ },
]

/**
 * Whether a class belongs to another project's controller that may serve it: `serves` names it, `unknown` says what would have
 * to be read to tell, null means that no such controller is known or that it certainly does not run here.
 */
export function findForeignController(
  view: ClusterView,
  name: string,
): { state: 'serves'; title: string } | { state: 'unknown'; unavailable: Unavailable } | null {
  const foreign = foreignControllers.find((candidate) => candidate.name.test(name))
  if (foreign === undefined) return null
  const { image, title } = foreign
  if (image === null) return { state: 'serves', title }
  const { images, missing } = listWorkloadImages(view)
  if (images.some((candidate) => image.test(candidate))) return { state: 'serves', title }
  return missing === null ? null : { state: 'unknown', unavailable: missing }
}

/** Images of all workloads, each once; `missing` when some workloads could not be read. */
function listWorkloadImages(view: ClusterView): { images: string[]; missing: Unavailable | null } {
  return view.fact('workload-images', (inner) => {
    const images = new Set<string>()
    let missing: Unavailable | null = null
    for (const kind of ['Deployment', 'DaemonSet', 'StatefulSet'] as const) {
      const listing = inner.listing(kind)
      missing ??= listing.state === 'unavailable' ? listing.unavailable : listing.missing
      if (listing.state === 'unavailable') continue
      for (const workload of listing.objects) {
        for (const container of workload.spec?.template?.spec?.containers ?? []) images.add(container.image ?? '')
      }
    }
    return { images: [...images].sort(), missing }
  })
}
