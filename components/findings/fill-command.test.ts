import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/model/finding'
import { fillCommand } from './fill-command'

const evidenceOf = (kind: string, name: string): Finding['evidence'][number] => ({
  object: { kind, namespace: 'payments', name },
  observed: '',
  source: 'Kubernetes API',
  at: '2026-11-24T10:00:00Z',
})
const finding = {
  object: { kind: 'Ingress', namespace: 'shop', name: 'checkout' },
  evidence: [evidenceOf('Service', 'cart')],
}

describe('fillCommand', () => {
  it.each([
    ['kubectl get ingress NAME -n NAMESPACE --show-labels', 'kubectl get ingress checkout -n shop --show-labels'],
    ['kubectl describe service NAME -n NAMESPACE', 'kubectl describe service cart -n payments'],
    [
      'kubectl get endpointslices -n NAMESPACE -l kubernetes.io/service-name=NAME',
      'kubectl get endpointslices -n payments -l kubernetes.io/service-name=cart',
    ],
    ['kubectl get pods -n NAMESPACE -o wide', 'kubectl get pods -n shop -o wide'],
  ])('names the objects of the kind that %s asks for', (command, filled) => {
    expect(fillCommand(command, finding)).toBe(filled)
  })

  it.each([
    'kubectl logs -n NAMESPACE NAME --previous',
    'kubectl get certificate NAME -n NAMESPACE',
    'az aks show --resource-group RESOURCE_GROUP --name CLUSTER_NAME',
    'kubectl get ingressclass -o custom-columns=NAME:.metadata.name',
  ])('leaves open what it does not know in %s', (command) => {
    expect(fillCommand(command, finding)).toBe(command)
  })
})
