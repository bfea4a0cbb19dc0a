import type { Authorisation, DemoUser } from '@/lib/demo/kubernetes-api/authorisation'

/** Bearer tokens of the demo beside the administrator's: one tenant each, named by their namespace. */
export const demoUsers: Record<string, DemoUser> = {
  'tenant-shop-token': { name: 'shop-developer', groups: ['tenant:shop'] },
  'tenant-payments-token': { name: 'payments-developer', groups: ['tenant:payments'] },
}

const read = ['get', 'list', 'watch']

/** What the built-in `view` role and cert-manager's aggregated one allow in a tenant's namespace; nothing cluster-wide. */
export function grantTenantRules(authorisation: Authorisation): void {
  for (const namespace of ['shop', 'payments']) {
    const subject = `group:tenant:${namespace}`
    const resources = {
      '': ['pods', 'services', 'configmaps', 'events', 'serviceaccounts'],
      apps: ['*'],
      'networking.k8s.io': ['ingresses', 'networkpolicies'],
      'discovery.k8s.io': ['endpointslices'],
      'cert-manager.io': ['certificates', 'certificaterequests', 'issuers'],
      'acme.cert-manager.io': ['orders', 'challenges'],
    }
    for (const [group, list] of Object.entries(resources)) {
      authorisation.allow(subject, { verbs: read, groups: [group], resources: list, namespaces: [namespace] })
    }
    authorisation.allow(subject, { verbs: ['get'], groups: [''], resources: ['namespaces'], namespaces: [namespace] })
  }
}
