/** A page of Fairlead, in a state that the demo has by itself. */
export interface ListedPage {
  /** Names its pictures. */
  id: string
  what: string
  path: string
  /** With good data; it says the page's verdict. */
  title: RegExp
  /** The page is answered with 404. */
  isMissing?: true
  /** Another state of a page that is looked at already: not shown again with no data, partial data and errors. */
  onlyGood?: true
}

/** Every kind of page and state that the demo can show. What is listed here gets its pictures, and axe looks at it in every condition. */
export const listedPages: readonly ListedPage[] = [
  { id: 'clusters', what: 'the clusters', path: '/', title: /^Clusters: 3 of 3 failing · / },
  { id: 'overview', what: 'the overview', path: '/blue', title: /^blue failing: \d+ errors · / },
  {
    id: 'ingresses',
    what: 'the ingress list',
    path: '/blue/ingresses',
    title: /^\d+ of 50 ingresses failing · blue · /,
  },
  {
    id: 'ingresses-none-match',
    what: 'an empty list',
    path: '/blue/ingresses?q=nothing',
    title: / ingresses failing · blue · /,
    onlyGood: true,
  },
  {
    id: 'ingress',
    what: 'a failing Ingress with two hosts and an opened hop',
    path: '/blue/ingresses/shop/checkout?hop=dns-record',
    title: /^shop\/checkout failing: /,
  },
  {
    id: 'ingress-crashing',
    what: 'an Ingress whose Pods crash',
    path: '/blue/ingresses/media/transcode',
    title: /^media\/transcode failing: /,
    onlyGood: true,
  },
  {
    id: 'ingress-warning',
    what: 'a warning',
    path: '/blue/ingresses/data/dashboards',
    title: /^data\/dashboards warning/,
    onlyGood: true,
  },
  {
    id: 'ingress-passing',
    what: 'a passing Ingress',
    path: '/blue/ingresses/shop/cart',
    title: /^shop\/cart passing · blue · /,
  },
  {
    id: 'finding',
    what: 'a finding',
    path: '/blue/findings/264f4befcfcdae22',
    title: /^Error at shop\/checkout: Label filter of external-dns excludes the Ingress · blue · /,
  },
  {
    id: 'finding-missing',
    what: 'a finding that never was',
    path: '/blue/findings/no-finding-has-this-id',
    title: /^No such finding · /,
    isMissing: true,
    onlyGood: true,
  },
  {
    id: 'why',
    what: 'the question why',
    path: '/blue/why',
    title: /^Why does a host not answer\? · blue · /,
    onlyGood: true,
  },
  {
    id: 'why-host',
    what: 'a host that two Ingresses declare',
    path: '/blue/why?host=catalog.shop.example.net',
    title: /^catalog\.shop\.example\.net failing: /,
  },
  {
    id: 'why-undeclared',
    what: 'a host that nobody declares',
    path: '/blue/why?host=nobody.shop.example.net',
    title: /^nobody\.shop\.example\.net: declared by nobody · /,
    onlyGood: true,
  },
  {
    id: 'dns-cache',
    what: 'the DNS cache',
    path: '/blue/dns-cache',
    title: /^DNS cache warning: \d+ findings? · blue · /,
  },
  {
    id: 'dns-cache-rollout',
    what: 'a DNS cache in the middle of a rollout',
    path: '/green/dns-cache',
    title: /^DNS cache .+ · green · /,
    onlyGood: true,
  },
  {
    id: 'egress',
    what: 'egress',
    path: '/blue/egress',
    title: /^Egress undetermined: 3 nodes to the next drop · blue · /,
  },
  {
    id: 'egress-unknown',
    what: 'egress that is not known',
    path: '/eks-media/egress',
    title: /^Egress undetermined: SNAT ports unknown · eks-media · /,
    onlyGood: true,
  },
  {
    id: 'certificates',
    what: 'the certificates',
    path: '/eks-media/certificates',
    title: /^\d+ of 27 certificates failing · eks-media · /,
  },
  {
    id: 'certificate',
    what: 'a certificate that is not issued',
    path: '/eks-media/certificates/tickets/venues-tls',
    title: /^tickets\/venues-tls failing: No solver proves the name · eks-media · /,
  },
  {
    id: 'dns-zones',
    what: 'the DNS zones',
    path: '/green/dns-zones',
    title: /^DNS zones failing: 11 of \d+ names held here · green · /,
  },
  {
    id: 'dns-zones-switch',
    what: 'what a switch to another cluster moves',
    path: '/blue/dns-zones?with=green',
    title: /^DNS zones failing: 46 of 54 names held here · blue · /,
    onlyGood: true,
  },
  { id: 'sources', what: 'the sources', path: '/blue/sources', title: /^Sources: 22 of 22 readable · blue · / },
  { id: 'checks', what: 'the catalogue of checks', path: '/checks', title: /^Checks · /, onlyGood: true },
  { id: 'check', what: 'a check', path: '/checks/edns-label-filter', title: /^edns-label-filter: /, onlyGood: true },
  { id: 'faults', what: 'the faults of the demo', path: '/demo/faults', title: /^Break something · /, onlyGood: true },
  {
    id: 'cluster-missing',
    what: 'an address that leads nowhere',
    path: '/nowhere',
    title: /^nowhere: no such cluster · /,
    isMissing: true,
    onlyGood: true,
  },
  {
    id: 'ingress-missing',
    what: 'an Ingress that is not there',
    path: '/blue/ingresses/shop/gone',
    title: /^shop\/gone: no such Ingress · /,
    isMissing: true,
  },
]
