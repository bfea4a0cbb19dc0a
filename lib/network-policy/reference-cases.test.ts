import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KindMap } from '@/lib/model/kubernetes'
import type { Labels } from '@/lib/snapshot/label-selector'
import { type CompiledPolicy, compilePolicy, readProtocol } from './compile'
import { completeNamespaceLabels, type Endpoint } from './endpoints'
import { evaluateConnection } from './evaluate'

interface End {
  ns?: string
  pod?: string
  ip?: string
}

interface ReferenceCase {
  id: string
  semantics: { ipBlockMatchesPodIPs: boolean }
  namespaces: { name: string; labels?: Labels }[]
  pods: {
    ns: string
    name: string
    labels?: Labels
    ip?: string
    hostNetwork?: boolean
    phase?: string
    containerPorts?: { name?: string; containerPort: number; protocol?: string }[]
  }[]
  policies: KindMap['NetworkPolicy'][]
  expect: {
    from: End
    to: End
    port: number
    protocol: string
    allowed: boolean
    egressAllowed?: boolean
    ingressAllowed?: boolean
  }[]
}

/** Verdicts of other evaluators and of the upstream end-to-end tests, kept beside the project. */
const file = path.resolve(import.meta.dirname, '../../../shared/data/network-policy-cases.json')
const cases: ReferenceCase[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []

function findEnd(one: ReferenceCase, end: End): Endpoint {
  const pod = one.pods.find(({ ns, name }) => ns === end.ns && name === end.pod)
  if (pod === undefined) {
    if (end.ip === undefined) throw new Error(`${one.id} has no Pod ${end.ns}/${end.pod}`)
    return { kind: 'address', ip: end.ip }
  }
  return {
    kind: 'pod',
    namespace: pod.ns,
    name: pod.name,
    labels: pod.labels ?? {},
    namespaceLabels: completeNamespaceLabels(pod.ns, one.namespaces.find(({ name }) => name === pod.ns)?.labels),
    ips: pod.ip === undefined ? [] : [pod.ip],
    ports: (pod.containerPorts ?? []).map(({ name, containerPort, protocol }) => ({
      name: name ?? null,
      number: containerPort,
      protocol: readProtocol(protocol),
    })),
    usesHostNetwork: pod.hostNetwork === true,
  }
}

describe.skipIf(cases.length === 0)('verdicts of other evaluators', () => {
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const policies = one.policies.map(compilePolicy)
    const policiesOf = (namespace: string): CompiledPolicy[] => policies.filter((each) => each.namespace === namespace)
    const matches = one.semantics.ipBlockMatchesPodIPs
    const profile = { ipBlockMatchesPods: matches, ipBlockMatchesNodes: matches }
    const wrong = one.expect.flatMap((wanted) => {
      const connection = {
        from: findEnd(one, wanted.from),
        to: findEnd(one, wanted.to),
        port: wanted.port,
        protocol: readProtocol(wanted.protocol),
      }
      const got = evaluateConnection(connection, policiesOf, profile)
      const isSame =
        got.verdict === (wanted.allowed ? 'allowed' : 'denied') &&
        (wanted.egressAllowed ?? got.egress.verdict === 'allowed') === (got.egress.verdict === 'allowed') &&
        (wanted.ingressAllowed ?? got.ingress.verdict === 'allowed') === (got.ingress.verdict === 'allowed')
      return isSame ? [] : [{ wanted, got: got.verdict, egress: got.egress.verdict, ingress: got.ingress.verdict }]
    })
    expect(wrong).toEqual([])
  })
})
